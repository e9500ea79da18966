"""Walks over all routes, a range of groups at a time, so that memory does not grow with the memberships."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.reasoning.group_routes import among, group_access, group_routes, rows_by_group
from analyzer.reasoning.route_marks import mark
from analyzer.reasoning.routes import no_routes
from analyzer.tables.relations import RELATIONS, Relations
from analyzer.tables.subjects import codes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from analyzer.tables.three_valued import Codes, Mask

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


def marked_routes(relations: Relations, scope: Scope = EVERYTHING) -> Iterator[pd.DataFrame]:
    """Yield the routes in the scope, marked, by resource: groups first, then the others.

    Yields:
        what `mark` returns.
    """
    packaged = relations["packaged_access"]
    for routes in _unmarked(relations, scope):
        rows = mark(routes, packaged)
        if scope.package is not None:
            rows = rows[(rows["package"] == scope.package).to_numpy()].reset_index(drop=True)
        if len(rows):
            yield rows


def _unmarked(relations: Relations, scope: Scope) -> Iterator[pd.DataFrame]:
    """Yield all routes of one resource in the same frame."""
    others = _other_routes(relations, scope)
    resource = codes_of(others, "resource")
    size = len(relations["group_keys"])
    order = np.argsort(resource, kind="stable")
    others, resource = others.take(order).reset_index(drop=True), resource[order]
    to_group = (resource >= 0) & (resource < size)
    yield from _group_frames(relations, scope, others[to_group])
    yield others[~to_group]


def _group_frames(relations: Relations, scope: Scope, granted: pd.DataFrame) -> Iterator[pd.DataFrame]:
    access = group_access(
        relations["membership_edges"],
        relations["nested_groups"],
        _relation(relations, "owned_groups"),
        scope.holders,
    )
    resource, size = codes_of(granted, "resource"), len(relations["group_keys"])
    counts = rows_by_group(access, size) + np.bincount(resource, minlength=size)
    if scope.resources is not None:
        counts[~_chosen(scope.resources, size)] = 0
    for first, last in _ranges(counts):
        start, end = np.searchsorted(resource, [first, last])
        rows = group_routes(access, relations["dynamic_groups"], first, last)
        yield _within(pd.concat([granted[start:end], rows], ignore_index=True), scope)


def _other_routes(relations: Relations, scope: Scope) -> pd.DataFrame:
    found = [relations[name] for name in _OTHERS if not relations.missing(RELATIONS[name])]
    return _within(pd.concat([no_routes(), *found], ignore_index=True), scope)


def _within(rows: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    chosen = np.ones(len(rows), bool)
    if scope.holders is not None:
        chosen &= among(codes_of(rows, "holder"), scope.holders)
    if scope.resources is not None:
        chosen &= np.isin(codes_of(rows, "resource"), scope.resources)
    return rows if chosen.all() else rows[chosen]


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
