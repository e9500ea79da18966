"""Who or what granted access, as far as an export tells.

Source: domain.md section 3, step 1; Graph `accessPackageRequestType`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.tables.dataset import STRING, Dataset
from analyzer.tables.relations import relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import Flags, at, yes

if TYPE_CHECKING:
    from analyzer.tables.keys import Keys

REQUESTS = {
    "useradd": "own request",
    "adminadd": "administrator",
    "systemadd": "automatic assignment",
    "onbehalfadd": "request by somebody else",
}
"""What the type of the request that led to an assignment says, by lower-case name."""

AUTOMATIC = "automatic assignment"
ON_PREMISES = "synchronised from on-premises"
RULE = "membership rule"


@relation
def assignment_origins(
    assignment_facts: pd.DataFrame,
    assignment_requests: Dataset | None = None,
    automatic_policies: Flags | None = None,
) -> pd.Series[str]:
    """How each assignment came about, one text per assignment; `<NA>` where the export does not tell.

    The request that names the assignment tells; requests are kept for three months. An assignment under an
    automatic policy was made by that policy.
    """
    told = pd.Series(pd.array([None] * len(assignment_facts), STRING))
    if assignment_requests is not None:
        kind = assignment_requests.text("requestType").str.lower().map(REQUESTS)
        made = pd.DataFrame({"id": assignment_requests.text("assignment.id"), "told": kind.astype(STRING)})
        first = made.dropna().drop_duplicates("id")
        met = assignment_facts[["id"]].merge(first, on="id", how="left", validate="one_to_one")
        told = met["told"]
    if automatic_policies is not None:
        by_rule = yes(at(automatic_policies, codes_of(assignment_facts, "policy")))
        told = told.mask(by_rule & told.isna().to_numpy(), AUTOMATIC)
    return told


@relation
def group_origins(group_keys: Keys, dynamic_groups: Flags, groups: Dataset | None = None) -> pd.Series[str]:
    """What decides who is in a group, by group code; `<NA>` where people do, or the export does not tell."""
    nothing = pd.Series(pd.array([None] * len(group_keys), STRING))
    if groups is None:
        return nothing
    rule = groups.text("membershipRule")
    by_rule = (RULE + ": " + rule).fillna(RULE)
    synced = np.asarray(yes(groups.flag("onPremisesSyncEnabled")))
    return nothing.mask(synced, ON_PREMISES).mask(yes(dynamic_groups), by_rule)
