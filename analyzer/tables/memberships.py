"""Who is in which group: direct edges as two integers, and the closure over the groups that matter."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.export.parallel import ordered_parallel
from analyzer.tables.dataset import Dataset, lower
from analyzer.tables.keys import MISSING, UNKNOWN, Keys
from analyzer.tables.listed import listed_parents
from analyzer.tables.relations import relation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analyzer.tables.parts import Parts
    from analyzer.tables.stream import MembershipStream
    from analyzer.tables.three_valued import Codes, Mask

NESTED_DEPTH_LIMIT = 64
"""Entra allows no cycle that matters here; the limit ends the walk on damaged data."""


@dataclass(frozen=True)
class Edges:
    """Direct memberships as codes, and what is not known about them.

    `group` and `person` are parallel (int32): people directly in a group, each pair once.
    `outer` and `inner` are parallel: the inner group is directly in the outer one.
    `listed` marks groups whose direct members were exported; `vague` marks groups with a member that the
    export cannot place (an id that is neither a user nor a group of the export).
    """

    group: Codes
    person: Codes
    outer: Codes
    inner: Codes
    listed: Mask
    vague: Mask

    def inside(self, groups: Mask) -> NDArray[np.intp]:
        """Return the positions of the people directly in the marked groups."""
        begin, count = self._runs
        chosen = np.flatnonzero(groups[self.group[begin]])
        return _ranges(begin[chosen], count[chosen])

    @cached_property
    def _runs(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Where neighbours of one group begin, and how many they are: an export lists group after group."""
        fresh = np.ones(len(self.group), bool)
        np.not_equal(self.group[1:], self.group[:-1], out=fresh[1:])
        begin = np.flatnonzero(fresh)
        return begin, np.diff(begin, append=len(fresh))


@relation
def group_keys(groups: Dataset | None = None) -> Keys:
    """Codes of groups; none when the export lacks them."""
    return Keys.of(groups.column("id")) if groups is not None else Keys.of()


@relation
def membership_edges(
    person_keys: Keys, group_keys: Keys, group_members: MembershipStream | None = None
) -> Edges:
    """Read every membership once and keep it as codes: 8 bytes an edge."""
    size = len(group_keys)
    none, vague = np.array([], np.int32), np.zeros(size, bool)
    if group_members is None:
        return Edges(none, none, none, none, vague.copy(), vague)

    def coded(found: tuple[pa.Table, Parts | None]) -> tuple[Codes, ...]:
        batch, parts = found
        group, person, inner = _code(batch, person_keys, group_keys)
        strange = (person == UNKNOWN) & (inner == UNKNOWN)
        group_members.report_strangers(batch, parts, strange)
        to_person, to_group = (group >= 0) & (person >= 0), (group >= 0) & (inner >= 0)
        return (
            group[to_person],
            person[to_person],
            group[to_group],
            inner[to_group],
            np.unique(group[strange & (group >= 0)]),
        )

    # Batches are looked up while the next ones are read.
    batches = ordered_parallel(coded, group_members.batches(), workers=2, ahead=1, eager=True)
    group, person, outer, inner, strange = (
        np.concatenate([none, *column]) for column in zip(*batches, strict=True)
    )
    vague[strange] = True
    return Edges(group, person, outer, inner, listed_parents(group_members, group_keys), vague)


def _code(batch: pa.Table, people: Keys, groups: Keys) -> tuple[Codes, Codes, Codes]:
    """Code one batch; a member that is no person and no group (a device, an application) is `MISSING`."""
    kind = lower(batch.column("memberType"))
    group = _codes_of_runs(batch.column("groupId"), groups)
    person = people.codes(batch.column("memberId"))
    inner = np.full(len(group), UNKNOWN, np.int32)
    elsewhere = np.flatnonzero(person == UNKNOWN)
    if len(elsewhere):
        inner[elsewhere] = groups.codes(batch.column("memberId").take(pa.array(elsewhere)))
    known = pc.or_(pc.is_null(kind), pc.is_in(kind, value_set=pa.array(["user", "group"])))
    neither = ~np.asarray(known.combine_chunks() if isinstance(known, pa.ChunkedArray) else known)
    person[neither & (person == UNKNOWN) & (inner == UNKNOWN)] = MISSING
    return group, person, inner


def _codes_of_runs(column: pa.ChunkedArray, keys: Keys) -> Codes:
    """Code a column whose neighbours are mostly alike."""
    runs = pc.run_end_encode(column.combine_chunks(), run_end_type=pa.int64())
    return np.repeat(keys.codes(runs.values), np.diff(np.asarray(runs.run_ends), prepend=0))


@dataclass(frozen=True, slots=True)
class Members:
    """The people of chosen groups.

    `rows`: columns group, person (int32), direct (bool), each pair once.
    `listed`: groups (by code) whose direct members are all known.
    `settled`: groups whose direct and nested members are all known.
    """

    rows: pd.DataFrame
    listed: Mask
    settled: Mask


def members_of(edges: Edges, groups: Codes) -> Members:
    """Return everybody in the given groups, directly or through nested groups."""
    size = len(edges.listed)
    wanted = np.zeros(size, bool)
    wanted[groups[groups >= 0]] = True
    outer, inner = descendants(edges, np.flatnonzero(wanted).astype(np.int32))
    near = edges.inside(wanted)
    reached = np.zeros(size, bool)
    reached[inner] = True
    far = edges.inside(reached)
    order = np.argsort(inner, kind="stable")
    place, holder = fan_out(inner[order], edges.group[far])
    group = np.concatenate([edges.group[near], outer[order][place]])
    person = np.concatenate([edges.person[near], edges.person[far][holder]])
    first = ~pd.Series(paired(group, person)).duplicated().to_numpy()
    direct = np.arange(len(group)) < len(near)
    rows = pd.DataFrame({"group": group[first], "person": person[first], "direct": direct[first]})
    clear = edges.listed & ~edges.vague
    settled = clear.copy()
    settled[outer[~clear[inner]]] = False
    return Members(rows, clear, settled)


def descendants(edges: Edges, roots: Codes) -> tuple[Codes, Codes]:
    """Return the (outer, inner) pairs of groups nested at any depth below the roots, without themselves."""
    parent, child = unpaired(distinct(paired(edges.outer, edges.inner)))
    found = frontier = paired(roots, roots)
    for _ in range(NESTED_DEPTH_LIMIT):
        outer, inner = unpaired(frontier)
        place, holder = fan_out(parent, inner)
        frontier = np.setdiff1d(paired(outer[holder], child[place]), found)
        if not len(frontier):
            break
        found = np.concatenate([found, frontier])
    outer, inner = unpaired(found)
    other = outer != inner
    return outer[other], inner[other]


def fan_out(ordered: Codes, wanted: Codes) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Join two lists of codes, the first one sorted: parallel positions in `ordered` and in `wanted`."""
    start = np.searchsorted(ordered, wanted, side="left")
    count = np.searchsorted(ordered, wanted, side="right") - start
    return _ranges(start, count), np.repeat(np.arange(len(wanted)), count)


def _ranges(begin: NDArray[np.intp], count: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the positions of several ranges, one after the other."""
    skipped = np.repeat(begin - (np.cumsum(count) - count), count)
    positions: NDArray[np.intp] = np.arange(len(skipped)) + skipped
    return positions


def paired(left: Codes, right: Codes) -> NDArray[np.int64]:
    """Return each pair of codes as one number."""
    return (left.astype(np.int64) << 32) | right


def ways_in(edges: Edges, groups: Codes, person: int) -> pd.DataFrame:
    """Return how one person is in the given groups: directly, through a nested group, or both.

    Returns:
        columns: group (int32), direct (bool), each pair once.
    """
    own = edges.group[edges.person == person]
    outer, inner = descendants(edges, np.unique(groups))
    nested = np.unique(outer[np.isin(inner, own)])
    direct = np.intersect1d(groups, own)
    marks = np.repeat([True, False], [len(direct), len(nested)])
    return pd.DataFrame({"group": np.concatenate([direct, nested]).astype(np.int32), "direct": marks})


def unpaired(pairs: NDArray[np.int64]) -> tuple[Codes, Codes]:
    """Undo `paired`."""
    return (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32)


def distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sort, each number once; for mostly distinct numbers much quicker than a hash table."""
    ordered = np.sort(numbers)
    first = np.ones(len(ordered), bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered if first.all() else ordered[first]


def among_sorted(values: NDArray[np.int64], ordered: NDArray[np.int64]) -> Mask:
    """Tell which values are among the ordered ones, without a hash table."""
    if not len(ordered):
        return np.zeros(len(values), bool)
    order = np.argsort(values)  # to search in order takes a fifth of the time
    asked = values[order]
    place = np.searchsorted(ordered, asked).clip(max=len(ordered) - 1)
    found = np.empty(len(values), bool)
    found[order] = ordered[place] == asked
    return found
