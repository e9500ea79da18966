"""Who could approve: the people a stage would really ask, for a given requestor.

Alternate approvers count only with escalation on. Fallback approvers are asked only when the manager or
sponsor is not found. Disabled and deleted approvers cannot approve, and nobody approves their own request.
Members of nested approver groups, delegates and approvers chosen at run time are undetermined.

Source: domain.md S8 and C45 to C50; Graph `accessPackageApprovalStage`; CONTRACT section 7.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analyzer.tables.keys import UNKNOWN
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


@relation
def listed_approvers(
    stage_subjects: pd.DataFrame, approver_groups: Members, able_people: Flags
) -> pd.DataFrame:
    """The people that stages list by name or by group, each once per stage and list.

    Returns:
        columns: stage (int32 code), list (string), person (int32 code, `UNKNOWN`: somebody the export cannot
        place), able (boolean: unknown for nested members and unknown people), maybe_self (bool:
        whether this is one of the requestors is uncertain).
    """
    single, group = of_kind(stage_subjects, SINGLE_USER), of_kind(stage_subjects, GROUP_MEMBERS)
    inside = group[["stage", "list", "group"]].merge(
        approver_groups.rows, on="group", validate="many_to_many"
    )
    unsettled = ~at(pd.Series(approver_groups.settled, dtype="boolean"), codes_of(group, "group"))
    vague = group[possible(unsettled)].assign(person=np.int32(UNKNOWN), direct=False)
    parts = [single.assign(direct=True), inside, vague]
    rows = pd.concat([part[["stage", "list", "person", "direct"]] for part in parts], ignore_index=True)
    rows["maybe_self"] = ~rows["direct"].to_numpy(bool)
    able = at(able_people, codes_of(rows, "person"))
    rows["able"] = able.mask(~rows["direct"].to_numpy(bool) & possible(able), pd.NA)
    rows = rows.sort_values("direct", ascending=False, kind="stable")
    rows = rows.drop_duplicates(["stage", "list", "person"], ignore_index=True)
    return rows[["stage", "list", "person", "able", "maybe_self"]]
