"""What is remarkable about a route: held outside packages, held twice.

Source: domain.md section 3, step 2 (only by packages, packages and other, only other), H28.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analyzer.reasoning.resource_roles import MEMBER
from analyzer.reasoning.routes import Route
from analyzer.tables.memberships import among_sorted, paired
from analyzer.tables.relations import Coverage, relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import Mask, flags, possible, yes

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from analyzer.reasoning.access_holders import AccessHolders
    from analyzer.reasoning.grants import UnplacedGrants
    from analyzer.reasoning.resource_roles import ResourceRoles
    from analyzer.tables.memberships import Edges

_SEEN = ("assignments", "resource_role_scopes", "group_members", "app_role_assignments")
_BY_HAND = (Route.GROUP_DIRECT, Route.APP_ROLE_DIRECT)


@dataclass(frozen=True, slots=True)
class PackagedAccess:
    """What packages explain, for looking up.

    `sure`, `maybe`: memberships (group and holder as one number, sorted) that an active assignment grants.
    `groups`: groups that packages grant. `unclear`: holders (by code) who may be granted more than is shown.
    `homeless`, `assigned`: roles that a package grants which was not exported, and holders (by code) with any
    active assignment. `whole`: nothing is missing that could show another route.
    """

    sure: NDArray[np.int64]
    maybe: NDArray[np.int64]
    groups: Mask
    unclear: Mask
    homeless: NDArray[np.int64]
    assigned: Mask
    whole: bool


@relation
def packaged_access(
    access_holders: AccessHolders,
    membership_edges: Edges,
    coverage: Coverage,
    resource_roles: ResourceRoles,
    package_routes: pd.DataFrame | None = None,
    unplaced_grants: UnplacedGrants | None = None,
    homeless_grants: Mask | None = None,
) -> PackagedAccess:
    """Look up who holds what through packages; without them nothing is known to be outside of them."""
    size, groups = len(access_holders.table), np.zeros(len(membership_edges.listed), bool)
    none = np.array([], np.int64)
    if package_routes is None or unplaced_grants is None or homeless_grants is None:
        return PackagedAccess(none, none, groups, np.ones(size, bool), none, np.zeros(size, bool), False)
    as_member = (codes_of(package_routes, "role") == MEMBER) & (package_routes["resource"] >= 0).to_numpy()
    rows = package_routes[as_member & (package_routes["resource"] < len(groups)).to_numpy()]
    groups[codes_of(rows, "resource")] = True
    pairs = paired(codes_of(rows, "resource"), codes_of(rows, "holder"))
    everybody = unplaced_grants.everybody or not coverage.complete("assignments")
    lost = resource_roles.granted[homeless_grants]
    return PackagedAccess(
        sure=np.unique(pairs[rows["sure"].to_numpy()]),
        maybe=np.unique(pairs),
        groups=groups,
        unclear=np.ones(size, bool) if everybody else _marked(unplaced_grants.people, size),
        homeless=np.unique(paired(codes_of(lost, "resource"), codes_of(lost, "role"))),
        assigned=_marked(unplaced_grants.assigned, size),
        whole=bool(membership_edges.listed.all() and not membership_edges.vague.any())
        and all(coverage.complete(name) for name in _SEEN),
    )


def mark(routes: pd.DataFrame, packaged: PackagedAccess) -> pd.DataFrame:
    """Sort routes by resource, role, holder and route, and say what is remarkable about each.

    Args:
        routes: columns of `route_rows`; of a holder and a role, every route or none.
        packaged: relation `packaged_access`.

    Returns:
        the columns of `route_rows`, and outside (boolean: no active assignment of the holder grants what the
        route is made of, be it the role itself or the membership it goes through), twice (boolean: another
        route leads there as well).
    """
    ordered = routes.take(_order(routes)).reset_index(drop=True)
    start, where = _segments(ordered)
    packaged_row = (ordered["route"] == Route.ACCESS_PACKAGE).to_numpy()
    granted = _anywhere(packaged_row & ordered["sure"].to_numpy(), where, len(start))
    perhaps = _anywhere(packaged_row, where, len(start)) | may_be_packaged(ordered, packaged)
    by_hand = ordered["route"].isin(_BY_HAND).to_numpy()
    through_sure, through_maybe = _through(ordered, packaged)
    inside = packaged_row | (by_hand & granted) | through_sure
    doubt = ~inside & ((by_hand & perhaps) | through_maybe)
    certain, open_ = np.zeros(len(ordered), bool), np.full(len(ordered), not packaged.whole)
    several = np.flatnonzero((np.diff(start, append=len(ordered)) > 1)[where])
    certain[several], open_[several] = _twice(
        ordered.take(several), granted[several], perhaps[several], where[several], packaged
    )
    return ordered.assign(outside=flags(~inside & ~doubt, doubt), twice=flags(certain, open_))


def _anywhere(rows: Mask, where: NDArray[np.intp], size: int) -> Mask:
    """Tell for each row whether any row of its segment is chosen."""
    found = np.zeros(size, bool)
    found[where[rows]] = True
    answer: Mask = found[where]
    return answer


def _twice(
    rows: pd.DataFrame, granted: Mask, perhaps: Mask, where: NDArray[np.intp], packaged: PackagedAccess
) -> tuple[Mask, Mask]:
    """A package and the membership it has delivered are one way of holding a role, not two."""
    by_hand = rows["route"].isin(_BY_HAND).to_numpy()
    packaged_row = (rows["route"] == Route.ACCESS_PACKAGE).to_numpy()
    missing = rows["missing"]
    counts = np.where(packaged_row, rows["sure"].to_numpy() & ~yes(missing), ~(by_hand & perhaps))
    could = np.where(packaged_row, possible(~missing), ~(by_hand & granted))
    certain = np.bincount(where, weights=counts)[where] > 1
    open_ = (np.bincount(where, weights=could)[where] > 1) | (not packaged.whole)
    return certain, open_


def _order(routes: pd.DataFrame) -> NDArray[np.intp]:
    """Sort totally: the order within one route is that of its assignment, else of its group."""
    resource, holder = codes_of(routes, "resource"), codes_of(routes, "holder")
    low = int(resource.min(initial=0))
    role, route = codes_of(routes, "role") + 1, routes["route"].to_numpy(np.int64)
    wide = int(role.max(initial=0)) + 1
    key = ((resource.astype(np.int64) - low) * wide + role) << 32 | (holder.astype(np.int64) << 3) | route
    if _fits(resource, holder, wide, low):
        return np.argsort(key, kind="stable")
    return np.lexsort((route, holder, role, resource))


def _fits(resource: np.ndarray, holder: np.ndarray, wide: int, low: int) -> bool:
    span = (int(resource.max(initial=0)) - low + 1) * wide
    return span < 2**31 and int(holder.max(initial=0)) < 2**28


def _segments(rows: pd.DataFrame) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return where each (resource, role, holder) starts in sorted rows, and which one each row is in."""
    changed = np.zeros(len(rows), bool)
    changed[:1] = True
    for name in ("resource", "role", "holder"):
        values = rows[name].to_numpy()
        changed[1:] |= values[1:] != values[:-1]
    return np.flatnonzero(changed), np.cumsum(changed) - 1


def may_be_packaged(rows: pd.DataFrame, packaged: PackagedAccess) -> Mask:
    """Tell which roles an assignment of the holder may grant that the export does not place."""
    holder = codes_of(rows, "holder")
    unclear: Mask = packaged.unclear[holder]
    if len(packaged.homeless):
        key = paired(codes_of(rows, "resource"), codes_of(rows, "role"))
        unclear = unclear | (np.isin(key, packaged.homeless) & packaged.assigned[holder])
    return unclear


def _through(rows: pd.DataFrame, packaged: PackagedAccess) -> tuple[Mask, Mask]:
    """Tell for which rows an assignment grants, or may grant, the membership that the route goes through."""
    via = codes_of(rows, "via")
    sure = np.zeros(len(rows), bool)
    maybe = (via >= 0) & packaged.unclear[codes_of(rows, "holder")]
    asked = np.flatnonzero((via >= 0) & np.append(packaged.groups, False)[via])
    pairs = paired(via[asked], codes_of(rows, "holder")[asked])
    sure[asked] = among_sorted(pairs, packaged.sure)
    maybe[asked] |= among_sorted(pairs, packaged.maybe)
    return sure, maybe


def _marked(codes: np.ndarray, size: int) -> Mask:
    mask = np.zeros(size, bool)
    mask[codes[codes >= 0]] = True
    return mask
