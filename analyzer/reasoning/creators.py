"""Catalog creators, and the roles that would let them see something."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analyzer.tables.keys import UNKNOWN
from analyzer.tables.memberships import Edges, members_of
from analyzer.tables.relations import Coverage, relation
from analyzer.tables.roles import CATALOG_SCOPE
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import (
    Flags,
    any_by,
    at,
    constant,
    doubt_no,
    every,
    flags,
    is_one_of,
    possible,
    some,
)

CATALOG_CREATOR = "ba92d953-d8e0-4e39-a797-0cbedb0a89e8"
ADMIN_ROLES = {
    "62e90394-69f5-4237-9190-012177145e10": "Global Administrator",
    "45d8d3c5-c802-45c6-b32a-1d70b5e1e86e": "Identity Governance Administrator",
}


def holders(assignments: pd.DataFrame, edges: Edges) -> pd.DataFrame:
    """Expand role assignments to people: directly, or as direct members of a group (nested is uncertain).

    Args:
        assignments: rows of `entitlement_roles` or `directory_roles`.
        edges: relation `membership_edges`.

    Returns:
        columns: row (position in `assignments`), person (int32 code; `UNKNOWN`: members that were not
        exported, or a stranger), certain, stranger (bool: a principal that the export does not hold and
        does not call a group).
    """
    numbered = assignments[["person", "group"]].assign(row=np.arange(len(assignments), dtype=np.int32))
    direct = numbered.loc[numbered["person"] >= 0, ["row", "person"]].assign(certain=True)
    groups = numbered.loc[numbered["group"] >= 0, ["row", "group"]]
    members = members_of(edges, codes_of(groups, "group"))
    inside = groups.merge(members.rows, on="group", validate="many_to_many").rename(
        columns={"direct": "certain"}
    )
    unsettled = groups[~members.settled[codes_of(groups, "group")]].assign(stranger=False)
    lost = (numbered["person"] < 0) & (numbered["group"] < 0) & ~assignments["neither"].to_numpy(bool)
    no_group = ~assignments["maybe_group"].to_numpy(bool)[lost]
    vague = pd.concat([unsettled, numbered[lost].assign(stranger=no_group)])[["row", "stranger"]]
    placed = pd.concat([direct, inside[["row", "person", "certain"]]]).assign(stranger=False)
    rows = pd.concat([placed, vague.assign(person=np.int32(UNKNOWN), certain=False)], ignore_index=True)
    return rows.astype({"certain": bool, "stranger": bool, "person": np.int32})


@relation
def catalog_creators(
    entitlement_roles: pd.DataFrame,
    membership_edges: Edges,
    people: pd.DataFrame,
    coverage: Coverage,
    directory_roles: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Catalog creators, whether they hold a role on some catalog, and whether they hold an admin role.

    Source: domain.md S2 and section 5. Only explicit role assignments are exported; a directory role or a
    group may stand behind a person's rights, which is why both are looked at.

    Returns:
        columns: person (int32 code, negative: somebody the export cannot place), is_creator,
        has_catalog_role, has_admin_role (boolean); unplaced creators come once per role assignment.
    """
    people_by_role = holders(entitlement_roles, membership_edges)
    is_creator_row = is_one_of(entitlement_roles["role_id"], [CATALOG_CREATOR])
    on_catalog = entitlement_roles["scope"].str.lower().str.startswith(CATALOG_SCOPE).astype("boolean")
    size, groups_known = len(people), coverage.complete("groups")
    creator = _held(people_by_role[people_by_role["person"] >= 0], is_creator_row, size, groups_known)
    catalog_role = _held(people_by_role, on_catalog, size, groups_known)
    admin_role = constant(None, size)
    if directory_roles is not None:
        is_admin_row = is_one_of(directory_roles["role_id"], list(ADMIN_ROLES))
        admin_role = _held(holders(directory_roles, membership_edges), is_admin_row, size, groups_known)
    roles_complete = coverage.complete("entitlement_role_assignments")
    admins_complete = coverage.complete("directory_role_assignments")
    known = pd.DataFrame(
        {
            "person": np.arange(size, dtype=np.int32),
            "is_creator": creator,
            "has_catalog_role": catalog_role if roles_complete else doubt_no(catalog_role),
            "has_admin_role": admin_role if admins_complete else doubt_no(admin_role),
        }
    )
    unplaced = people_by_role[
        (people_by_role["person"] < 0) & possible(is_creator_row)[people_by_role["row"]]
    ]
    candidates = known[possible(creator)]
    return pd.concat([candidates, unplaced[["person"]]], ignore_index=True).astype(
        dict.fromkeys(("is_creator", "has_catalog_role", "has_admin_role"), "boolean")
    )


def _held(rows: pd.DataFrame, counts: Flags, size: int, groups_known: bool) -> Flags:
    """Tell per person whether one of the chosen role assignments is theirs.

    Members of a group that was not exported may be anybody; so may a stranger that could be a group.
    """
    chosen = at(counts, codes_of(rows, "row"))
    certain = rows["certain"].to_numpy(bool)
    held = any_by(every(chosen, flags(certain, ~certain)), codes_of(rows, "person"), size)
    anybody = (rows["person"] < 0).to_numpy() & ~(rows["stranger"].to_numpy(bool) & groups_known)
    return some(held, constant(None, size)) if (anybody & possible(chosen)).any() else held
