"""What goes when an assignment ends.

Every role of its package is revoked unless another active assignment of the person contains the same role;
access that existed before is revoked as well (domain.md section 2.2, step 7; RES). A group whose members a
rule decides gives nothing back: only the rule removes anybody. Whether a directory role goes that somebody
was assigned beside the package is not documented.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from analyzer.reasoning.resource_roles import DIRECTORY_ROLE, MEMBER, OWNER
from analyzer.reasoning.route_marks import may_be_packaged
from analyzer.reasoning.routes import Routes
from analyzer.tables.memberships import paired
from analyzer.tables.relations import RELATIONS, Relations
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import at, unknown, yes

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from analyzer.tables.three_valued import Flags, Mask


def revoked_roles(before: Relations, after: Relations, ended: Mask) -> pd.DataFrame:
    """Which roles the ended assignments take with them: holder, resource, role (codes), certain (bool)."""
    key = ["holder", "resource", "role"]
    routes = before["package_routes"]
    lost = routes[ended[codes_of(routes, "assignment")] & (routes["resource"] >= 0).to_numpy()]
    theirs = (codes_of(before["assignment_facts"], "person") >= 0)[codes_of(lost, "assignment")]
    certain = lost["sure"].to_numpy() & theirs & ~may_be_packaged(Routes.of(lost), after["packaged_access"])
    left = after["package_routes"].groupby(key, as_index=False)["sure"].max()
    met = lost[key].assign(certain=certain).merge(left, on=key, how="left", validate="many_to_one")
    still = met["sure"].astype("boolean")
    sure = met["certain"].to_numpy() & still.isna().to_numpy() & ~_is_directory_role(before, met)
    found: pd.DataFrame = met.assign(certain=sure)[~yes(still)]
    return found[[*key, "certain"]]


def surely_revoked(relations: Relations, revoked: pd.DataFrame) -> bool:
    """Tell whether nothing is left open: neither which roles go, nor whether a rule decides who is in."""
    resource = codes_of(revoked, "resource")
    dynamic = relations["dynamic_groups"]
    in_group = (resource >= 0) & (resource < len(dynamic))
    return bool(revoked["certain"].all()) and not unknown(at(dynamic, resource[in_group])).any()


def without_roles(
    relations: Relations, revoked: pd.DataFrame, how: Callable[[Flags], Mask]
) -> dict[str, Any]:
    """Return the memberships, ownerships and assigned roles that are left; `how` is `yes` or `possible`."""
    edges, dynamic = relations["membership_edges"], relations["dynamic_groups"]
    size = len(edges.listed)
    in_group = (revoked["resource"] >= 0).to_numpy() & (revoked["resource"] < size).to_numpy()
    rows = revoked[in_group]
    by_hand = how(~at(dynamic, codes_of(rows, "resource")))
    members = rows[by_hand & (codes_of(rows, "role") == MEMBER)]
    gone = np.isin(paired(edges.group, edges.person), _pairs(members))
    left: dict[str, Any] = {
        "membership_edges": replace(edges, group=edges.group[~gone], person=edges.person[~gone])
    }
    if not relations.missing(RELATIONS["owned_groups"]):
        owned = relations["owned_groups"]
        pairs = paired(codes_of(owned, "group"), codes_of(owned, "person"))
        left["owned_groups"] = owned[~np.isin(pairs, _pairs(rows[codes_of(rows, "role") == OWNER]))]
    roles, holders = relations["resource_roles"], relations["access_holders"]
    if not relations.missing(RELATIONS["app_role_holdings"]):
        kept = _kept(roles.held.assign(holder=holders.of_app_roles), revoked[~in_group])
        for name in ("app_role_holdings", "held_app_roles"):
            left[name] = relations[name][kept].reset_index(drop=True)
    if not relations.missing(RELATIONS["directory_roles"]):
        kept = _kept(roles.directory.assign(holder=holders.of_directory_roles), revoked[~in_group])
        left["directory_roles"] = relations["directory_roles"][kept].reset_index(drop=True)
    return left


def _kept(held: pd.DataFrame, revoked: pd.DataFrame) -> Mask:
    key = ["holder", "resource", "role"]
    gone = revoked[key].drop_duplicates().assign(gone=True)
    kept: Mask = held.merge(gone, on=key, how="left", validate="many_to_one")["gone"].isna().to_numpy()
    return kept


def _is_directory_role(relations: Relations, rows: pd.DataFrame) -> Mask:
    kind = at(relations["resource_roles"].resources["type"], codes_of(rows, "resource"))
    return (kind == DIRECTORY_ROLE).to_numpy(bool, na_value=False)


def _pairs(rows: pd.DataFrame) -> np.ndarray:
    return paired(codes_of(rows, "resource"), codes_of(rows, "holder"))
