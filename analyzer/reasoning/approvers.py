"""Who could approve: the people a stage would really ask, for a given requestor.

Alternate approvers count only with escalation on. Fallback approvers are asked only when the manager or
sponsor is not found. Disabled and deleted approvers cannot approve, and nobody approves their own request.
Members of nested approver groups, delegates and approvers chosen at run time are undetermined.

Source: domain.md S8 and C45 to C50; Graph `accessPackageApprovalStage`; CONTRACT section 7.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analyzer.reasoning.personal_approvers import PERSONAL
from analyzer.tables.keys import MISSING, UNKNOWN
from analyzer.tables.memberships import Edges, Members, members_of
from analyzer.tables.relations import relation
from analyzer.tables.subjects import GROUP_MEMBERS, SINGLE_USER, codes_of, of_kind
from analyzer.tables.three_valued import Flags, at, possible


@relation
def approver_groups(stage_subjects: pd.DataFrame, membership_edges: Edges) -> Members:
    """Members of every group that some stage lists as approvers."""
    return members_of(membership_edges, codes_of(of_kind(stage_subjects, GROUP_MEMBERS), "group"))


@relation
def able_people(people: pd.DataFrame) -> Flags:
    """Whether a person can act at all: enabled and not deleted, by person code."""
    return people["enabled"].mask(people["is_deleted"], False)


LISTS = pd.CategoricalDtype(["primary", "primary_fallback", "escalation", "escalation_fallback"])


@relation
def listed_approvers(
    stage_subjects: pd.DataFrame, approver_groups: Members, able_people: Flags
) -> pd.DataFrame:
    """The people that stages list by name or by group, each once per stage and list.

    Somebody whom a list names as well as one of its groups is named; a direct member comes before a nested
    one. What the export cannot place (`UNKNOWN`) is not one person, and stands once per entry.

    Returns:
        columns: stage (int32 code), list (category), kind (string: of the subject set), group (int32 code,
        `MISSING` for who is named), person (int32 code, `UNKNOWN`: somebody the export cannot place), able
        (boolean: enabled and not deleted), certain (bool: is this surely one of the approvers; not so for
        nested members, and for whoever may be in a group whose members are not all known).
    """
    entries = stage_subjects[["stage", "list", "kind", "group", "person"]]
    entries = entries[~entries["kind"].isin(PERSONAL)]
    single, group = of_kind(entries, SINGLE_USER), of_kind(entries, GROUP_MEMBERS)
    inside = group.drop(columns="person").merge(approver_groups.rows, on="group", validate="many_to_many")
    unsettled = ~at(pd.Series(approver_groups.settled, dtype="boolean"), codes_of(group, "group"))
    vague = [group[possible(unsettled)], entries[~entries["kind"].isin([SINGLE_USER, GROUP_MEMBERS])]]
    parts = [
        single.assign(group=np.int32(MISSING), certain=single["person"] != MISSING),
        inside.rename(columns={"direct": "certain"}),
        *(part.assign(person=np.int32(UNKNOWN), certain=False) for part in vague),
    ]
    rows = pd.concat(parts, ignore_index=True).astype({"list": LISTS, "certain": bool})
    rows["person"] = rows["person"].clip(lower=UNKNOWN)
    rows = rows.sort_values("certain", ascending=False, kind="stable", ignore_index=True)
    again = rows.duplicated(["stage", "list", "person"]) & (rows["person"] != UNKNOWN)
    rows = rows[~again].reset_index(drop=True)
    return rows.assign(able=at(able_people, codes_of(rows, "person")))
