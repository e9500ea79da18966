"""What is remarkable about a route: held outside packages, held twice.

Source: domain.md section 3, step 2 (only by packages, packages and other, only other), H28.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.reasoning.resource_roles import DIRECTORY_ROLE, MEMBER
from analyzer.reasoning.routes import Route, Routes
from analyzer.tables.memberships import among_sorted, distinct, paired
from analyzer.tables.relations import Coverage, relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import Codes, Flags, Mask, flags, possible, yes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analyzer.reasoning.access_holders import AccessHolders
    from analyzer.reasoning.grants import UnplacedGrants
    from analyzer.reasoning.resource_roles import ResourceRoles
    from analyzer.tables.memberships import Edges

_SEEN = ("assignments", "resource_role_scopes", "groups", "group_members", "app_role_assignments")
_BITS = 63
"""In a number that is not negative."""
_BY_HAND = (Route.GROUP_DIRECT, Route.APP_ROLE_DIRECT, Route.DIRECTORY_ROLE)


@dataclass(frozen=True, slots=True)
class PackagedAccess:
    """What packages explain, for looking up.

    `sure`, `maybe`: memberships (group and holder as one number, sorted) that an active assignment grants.
    `groups`: groups that packages grant. `unclear`: holders (by code) who may be granted more than is shown.
    `homeless`, `assigned`: roles that a package grants which was not exported, and holders (by code) with any
    active assignment. `hidden`: resources (by code) to which the export may not show every route.
    """

    sure: NDArray[np.int64]
    maybe: NDArray[np.int64]
    groups: Mask
    unclear: Mask
    homeless: NDArray[np.int64]
    assigned: Mask
    hidden: Mask


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
        hidden = np.ones(len(resource_roles.resources), bool)
        return PackagedAccess(none, none, groups, np.ones(size, bool), none, np.zeros(size, bool), hidden)
    as_member = (codes_of(package_routes, "role") == MEMBER) & (package_routes["resource"] >= 0).to_numpy()
    rows = package_routes[as_member & (package_routes["resource"] < len(groups)).to_numpy()]
    groups[codes_of(rows, "resource")] = True
    pairs = paired(codes_of(rows, "resource"), codes_of(rows, "holder"))
    everybody = unplaced_grants.everybody or not coverage.complete("assignments")
    lost = resource_roles.granted[homeless_grants]
    return PackagedAccess(
        sure=distinct(pairs[rows["sure"].to_numpy()]),
        maybe=distinct(pairs),
        groups=groups,
        unclear=np.ones(size, bool) if everybody else _marked(unplaced_grants.people, size),
        homeless=distinct(paired(codes_of(lost, "resource"), codes_of(lost, "role"))),
        assigned=_marked(unplaced_grants.assigned, size),
        hidden=_hidden(resource_roles, membership_edges, coverage),
    )


def _hidden(roles: ResourceRoles, edges: Edges, coverage: Coverage) -> Mask:
    whole = bool(edges.listed.all() and not edges.vague.any()) and all(map(coverage.complete, _SEEN))
    hidden = np.full(len(roles.resources), not whole)
    if not coverage.complete("directory_role_assignments"):
        hidden |= (roles.resources["type"] == DIRECTORY_ROLE).to_numpy(bool, na_value=False)
    return hidden


@dataclass(frozen=True, slots=True)
class MarkedRoutes(Routes):
    """Routes sorted by resource, role, holder and route, and what is remarkable about each.

    `outside` (boolean): no active assignment of the holder grants what the route is made of, be it the role
    itself or the membership it goes through. `twice` (boolean): another route leads there as well.
    """

    outside: Flags
    twice: Flags

    def __getitem__(self, rows: slice | Mask) -> MarkedRoutes:
        """Return some of the routes."""
        return MarkedRoutes(
            self.kinds,
            self.kind[rows],
            self.holder[rows],
            self.outside.iloc[rows].reset_index(drop=True),
            self.twice.iloc[rows].reset_index(drop=True),
        )

    @property
    def missing(self) -> Flags:
        """Whether a route was delivered, yet is not there (boolean)."""
        return pd.Series(self.kinds["missing"].array.take(self.kind))

    @property
    def frame(self) -> pd.DataFrame:
        """Routes one by one: the columns of `route_rows`, outside and twice."""
        rows = self.kinds.take(self.kind).reset_index(drop=True)
        rows.insert(0, "holder", self.holder)
        return rows.assign(outside=self.outside, twice=self.twice)


def mark(routes: Routes, packaged: PackagedAccess) -> MarkedRoutes:
    """Sort routes and mark them.

    Args:
        routes: of a holder and a role, every route or none.
        packaged: relation `packaged_access`.
    """
    kinds, kind, holder, first = _ordered(routes)
    ordered = Routes(kinds, kind, holder)
    several = np.flatnonzero(~(first & np.append(first[1:], True)))
    where = np.cumsum(first[several]) - 1
    packaged_row = (kinds["route"] == Route.ACCESS_PACKAGE).to_numpy()
    by_hand = kinds["route"].isin(_BY_HAND).to_numpy()[kind]
    granted = (packaged_row & kinds["sure"].to_numpy())[kind]
    perhaps = packaged_row[kind]
    if packaged_row.any():
        granted[several] = _anywhere(granted[several], where)
        perhaps[several] = _anywhere(perhaps[several], where)
    unplaced = may_be_packaged(ordered, packaged)
    perhaps |= unplaced
    through_sure, through_maybe = _through(ordered, packaged)
    inside = packaged_row[kind] | (by_hand & granted) | through_sure
    doubt = ~inside & ((by_hand & perhaps) | through_maybe)
    hidden = np.append(packaged.hidden, True)[codes_of(kinds, "resource")]
    certain, open_ = np.zeros(len(kind), bool), unplaced | hidden[kind]
    certain[several], could = _twice(kinds.take(kind[several]), granted[several], perhaps[several], where)
    open_[several] |= could
    return MarkedRoutes(kinds, kind, holder, flags(~inside & ~doubt, doubt), flags(certain, open_))


def _anywhere(rows: Mask, where: NDArray[np.intp]) -> Mask:
    """Tell for each row whether any row of its segment is chosen."""
    found = np.zeros(int(where.max(initial=-1)) + 1, bool)
    found[where[rows]] = True
    answer: Mask = found[where]
    return answer


def _twice(rows: pd.DataFrame, granted: Mask, perhaps: Mask, where: NDArray[np.intp]) -> tuple[Mask, Mask]:
    """A package and the membership it has delivered are one way of holding a role, not two."""
    by_hand = rows["route"].isin(_BY_HAND).to_numpy()
    packaged_row = (rows["route"] == Route.ACCESS_PACKAGE).to_numpy()
    missing = rows["missing"]
    counts = np.where(packaged_row, rows["sure"].to_numpy() & ~yes(missing), ~(by_hand & perhaps))
    could = np.where(packaged_row, possible(~missing), ~(by_hand & granted))
    certain = np.bincount(where, weights=counts)[where] > 1
    return certain, np.bincount(where, weights=could)[where] > 1


def _ordered(routes: Routes) -> tuple[pd.DataFrame, NDArray[np.intp], Codes, Mask]:
    """Sort by resource, role, holder and route, then as the kinds stand.

    A route is one number, so that sorting needs nothing but the numbers; where they would not fit, columns
    are compared.

    Returns:
        kinds, kind, holder, and which routes are the first of their resource, role and holder.
    """
    order = np.lexsort(tuple(routes.kinds[name] for name in ("route", "role", "resource")))
    kinds = routes.kinds.take(order).reset_index(drop=True)
    fresh = np.ones(len(kinds), bool)
    fresh[1:] = (np.diff(kinds["resource"]) != 0) | (np.diff(kinds["role"]) != 0)
    begins, role = np.flatnonzero(fresh), np.cumsum(fresh) - 1
    rank = np.empty(len(kinds), np.int64)
    rank[order] = np.arange(len(kinds))
    within = np.arange(len(kinds)) - begins[role]
    low, high = (int(most.max(initial=0)).bit_length() for most in (within, routes.holder))
    if len(begins).bit_length() + low + high < _BITS:
        number = ((role << (low + high)) | within)[rank][routes.kind] | (
            routes.holder.astype(np.int64) << low
        )
        number.sort()
        part = number >> low
        kind = begins[number >> (low + high)] + (number & ((1 << low) - 1))
        holder = part & ((1 << high) - 1)
    else:
        kind = rank[routes.kind]
        by = np.lexsort((kind, routes.holder, role[kind]))
        kind, holder = kind[by], routes.holder[by].astype(np.int64)
        part = role[kind] * (int(holder.max(initial=0)) + 1) + holder
    first = np.ones(len(kind), bool)
    first[1:] = part[1:] != part[:-1]
    return kinds, kind, holder.astype(np.int32), first


def may_be_packaged(routes: Routes, packaged: PackagedAccess) -> Mask:
    """Tell which roles an assignment of the holder may grant that the export does not place."""
    unclear: Mask = packaged.unclear[routes.holder]
    if len(packaged.homeless):
        key = paired(codes_of(routes.kinds, "resource"), codes_of(routes.kinds, "role"))
        homeless = np.isin(key, packaged.homeless)[routes.kind]
        unclear = unclear | (homeless & packaged.assigned[routes.holder])
    return unclear


def _through(routes: Routes, packaged: PackagedAccess) -> tuple[Mask, Mask]:
    """Tell for which rows an assignment grants, or may grant, the membership that the route goes through."""
    via = codes_of(routes.kinds, "via")
    sure = np.zeros(len(routes), bool)
    maybe = (via >= 0)[routes.kind] & packaged.unclear[routes.holder]
    asked = np.flatnonzero(((via >= 0) & np.append(packaged.groups, False)[via])[routes.kind])
    pairs = paired(via[routes.kind[asked]], routes.holder[asked])
    sure[asked] = among_sorted(pairs, packaged.sure)
    maybe[asked] |= among_sorted(pairs, packaged.maybe)
    return sure, maybe


def _marked(codes: np.ndarray, size: int) -> Mask:
    mask = np.zeros(size, bool)
    mask[codes[codes >= 0]] = True
    return mask
