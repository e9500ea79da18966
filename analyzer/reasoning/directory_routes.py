"""Access held outside groups and packages: app roles and directory roles, directly or through a group.

An application and a directory role reach only the direct members of a group that they are assigned to:
neither honours nested groups (domain.md section 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analyzer.reasoning.routes import Confidence, Route, route_rows
from analyzer.tables.memberships import Edges, fan_out
from analyzer.tables.relations import relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import yes

if TYPE_CHECKING:
    import pandas as pd

    from analyzer.reasoning.access_holders import AccessHolders
    from analyzer.reasoning.resource_roles import ResourceRoles
    from analyzer.tables.three_valued import Codes


@relation
def app_role_routes(
    app_role_holdings: pd.DataFrame,
    access_holders: AccessHolders,
    resource_roles: ResourceRoles,
    membership_edges: Edges,
) -> pd.DataFrame:
    """App roles of people and of the direct members of groups: the columns of `route_rows`."""
    holders = access_holders.of_app_roles
    known_kind = yes(app_role_holdings["is_user"]) | (codes_of(app_role_holdings, "person") >= 0)
    group = codes_of(app_role_holdings, "group")
    direct = np.flatnonzero((holders >= 0) & (group < 0)).astype(np.int32)
    owner, member = _members(membership_edges, group)
    row = np.concatenate([direct, owner])
    size = len(direct)
    return route_rows(
        holder=np.concatenate([holders[direct], member]),
        resource=codes_of(resource_roles.held, "resource")[row],
        role=codes_of(resource_roles.held, "role")[row],
        holding=row,
        via=np.concatenate([np.full(size, -1, np.int32), group[owner]]),
        route=np.repeat([Route.APP_ROLE_DIRECT, Route.APP_ROLE_VIA_GROUP], [size, len(owner)]),
        confidence=np.where(known_kind[row] | (group[row] >= 0), Confidence.CERTAIN, Confidence.PROBABLE),
    )


@relation
def directory_role_routes(
    directory_roles: pd.DataFrame,
    access_holders: AccessHolders,
    resource_roles: ResourceRoles,
    membership_edges: Edges,
) -> pd.DataFrame:
    """Directory roles of people and of the direct members of groups: the columns of `route_rows`."""
    holders = access_holders.of_directory_roles
    group = codes_of(directory_roles, "group")
    direct = np.flatnonzero((holders >= 0) & (group < 0)).astype(np.int32)
    owner, member = _members(membership_edges, group)
    row = np.concatenate([direct, owner])
    return route_rows(
        holder=np.concatenate([holders[direct], member]),
        resource=codes_of(resource_roles.directory, "resource")[row],
        role=codes_of(resource_roles.directory, "role")[row],
        via=np.concatenate([np.full(len(direct), -1, np.int32), group[owner]]),
        route=np.repeat([Route.DIRECTORY_ROLE, Route.DIRECTORY_ROLE_VIA_GROUP], [len(direct), len(owner)]),
    )


def _members(edges: Edges, groups: Codes) -> tuple[Codes, Codes]:
    """Return (row of `groups`, person) for every direct member of the given groups."""
    asked = np.flatnonzero(groups >= 0).astype(np.int32)
    wanted = np.zeros(len(edges.listed), bool)
    wanted[groups[asked]] = True
    inside = edges.inside(wanted)
    order = inside[np.argsort(edges.group[inside], kind="stable")]
    place, holder = fan_out(edges.group[order], groups[asked])
    return asked[holder], edges.person[order[place]]
