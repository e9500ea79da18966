"""Putting somebody into a group that a policy names, with what else comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analyzer.decision_trace.answer import Edit
from analyzer.tables.subjects import GROUP_MEMBERS, codes_of, of_kind
from analyzer.tables.three_valued import yes

if TYPE_CHECKING:
    from analyzer.decision_trace.facts import Setting


def joining_edits(setting: Setting, policy_id: str, user: str, person_id: str) -> list[Edit]:
    """Return one edit for each group of a policy whose members are chosen by hand, in the cloud."""
    if setting.groups is None:
        return []
    targets = of_kind(setting.policy_targets, GROUP_MEMBERS)
    named_by = setting.policies["id"].take(codes_of(targets, "policy"))
    mine = codes_of(targets[(named_by == policy_id).to_numpy(bool)], "group")
    found = []
    for group in np.unique(mine[mine >= 0]).tolist():
        record = setting.groups.table.slice(group, 1).to_pylist()[0]
        by_hand = bool(yes(~setting.dynamic_groups)[group])
        if by_hand and not record.get("onPremisesSyncEnabled"):
            name = record.get("displayName") or record["id"]
            others = len(set(codes_of(targets, "policy")[codes_of(targets, "group") == group])) - 1
            found.append(
                Edit(
                    dataset="group_members",
                    action="add",
                    record={"groupId": record["id"], "memberId": person_id},
                    values={"memberType": "user"},
                    what=f"Add {user} to the group '{name}', which the policy names"
                    f"{_size(setting, group)}.{_elsewhere(others)}",
                    who=f"an owner of the group '{name}'",
                    cost=2,
                )
            )
    return sorted(found, key=lambda each: each.what)


def _size(setting: Setting, group: int) -> str:
    """Say how many people are in the group, where that is known."""
    members = setting.ticket_groups
    if not members.settled[group]:
        return ""
    rows = members.rows[members.rows["direct"].to_numpy(bool)]
    size = int((rows["group"] == group).sum())
    return f" and which has {size:,} {'member' if size == 1 else 'members'} so far"


def _elsewhere(others: int) -> str:
    """Warn of what the group lets its members request besides."""
    if not others:
        return ""
    return f" {others:,} other {'policy names' if others == 1 else 'policies name'} it too."
