"""Who is in which group: direct edges as two integers, and the closure over the groups that matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.tables.dataset import Dataset, lower
from analyzer.tables.keys import MISSING, UNKNOWN, Keys
from analyzer.tables.relations import relation

if TYPE_CHECKING:
    from analyzer.tables.stream import MembershipStream
    from analyzer.tables.three_valued import Codes, Mask

NESTED_DEPTH_LIMIT = 64
"""Entra allows no cycle that matters here; the limit ends the walk on damaged data."""


@dataclass(frozen=True, slots=True)
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
    none = np.array([], np.int32)
    if group_members is None:
        return Edges(none, none, none, none, np.zeros(size, bool), np.zeros(size, bool))
    coded = []
    for batch, parts in group_members.batches():
        codes = _code(batch, person_keys, group_keys)
        group_members.report_strangers(batch, parts, (codes[1] == UNKNOWN) & (codes[2] == UNKNOWN))
        coded.append(codes)
    group, person, inner = (np.concatenate([none, *column]) for column in zip(*coded, strict=True))
    vague = np.zeros(size, bool)
    vague[group[(person == UNKNOWN) & (inner == UNKNOWN) & (group >= 0)]] = True
    to_person, to_group = (group >= 0) & (person >= 0), (group >= 0) & (inner >= 0)
    listed = _listed(group_members.parents, group_keys, group_members.complete)
    return Edges(group[to_person], person[to_person], group[to_group], inner[to_group], listed, vague)


def _code(batch: pa.Table, people: Keys, groups: Keys) -> tuple[Codes, Codes, Codes]:
    """Code one batch; a member that is no person and no group (a device, an application) is `MISSING`."""
    kind = lower(batch.column("memberType"))
    group = groups.codes(batch.column("groupId"))
    person = people.codes(batch.column("memberId"))
    inner = np.full(len(group), UNKNOWN, np.int32)
    elsewhere = np.flatnonzero(person == UNKNOWN)
    if len(elsewhere):
        inner[elsewhere] = groups.codes(batch.column("memberId").take(pa.array(elsewhere)))
    known = pc.or_(pc.is_null(kind), pc.is_in(kind, value_set=pa.array(["user", "group"])))
    neither = ~np.asarray(known.combine_chunks() if isinstance(known, pa.ChunkedArray) else known)
    person[neither & (person == UNKNOWN) & (inner == UNKNOWN)] = MISSING
    return group, person, inner


def _listed(parents: frozenset[str] | None, groups: Keys, complete: bool) -> Mask:
    if not complete:
        return np.zeros(len(groups), bool)
    if parents is None:
        return np.ones(len(groups), bool)
    return np.asarray(pc.is_in(groups.ids, value_set=pa.array(sorted(parents), pa.string())))


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
    nested = _descendants(edges, np.flatnonzero(wanted).astype(np.int32))
    near = wanted[edges.group]
    direct = pd.DataFrame({"group": edges.group[near], "person": edges.person[near], "direct": True})
    reached = np.zeros(size, bool)
    reached[nested["inner"]] = True
    far = reached[edges.group]
    inside = pd.DataFrame({"inner": edges.group[far], "person": edges.person[far]})
    indirect = nested.merge(inside, on="inner", validate="many_to_many")
    indirect = indirect.rename(columns={"outer": "group"}).assign(direct=False)
    rows = pd.concat([direct, indirect[["group", "person", "direct"]]], ignore_index=True)
    rows = rows.drop_duplicates(["group", "person"], ignore_index=True)
    clear = edges.listed & ~edges.vague
    settled = clear.copy()
    settled[nested["outer"][~clear[nested["inner"]]]] = False
    return Members(rows, clear, settled)


def _descendants(edges: Edges, roots: Codes) -> pd.DataFrame:
    """Return the (outer, inner) pairs of groups nested at any depth below the roots."""
    children = pd.DataFrame({"inner": edges.outer, "child": edges.inner}).drop_duplicates()
    found = pd.DataFrame({"outer": roots, "inner": roots})
    frontier = found
    for _ in range(NESTED_DEPTH_LIMIT):
        step = frontier.merge(children, on="inner", validate="many_to_many")
        step = step[["outer", "child"]].rename(columns={"child": "inner"}).drop_duplicates()
        frontier = step.merge(found, how="left_anti", on=["outer", "inner"])
        if frontier.empty:
            break
        found = pd.concat([found, frontier], ignore_index=True)
    return found[found["outer"] != found["inner"]].reset_index(drop=True)
