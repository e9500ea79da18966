"""Access to groups: by a membership, by a rule, by ownership, or through groups inside.

A large tenant has tens of millions of such routes, so they are made a range of groups at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analyzer.reasoning.resource_roles import MEMBER, OWNER
from analyzer.reasoning.routes import Confidence, Route, route_rows
from analyzer.tables.memberships import Edges, fan_out, paired, unpaired
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import possible, unknown, yes

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from analyzer.tables.three_valued import Codes, Flags, Mask


@dataclass(frozen=True, slots=True)
class GroupAccess:
    """Who is in which group, by group code: parallel columns, sorted.

    `group`, `person`: direct members. `owned`, `owner`: direct owners. `chains`: groups inside groups, the
    relation `nested_groups`. `outer`, `chain`: rows of `chains` by outer group.
    """

    group: Codes
    person: Codes
    owned: Codes
    owner: Codes
    chains: pd.DataFrame
    outer: Codes
    chain: Codes


def group_access(
    edges: Edges, chains: pd.DataFrame, owned_groups: pd.DataFrame | None, holders: Codes | None
) -> GroupAccess:
    """Sort memberships, ownerships and chains by group; of some people only when `holders` is given."""
    group, person = edges.group, edges.person
    if holders is not None:
        mine = among(person, holders)
        group, person = group[mine], person[mine]
    group, person = unpaired(_distinct(paired(group, person)))
    order = np.lexsort((chains["inner"], chains["outer"])).astype(np.int32)
    owned, owner = _owners(owned_groups, holders)
    return GroupAccess(group, person, owned, owner, chains, codes_of(chains, "outer")[order], order)


def _owners(owned_groups: pd.DataFrame | None, holders: Codes | None) -> tuple[Codes, Codes]:
    none = np.array([], np.int32)
    if owned_groups is None:
        return none, none
    group, person = codes_of(owned_groups, "group"), codes_of(owned_groups, "person")
    kept = (group >= 0) & (person >= 0) & (possible(owned_groups["is_user"]) | (person >= 0))
    if holders is not None:
        kept &= among(person, holders)
    return unpaired(_distinct(paired(group[kept], person[kept])))


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
    direct = np.bincount(access.group, minlength=size)
    through = np.bincount(
        access.outer, weights=direct[codes_of(access.chains, "inner")[access.chain]], minlength=size
    )
    return direct + np.bincount(access.owned, minlength=size) + through.astype(np.int64)


def group_routes(access: GroupAccess, dynamic_groups: Flags, first: int, last: int) -> pd.DataFrame:
    """Return the routes to the groups from code `first` to before `last`: the columns of `route_rows`."""
    start, end = np.searchsorted(access.group, [first, last])
    group, person = access.group[start:end], access.person[start:end]
    low, high = np.searchsorted(access.outer, [first, last])
    chain = access.chain[low:high]
    inner = codes_of(access.chains, "inner")[chain]
    place, pair = fan_out(access.group, inner)
    begin, finish = np.searchsorted(access.owned, [first, last])
    counts = [end - start, len(place), finish - begin]
    nobody = np.full(counts[2], -1, np.int32), np.full(counts[0], -1, np.int32)
    return route_rows(
        holder=np.concatenate([person, access.person[place], access.owner[begin:finish]]),
        resource=np.concatenate([group, access.outer[low:high][pair], access.owned[begin:finish]]),
        role=np.repeat(np.array([MEMBER, MEMBER, OWNER], np.int32), counts),
        via=np.concatenate([nobody[1], inner[pair], nobody[0]]),
        chain=np.concatenate([nobody[1], chain[pair], nobody[0]]),
        route=np.concatenate(
            [
                _by_rule(yes(dynamic_groups)[group]),
                np.full(counts[1], Route.GROUP_NESTED, np.int8),
                np.full(counts[2], Route.GROUP_DIRECT, np.int8),
            ]
        ),
        confidence=np.concatenate(
            [_doubt(unknown(dynamic_groups)[group]), np.zeros(counts[1] + counts[2], np.int8)]
        ),
    )


def _distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sort, each number once; for mostly distinct numbers much quicker than a hash table."""
    ordered = np.sort(numbers)
    first = np.ones(len(ordered), bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered if first.all() else ordered[first]


def _by_rule(dynamic: Mask) -> NDArray[np.int8]:
    return np.where(dynamic, np.int8(Route.GROUP_DYNAMIC), np.int8(Route.GROUP_DIRECT))


def _doubt(unsure: Mask) -> NDArray[np.int8]:
    """Where the kind of group was not exported, the member is there, but perhaps by a rule."""
    return np.where(unsure, np.int8(Confidence.PROBABLE), np.int8(Confidence.CERTAIN))
