"""Direct assignments that would prevent a loss, ready for the bulk upload.

An administrator may assign through any policy whose scope the person is in, and through one for direct
assignments whoever it is; separation of duties holds for administrators too (domain.md section 2, C42).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.tables.dataset import STRING
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import at, possible, yes

if TYPE_CHECKING:
    from analyzer.access_routes.prospects import Prospects
    from analyzer.tables.relations import Relations
    from analyzer.tables.three_valued import Mask

ASSIGNMENT_COLUMNS = (
    "AccessPackageId",
    "AssignmentPolicyId",
    "RequiredUserId",
    "Justification",
    "UserPrincipalName",
    "AccessPackageName",
    "AssignmentPolicyName",
)
"""The parameters of `New-MgBetaEntitlementManagementAccessPackageAssignment`, then names for people."""

JUSTIFICATION = "Keeps access that would otherwise be lost"


def direct_assignments(
    relations: Relations, pairs: pd.DataFrame, ways: pd.DataFrame, told: Prospects
) -> pd.DataFrame:
    """Choose for each loss the assignment that prevents it.

    Without an approval first, which may be asked for or not (domain.md section 7, point 11); then what
    prevents most losses of the person, as every further package grants more than was lost; then a policy for
    direct assignments.

    Args:
        relations: of the tenant after the change.
        pairs: columns holder, package (int32 codes).
        ways: columns key, pair (int32: row of `pairs`), gives (boolean).
        told: what the pairs may hope for.

    Returns:
        columns: key, holder, package, policy (int32); one row for each key that can be helped.
    """
    rows = told.policies[_suits(relations, pairs, told)]
    sure = ways[yes(ways["gives"])][["key", "pair"]]
    offers = sure.merge(rows, on="pair", validate="many_to_many")
    pair, policies = codes_of(offers, "pair"), relations["policies"]
    offers = offers.assign(holder=codes_of(pairs, "holder")[pair], package=codes_of(pairs, "package")[pair])
    mends = offers.groupby(["holder", "package"])["key"].transform("nunique")
    policy = codes_of(offers, "policy")
    by_hand = yes(at(policies["direct_only"], policy))
    ordered = offers.assign(
        _approval=possible(at(policies["approval_required"], policy)) & ~by_hand,
        _mends=-mends,
        _scoped=~by_hand,
        _package=at(relations["packages"]["id"], codes_of(offers, "package")).array,
        _policy=at(policies["id"], policy).array,
    ).sort_values(["key", "_approval", "_mends", "_scoped", "_package", "_policy"], kind="stable")
    return ordered.drop_duplicates("key")[["key", "holder", "package", "policy"]]


def bulk_rows(relations: Relations, chosen: pd.DataFrame) -> pd.DataFrame:
    """Write assignments as rows for the upload, each once: columns of `ASSIGNMENT_COLUMNS` (string)."""
    packages, policies = relations["packages"], relations["policies"]
    holders = relations["access_holders"].table
    package, policy = codes_of(chosen, "package"), codes_of(chosen, "policy")
    rows = pd.DataFrame(
        {
            "AccessPackageId": at(packages["id"], package),
            "AssignmentPolicyId": at(policies["id"], policy),
            "RequiredUserId": at(holders["id"], codes_of(chosen, "holder")),
            "Justification": JUSTIFICATION,
            "UserPrincipalName": at(holders["name"], codes_of(chosen, "holder")),
            "AccessPackageName": at(packages["display_name"], package),
            "AssignmentPolicyName": at(policies["display_name"], policy),
        }
    ).astype(STRING)
    return rows.drop_duplicates().sort_values(list(ASSIGNMENT_COLUMNS), ignore_index=True)


def _suits(relations: Relations, pairs: pd.DataFrame, told: Prospects) -> Mask:
    """Tell through which policies an administrator can surely assign, as far as the export shows."""
    pair, policy = codes_of(told.policies, "pair"), codes_of(told.policies, "policy")
    holder, policies = codes_of(pairs, "holder")[pair], relations["policies"]
    living = np.append(~relations["people"]["is_deleted"].to_numpy(bool), False)
    shut = possible(at(policies["automatic"], policy)) | possible(at(policies["ended"], policy))
    reached = yes(at(policies["direct_only"], policy)) | yes(told.policies["in_scope"])
    suits: Mask = ~shut & reached & told.assignable[pair] & living[holder.clip(max=len(living) - 1)]
    return suits
