"""Walks over all routes, a range of groups at a time, so that memory does not grow with the memberships."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import pandas as pd

from analyzer.reasoning.group_routes import among, group_access, group_routes, members_among, rows_by_group
from analyzer.reasoning.route_marks import mark
from analyzer.reasoning.routes import Routes, no_routes
from analyzer.tables.relations import RELATIONS, Relations
from analyzer.tables.subjects import codes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from analyzer.reasoning.group_routes import GroupAccess
    from analyzer.reasoning.route_marks import MarkedRoutes, PackagedAccess
    from analyzer.tables.three_valued import Codes, Flags, Mask

ROWS_AT_ONCE = 262_144
_OTHERS = ("package_routes", "app_role_routes", "directory_role_routes")
RELATIONS_USED = (
    *_OTHERS,
    "packaged_access",
    "nested_groups",
    "owned_groups",
    "assignment_origins",
    "policy_names",
)
"""What an answer is made of; for reading ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose access to what: codes of `access_holders`, `resource_roles` and access packages; None is all."""

    holders: Codes | None = None
    resources: Codes | None = None
    package: int | None = None


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Walk:
    """All routes in a scope, ready to be made.

    `to_groups`, `others`: routes through packages and roles, `route_rows` by resource. `groups`: the number
    of groups, whose codes are the first ones of resources.
    """

    scope: Scope
    packaged: PackagedAccess
    access: GroupAccess
    dynamic_groups: Flags
    to_groups: pd.DataFrame
    others: pd.DataFrame
    groups: int

    @classmethod
    def through(cls, relations: Relations, scope: Scope = EVERYTHING) -> Self:
        """Sort what routes are made of."""
        groups = len(relations["group_keys"])
        if scope.holders is None:
            members = relations["group_people"]
        else:
            members = members_among(relations["membership_edges"], scope.holders)
        access = group_access(
            members,
            relations["nested_groups"],
            _relation(relations, "owned_groups"),
            scope.holders,
        )
        beside = _routes_beside_memberships(relations, scope)
        resource = codes_of(beside, "resource")
        to_group = (resource >= 0) & (resource < groups)
        return cls(
            scope,
            relations["packaged_access"],
            access,
            relations["dynamic_groups"],
            beside[to_group].reset_index(drop=True),
            beside[~to_group],
            groups,
        )

    def marked(self) -> Iterator[MarkedRoutes]:
        """Yield the routes by resource: groups first, then the others."""
        for routes in self._unmarked():
            marked = mark(_within(routes, self.scope), self.packaged)
            if self.scope.package is not None:
                marked = marked[marked.told("package") == self.scope.package]
            if len(marked):
                yield marked

    def _unmarked(self) -> Iterator[Routes]:
        """Yield all routes to one resource together."""
        resource = codes_of(self.to_groups, "resource")
        counts = rows_by_group(self.access, self.groups) + np.bincount(resource, minlength=self.groups)
        if self.scope.resources is not None:
            counts[~_chosen(self.scope.resources, self.groups)] = 0
        for first, last in _ranges(counts):
            start, end = np.searchsorted(resource, np.array([first, last], np.int32))
            seen = group_routes(self.access, self.dynamic_groups, first, last)
            yield Routes.joined(Routes.of(self.to_groups[start:end]), seen)
        yield Routes.of(self.others)


def _routes_beside_memberships(relations: Relations, scope: Scope) -> pd.DataFrame:
    found = [relations[name] for name in _OTHERS if not relations.missing(RELATIONS[name])]
    rows = pd.concat([no_routes(), *found], ignore_index=True)
    if scope.holders is not None:
        rows = rows[among(codes_of(rows, "holder"), scope.holders)]
    ordered: pd.DataFrame = rows.take(np.argsort(codes_of(rows, "resource"), kind="stable"))
    return ordered


def _within(routes: Routes, scope: Scope) -> Routes:
    if scope.resources is None:
        return routes
    chosen = np.isin(codes_of(routes.kinds, "resource"), scope.resources)[routes.kind]
    return Routes(routes.kinds, routes.kind[chosen], routes.holder[chosen])


def _ranges(counts: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Cut the groups with routes into ranges of about as many rows as are held in memory at once."""
    used = np.flatnonzero(counts)
    if not len(used):
        return
    number = np.cumsum(counts[used]) // ROWS_AT_ONCE
    first = np.flatnonzero(np.diff(number, prepend=-1))
    ends = [*used[first[1:]], used[-1] + 1]
    yield from ((int(used[start]), int(end)) for start, end in zip(first, ends, strict=True))


def _chosen(codes: Codes, size: int) -> Mask:
    mask = np.zeros(size, bool)
    mask[codes[(codes >= 0) & (codes < size)]] = True
    return mask


def _relation(relations: Relations, name: str) -> pd.DataFrame | None:
    found: pd.DataFrame | None = None if relations.missing(RELATIONS[name]) else relations[name]
    return found
