"""Access to groups: by a membership, by a rule, by ownership, or through groups inside.

A large tenant has tens of millions of such routes, so they are made a range of groups at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analyzer.reasoning.resource_roles import MEMBER, OWNER
from analyzer.reasoning.routes import Confidence, Route, Routes, route_kinds
from analyzer.tables.memberships import Edges, distinct, paired
from analyzer.tables.relations import relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import unknown, yes

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from analyzer.tables.three_valued import Codes, Flags, Mask


@dataclass(frozen=True, slots=True)
class People:
    """People by group: those of group `g` are `person[start[g]:start[g + 1]]`, sorted, each once."""

    person: Codes
    start: NDArray[np.int64]

    @classmethod
    def of(cls, group: Codes, person: Codes, size: int) -> People:
        """Sort parallel columns by group; `size`: the number of groups."""
        pairs = distinct(paired(group, person))
        start = np.searchsorted(pairs, np.arange(size + 1, dtype=np.int64) << 32)
        return cls((pairs & 0xFFFFFFFF).astype(np.int32), start)

    def within(self, first: int, last: int) -> tuple[NDArray[np.intp], Codes]:
        """Return (group counted from `first`, person) for the groups from `first` to before `last`."""
        people = self.person[self.start[first] : self.start[last]]
        return np.repeat(
            np.arange(last - first, dtype=np.int32), np.diff(self.start[first : last + 1])
        ), people

    def of_each(self, groups: Codes) -> tuple[NDArray[np.intp], Codes]:
        """Return (row of `groups`, person) for everybody in the given groups."""
        start, count = self.start[groups], self.size(groups)
        skipped = np.repeat(start - (np.cumsum(count) - count), count)
        row = np.repeat(np.arange(len(groups)), count)
        return row, self.person[np.arange(len(row)) + skipped]

    def size(self, groups: Codes) -> NDArray[np.int64]:
        """Return how many people are in each of the given groups."""
        count: NDArray[np.int64] = self.start[groups + 1] - self.start[groups]
        return count


@dataclass(frozen=True, slots=True)
class GroupAccess:
    """Who is in which group, by group code.

    `members`, `owners`: the direct ones. `chains`: groups inside groups, the relation `nested_groups`.
    `outer`, `chain`: rows of `chains` by outer group.
    """

    members: People
    owners: People
    chains: pd.DataFrame
    outer: Codes
    chain: Codes


@relation
def group_people(membership_edges: Edges) -> People:
    """The direct members of every group."""
    return People.of(membership_edges.group, membership_edges.person, len(membership_edges.listed))


def members_among(edges: Edges, holders: Codes) -> People:
    """Return those direct members of every group who are among some people."""
    mine = among(edges.person, holders)
    return People.of(edges.group[mine], edges.person[mine], len(edges.listed))


def group_access(
    members: People, chains: pd.DataFrame, owned_groups: pd.DataFrame | None, holders: Codes | None
) -> GroupAccess:
    """Sort ownerships and chains by group; of some people only when `holders` is given."""
    order = np.lexsort((chains["inner"], chains["outer"])).astype(np.int32)
    owners = _owners(owned_groups, holders, len(members.start) - 1)
    return GroupAccess(members, owners, chains, codes_of(chains, "outer")[order], order)


def _owners(owned_groups: pd.DataFrame | None, holders: Codes | None, size: int) -> People:
    if owned_groups is None:
        none = np.array([], np.int32)
        return People.of(none, none, size)
    group, person = codes_of(owned_groups, "group"), codes_of(owned_groups, "person")
    kept = (group >= 0) & (person >= 0)
    if holders is not None:
        kept &= among(person, holders)
    return People.of(group[kept], person[kept], size)


def among(codes: Codes, chosen: Codes) -> Mask:
    """Tell which codes are among the chosen ones; quick for many codes and few chosen."""
    if len(chosen) == 1:
        one: Mask = codes == chosen[0]
        return one
    mask = np.zeros(max(int(codes.max(initial=0)), int(chosen.max(initial=0))) + 1, bool)
    mask[chosen] = True
    return (codes >= 0) & mask[codes]


def rows_by_group(access: GroupAccess, size: int) -> NDArray[np.int64]:
    """Return how many routes lead to each group."""
    inner = codes_of(access.chains, "inner")[access.chain]
    through = np.bincount(access.outer, weights=access.members.size(inner), minlength=size)
    return np.diff(access.members.start) + np.diff(access.owners.start) + through.astype(np.int64)


def group_routes(access: GroupAccess, dynamic_groups: Flags, first: int, last: int) -> Routes:
    """Return the routes to the groups from code `first` to before `last`."""
    direct, member = access.members.within(first, last)
    low, high = np.searchsorted(access.outer, np.array([first, last], np.int32))
    chain = access.chain[low:high]
    nested, inside = access.members.of_each(codes_of(access.chains, "inner")[chain])
    owned, owner = access.owners.within(first, last)
    size = last - first
    return Routes(
        _kinds(access, dynamic_groups, np.arange(first, last, dtype=np.int32), chain),
        np.concatenate([direct, nested + size, owned + size + len(chain)]),
        np.concatenate([member, inside, owner]),
    )


def _kinds(access: GroupAccess, dynamic_groups: Flags, groups: Codes, chain: Codes) -> pd.DataFrame:
    """Return the direct membership of each group, each chain, and the ownership of each group."""
    counts = [len(groups), len(chain), len(groups)]
    none, nothing = np.full(len(groups), -1, np.int32), np.zeros(counts[1] + counts[2], np.int8)
    by_rule = np.where(yes(dynamic_groups)[groups], np.int8(Route.GROUP_DYNAMIC), np.int8(Route.GROUP_DIRECT))
    # Where the kind of group was not exported, the member is there, but perhaps by a rule.
    unsure = unknown(dynamic_groups)[groups]
    return route_kinds(
        resource=np.concatenate([groups, codes_of(access.chains, "outer")[chain], groups]),
        role=np.repeat(np.array([MEMBER, MEMBER, OWNER], np.int32), counts),
        via=np.concatenate([none, codes_of(access.chains, "inner")[chain], none]),
        chain=np.concatenate([none, chain, none]),
        route=np.concatenate(
            [by_rule, np.repeat(np.array([Route.GROUP_NESTED, Route.GROUP_DIRECT], np.int8), counts[1:])]
        ),
        confidence=np.concatenate(
            [np.where(unsure, np.int8(Confidence.PROBABLE), np.int8(Confidence.CERTAIN)), nothing]
        ),
    )
