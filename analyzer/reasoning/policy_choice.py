"""Which policy a request waiting for approval may have come through.

Source: domain.md section 2, step 6. An export seldom states it: `assignment` is empty until access is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.tables.keys import MISSING, UNKNOWN
from analyzer.tables.relations import relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import Codes, Flags, Mask, possible, yes

if TYPE_CHECKING:
    from numpy.typing import NDArray

TIERS = {
    "specificDirectoryUsers": 1,
    "specificConnectedOrganizationUsers": 1,
    "allMemberUsers": 2,
    "allDirectoryUsers": 3,
    "allConfiguredConnectedOrganizationUsers": 4,
    "allExternalUsers": 4,
}
"""Which policies win when several admit a person: those of the lowest tier."""

ANY_TIER = 0
"""The tier of a scope that nobody knows: it may win over every other."""

_LAST = 9


def tiers_of(policies: pd.DataFrame) -> NDArray[np.int64]:
    """Return the tier of each policy by code: 1 wins over 2; `ANY_TIER` where the scope is unknown."""
    tiers = policies["scope"].str.lower().map({name.lower(): tier for name, tier in TIERS.items()})
    return tiers.to_numpy(dtype=float, na_value=ANY_TIER).astype(np.int64)


@relation
def likely_policies(
    open_requests: pd.DataFrame,
    request_candidates: pd.DataFrame,
    request_admission: Flags,
    policies: pd.DataFrame,
) -> pd.DataFrame:
    """The policies that a request waiting for approval may have come through.

    The one that its assignment names, and none at all where the export does not hold that one. Else the
    admitting policies of the best tier, and those of that tier or a better one that may admit. Else the
    settings have changed since: every policy of the package that may ask for approval.

    Returns:
        columns: subject (row of `open_requests`), policy (int32 code), stated (bool: the export names it).
    """
    waiting = possible(open_requests["pending_approval"])
    named = codes_of(open_requests, "policy")
    rows = np.flatnonzero(waiting & (named >= 0)).astype(np.int32)
    stated = pd.DataFrame({"subject": rows, "policy": named[rows]}).assign(stated=True)
    pairs = request_candidates.assign(admission=request_admission.array)
    pairs = pairs[(waiting & (named == MISSING))[codes_of(pairs, "subject")]]
    tier = tiers_of(policies)[codes_of(pairs, "policy")]
    best = best_tier(codes_of(pairs, "subject"), tier, pairs["admission"])
    offered = _asking_first(pairs[best], policies)
    changed = pairs[~pairs["subject"].isin(offered["subject"])]
    asking = possible(policies["approval_required"]) & ~yes(policies["automatic"])
    fallback = changed[asking[codes_of(changed, "policy")]]
    guessed = pd.concat([offered, fallback]).assign(stated=False)
    found: pd.DataFrame = pd.concat([stated, guessed[stated.columns]], ignore_index=True)
    return found


def best_tier(subject: Codes, tier: NDArray[np.int64], admission: Flags) -> Mask:
    """Mark the policies that the service may have offered to each subject, of those that may admit it.

    Those of the best tier that surely admits, and who may admit of that tier or a better one.
    """
    sure = yes(admission)
    best = np.full(int(subject.max(initial=-1)) + 1, _LAST, np.int64)
    np.minimum.at(best, subject[sure], tier[sure])
    perhaps = possible(admission) & ~sure
    chosen: Mask = (sure & (tier == best[subject])) | (perhaps & (tier <= best[subject]))
    return chosen


def _asking_first(offered: pd.DataFrame, policies: pd.DataFrame) -> pd.DataFrame:
    """Leave out policies without approval, unless there is no other: such a request would not be waiting."""
    idle = yes(~policies["approval_required"])[codes_of(offered, "policy")]
    asking = offered.loc[~idle, "subject"]
    return offered[~(idle & offered["subject"].isin(asking).to_numpy())]


@relation
def likely_policy(open_requests: pd.DataFrame, likely_policies: pd.DataFrame) -> pd.Series[int]:
    """The one policy an open request can have gone through (int32 code, else `UNKNOWN`), one per request."""
    only = likely_policies.drop_duplicates("subject", keep=False).set_index("subject")["policy"]
    return only.reindex(range(len(open_requests)), fill_value=UNKNOWN)
