"""Resource roles that packages grant, who holds them directly, and who is covered by an assignment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from analyzer.tables.keys import MISSING, UNKNOWN, Keys
from analyzer.tables.relations import Coverage, relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import Codes, Flags, Mask, at, constant, flags, is_one_of, possible, yes

if TYPE_CHECKING:
    from analyzer.tables.memberships import Edges


@relation
def granted_roles(package_roles: pd.DataFrame) -> pd.DataFrame:
    """Each resource role that some package grants, once; roles that were not expanded share one row.

    Returns:
        indexed by grant code; columns: origin_system, resource_id, resource_name, role, role_name (string);
        packages (int64: how many packages grant it), package (int32 code of the only one, else `UNKNOWN`).
    """
    by_role = package_roles.groupby(["origin_system", "resource_id", "role"], sort=True, dropna=False)
    found = by_role.agg(
        resource_name=("resource_name", "first"),
        role_name=("role_name", "first"),
        packages=("package_id", "nunique"),
        package=("package", "first"),
    ).reset_index()
    found["package"] = found["package"].where(found["packages"] == 1, UNKNOWN).astype(np.int32)
    return found


@relation
def package_grants(package_roles: pd.DataFrame, granted_roles: pd.DataFrame) -> pd.DataFrame:
    """Which package grants which role: package, grant (int32 codes), each pair once."""
    key = ["origin_system", "resource_id", "role"]
    numbered = granted_roles[key].assign(grant=np.arange(len(granted_roles), dtype=np.int32))
    pairs = package_roles[[*key, "package"]].merge(numbered, on=key, validate="many_to_one")
    return pairs[["package", "grant"]].drop_duplicates(ignore_index=True)


@relation
def role_holders(
    granted_roles: pd.DataFrame,
    group_keys: Keys,
    membership_edges: Edges,
    dynamic_groups: Flags,
    held_app_roles: pd.DataFrame | None = None,
    owned_groups: pd.DataFrame | None = None,
    owners_listed: Mask | None = None,
) -> pd.DataFrame:
    """People who hold, directly, a role that some package grants.

    Dynamic groups, nested groups as members and service principals do not count (CONTRACT section 6).
    SharePoint sites, directory roles and Azure roles are not in any dataset we read: undetermined.

    Returns:
        columns: grant (int32 code), person (int32 code, `UNKNOWN`: holders the export does not show), holds
        (boolean; never false).
    """
    return _holders(
        granted_roles,
        group_keys,
        membership_edges,
        dynamic_groups,
        held_app_roles,
        owned_groups,
        owners_listed,
    )


@relation
def shown_holders(
    granted_roles: pd.DataFrame,
    group_keys: Keys,
    membership_edges: Edges,
    held_app_roles: pd.DataFrame | None = None,
    owned_groups: pd.DataFrame | None = None,
    owners_listed: Mask | None = None,
) -> pd.DataFrame:
    """People whom the export shows in a role that some package grants, whoever put them there.

    Returns:
        the columns of `role_holders`, which leaves out members whom a rule has put into a group.
    """
    by_hand = constant(False, len(group_keys))
    return _holders(
        granted_roles, group_keys, membership_edges, by_hand, held_app_roles, owned_groups, owners_listed
    )


def _holders(
    granted_roles: pd.DataFrame,
    group_keys: Keys,
    edges: Edges,
    dynamic_groups: Flags,
    held_app_roles: pd.DataFrame | None,
    owned_groups: pd.DataFrame | None,
    owners_listed: Mask | None,
) -> pd.DataFrame:
    grants = granted_roles.assign(
        grant=np.arange(len(granted_roles), dtype=np.int32),
        group=group_keys.codes(pa.array(granted_roles["resource_id"], pa.string())),
    )
    system = grants["origin_system"]
    in_group = yes(is_one_of(system, ["AadGroup"]))
    in_app = yes(is_one_of(system, ["AadApplication"])) & grants[["resource_id", "role"]].notna().all(axis=1)
    as_member, as_owner = (in_group & yes(is_one_of(grants["role"], [role])) for role in ("member", "owner"))
    parts = [
        _members(grants[as_member], edges, dynamic_groups),
        _owners(grants[as_owner], owned_groups, owners_listed),
        _app_roles(grants[in_app], held_app_roles),
        _unseen(grants[~(as_member | as_owner | in_app)]),
    ]
    return pd.concat(parts, ignore_index=True).astype(
        {"grant": np.int32, "person": np.int32, "holds": "boolean"}
    )


def _members(grants: pd.DataFrame, edges: Edges, dynamic_groups: Flags) -> pd.DataFrame:
    group = codes_of(grants, "group")
    rule_based = at(dynamic_groups, group)
    open_ = grants[possible(~rule_based)]
    open_group = codes_of(open_, "group")
    wanted = np.zeros(len(edges.listed), bool)
    wanted[open_group[open_group >= 0]] = True
    inside = edges.inside(wanted)
    rows = pd.DataFrame({"group": edges.group[inside], "person": edges.person[inside]}).drop_duplicates()
    held = open_[["grant", "group"]].merge(rows, on="group", validate="many_to_many")
    doubt = dynamic_groups.isna().to_numpy()[codes_of(held, "group")]
    clear = np.append(edges.listed & ~edges.vague, False)
    unseen = open_[~clear[np.where(open_group >= 0, open_group, len(clear) - 1)]]
    return pd.concat([held.assign(holds=flags(~doubt, doubt).array), _unseen(unseen)])[_COLUMNS]


def _owners(grants: pd.DataFrame, owned_groups: pd.DataFrame | None, listed: Mask | None) -> pd.DataFrame:
    if owned_groups is None or listed is None:
        return _unseen(grants)
    rows = owned_groups[(owned_groups["group"] >= 0) & possible(owned_groups["is_user"])].drop_duplicates()
    held = grants[["grant", "group"]].merge(rows, on="group", validate="many_to_many")
    unseen = _unseen(grants[~np.append(listed, False)[codes_of(grants, "group").clip(min=-1)]])
    return pd.concat([held.assign(holds=_as_user(held)), unseen])[_COLUMNS]


def _app_roles(grants: pd.DataFrame, held_app_roles: pd.DataFrame | None) -> pd.DataFrame:
    if held_app_roles is None:
        return _unseen(grants)
    rows = held_app_roles[possible(held_app_roles["is_user"])].drop(columns="resource_name").drop_duplicates()
    key = ["resource_id", "role"]
    wanted = grants[[*key, "grant"]].assign(role=grants["role"].str.lower())
    held = wanted.merge(rows.dropna(subset=key), on=key, validate="many_to_many")
    lost = rows[key].isna().any(axis=None)
    return pd.concat([held.assign(holds=_as_user(held)), _unseen(grants if lost else grants[:0])])[_COLUMNS]


_COLUMNS = ["grant", "person", "holds"]


def _as_user(held: pd.DataFrame) -> pd.api.extensions.ExtensionArray:
    """A holder whose type was not exported is a user when the directory knows the id as one."""
    sure = yes(held["is_user"]) | (held["person"] >= 0).to_numpy()
    return flags(sure, ~sure).array


def _unseen(grants: pd.DataFrame) -> pd.DataFrame:
    unknown = pd.array([None] * len(grants), dtype="boolean")
    return grants[["grant"]].assign(person=np.int32(UNKNOWN), holds=unknown)


@relation
def covered(
    assignment_facts: pd.DataFrame,
    package_grants: pd.DataFrame,
) -> pd.DataFrame:
    """Who holds an active assignment of a package that grants a role.

    Active: delivering, partially delivered, delivered (CONTRACT section 6).

    Returns:
        columns: person, grant (int32 codes), certain (bool: surely active and theirs), each pair once.
    """
    active, who = assignment_facts["active"], _who(assignment_facts)
    certain = yes(active) & (assignment_facts["person"] >= 0).to_numpy()
    rows = assignment_facts[["package"]].assign(person=who, certain=certain)[possible(active) & (who >= 0)]
    pairs = rows[rows["package"] >= 0].merge(package_grants, on="package", validate="many_to_many")
    pairs = pairs.sort_values("certain", ascending=False, kind="stable")
    return pairs.drop_duplicates(["person", "grant"], ignore_index=True)[["person", "grant", "certain"]]


@relation
def uncovered_holders(
    role_holders: pd.DataFrame,
    covered: pd.DataFrame,
    unplaced_grants: UnplacedGrants,
    homeless_grants: Mask,
    coverage: Coverage,
) -> pd.DataFrame:
    """Direct holders of a granted role without an active assignment that grants the same role.

    Returns:
        columns: grant, person (int32 codes), fires (boolean; rows that are certainly false are left out).
    """
    met = role_holders.merge(covered, on=["person", "grant"], how="left", validate="many_to_one")
    certain = met["certain"].astype("boolean")
    has_assignment = certain.fillna(value=False).mask(~certain.fillna(value=True).to_numpy(bool), pd.NA)
    unclear = _unclear(met, unplaced_grants, homeless_grants)
    if not coverage.complete("assignments"):
        unclear |= True
    has_assignment = has_assignment.mask(unclear & ~yes(has_assignment), pd.NA)
    fires = met["holds"] & ~has_assignment
    return met[["grant", "person"]].assign(fires=fires)[possible(fires)].reset_index(drop=True)


@relation
def homeless_grants(package_roles: pd.DataFrame, granted_roles: pd.DataFrame) -> Mask:
    """Which granted roles (by grant code) some package grants that the export does not name."""
    key = ["origin_system", "resource_id", "role"]
    lost = package_roles.loc[package_roles["package"] == MISSING, key].drop_duplicates().assign(lost=True)
    marked = granted_roles[key].merge(lost, on=key, how="left", validate="many_to_one")
    return marked["lost"].notna().to_numpy()


def _who(assignments: pd.DataFrame) -> Codes:
    """Return whose an assignment is, or probably is."""
    person = codes_of(assignments, "person")
    return np.where(person == MISSING, codes_of(assignments, "probable_person"), person)


@dataclass(frozen=True, slots=True)
class UnplacedGrants:
    """What active assignments may grant that the export does not place.

    `everybody`: some active assignment does not say whose it is. `people`: codes of those with an active
    assignment whose package, or the roles of whose package, were not exported. `assigned`: codes of everybody
    with an active assignment.
    """

    everybody: bool
    people: Codes
    assigned: Codes


@relation
def unplaced_grants(assignment_facts: pd.DataFrame, roles_known: Mask) -> UnplacedGrants:
    """Who may be granted more than the export shows."""
    active = possible(assignment_facts["active"])
    package, person = codes_of(assignment_facts, "package"), _who(assignment_facts)
    known = np.append(roles_known, False)[np.where(package >= 0, package, len(roles_known))]
    return UnplacedGrants(
        everybody=bool((active & assignment_facts["anybody"].to_numpy(bool)).any()),
        people=np.unique(person[active & ~known]),
        assigned=np.unique(person[active]),
    )


def _unclear(met: pd.DataFrame, unplaced: UnplacedGrants, homeless: Mask) -> Mask:
    """Tell for which holders an active assignment may exist that the export does not place."""
    if unplaced.everybody:
        return np.ones(len(met), bool)
    holder = codes_of(met, "person")
    return (
        np.isin(holder, unplaced.people)
        | (holder < 0)
        | (homeless[codes_of(met, "grant")] & np.isin(holder, unplaced.assigned))
    )
