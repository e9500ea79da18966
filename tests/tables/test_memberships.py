"""Groups in groups: the closure against a walk written for clarity, and what is not known about it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.tables.memberships import Edges, Members, among_sorted, distinct, members_of
from tests.tables.snapshots import relations_of, source_of

if TYPE_CHECKING:
    from pathlib import Path

GROUPS, PEOPLE = 5, 4
Pairs = list[tuple[int, int]]
PAIRS_OF_GROUPS = st.lists(st.tuples(st.integers(0, GROUPS - 1), st.integers(0, GROUPS - 1)), max_size=10)
PAIRS_OF_PEOPLE = st.lists(st.tuples(st.integers(0, GROUPS - 1), st.integers(0, PEOPLE - 1)), max_size=10)
MASKS = st.lists(st.booleans(), min_size=GROUPS, max_size=GROUPS)
NONE = [False] * GROUPS
ALL = [True] * GROUPS


def edges(people: Pairs, nested: Pairs, listed: list[bool] = ALL, vague: list[bool] = NONE) -> Edges:
    group, person = _columns(people)
    outer, inner = _columns(nested)
    return Edges(group, person, outer, inner, np.array(listed), np.array(vague))


def _columns(pairs: Pairs) -> tuple[np.ndarray, np.ndarray]:
    table = np.array(pairs, np.int32).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def reached_from(root: int, nested: Pairs) -> set[int]:
    """Walk down: the root and every group inside it."""
    found, waiting = set[int](), [root]
    while waiting:
        group = waiting.pop()
        if group not in found:
            found.add(group)
            waiting += [inner for outer, inner in nested if outer == group]
    return found


def rows_of(members: Members) -> dict[tuple[int, int], bool]:
    found = members.rows[["group", "person", "direct"]].itertuples(index=False)
    rows = [((int(group), int(person)), bool(direct)) for group, person, direct in found]
    assert len(rows) == len(dict(rows)), "each pair once"
    return dict(rows)


@given(people=PAIRS_OF_PEOPLE, nested=PAIRS_OF_GROUPS, wanted=st.sets(st.integers(0, GROUPS - 1)))
def test_members_agree_with_a_walk(people: Pairs, nested: Pairs, wanted: set[int]) -> None:
    expected = {
        (root, person): (root, person) in people
        for root in wanted
        for group, person in people
        if group in reached_from(root, nested)
    }
    asked = np.array([*wanted, -1, *wanted], np.int32)
    assert rows_of(members_of(edges(people, nested), asked)) == expected


@given(nested=PAIRS_OF_GROUPS, listed=MASKS, vague=MASKS)
def test_a_group_is_settled_when_everything_inside_it_was_exported(
    nested: Pairs, listed: list[bool], vague: list[bool]
) -> None:
    clear = [is_listed and not is_vague for is_listed, is_vague in zip(listed, vague, strict=True)]
    expected = [all(clear[group] for group in reached_from(root, nested)) for root in range(GROUPS)]
    found = members_of(edges([], nested, listed, vague), np.arange(GROUPS, dtype=np.int32))
    assert found.settled.tolist() == expected
    assert found.listed.tolist() == clear


def test_direct_wins_over_nested() -> None:
    both = members_of(edges([(0, 7), (1, 7)], [(0, 1)]), np.array([0], np.int32))
    assert rows_of(both) == {(0, 7): True}


def test_groups_in_a_circle_end() -> None:
    circle = members_of(edges([(2, 3)], [(0, 1), (1, 2), (2, 0)]), np.array([0], np.int32))
    assert rows_of(circle) == {(0, 3): False}


def test_a_group_that_is_its_own_member_changes_nothing() -> None:
    assert rows_of(members_of(edges([(0, 1)], [(0, 0)]), np.array([0], np.int32))) == {(0, 1): True}


# --- from an export --------------------------------------------------------------------------------

USERS = [{"id": "ann"}, {"id": "bob"}]
TWO_GROUPS = [{"id": "team"}, {"id": "inner"}]


def _edge(member: str, kind: str | None = "user", group: str = "team") -> dict[str, str | None]:
    return {"groupId": group, "memberId": member, "memberType": kind}


def _edges_in(folder: Path, members: list[dict[str, str | None]] | None) -> Edges:
    export = {"users": USERS, "groups": TWO_GROUPS}
    found = relations_of(folder, export if members is None else {**export, "group_members": members})
    made: Edges = found["membership_edges"]
    return made


def test_users_and_groups_are_told_apart_by_their_ids(tmp_path: Path) -> None:
    made = _edges_in(tmp_path, [_edge("ann"), _edge("inner", None), _edge("bob", None, "inner")])
    assert list(zip(made.group, made.person, strict=True)) == [(0, 0), (1, 1)]
    assert list(zip(made.outer, made.inner, strict=True)) == [(0, 1)]
    assert (made.listed.tolist(), made.vague.tolist()) == ([True, True], [False, False])


def test_a_membership_on_two_pages_is_one(tmp_path: Path) -> None:
    made = _edges_in(tmp_path, [_edge("ann"), _edge("bob"), _edge("ann")])
    assert rows_of(members_of(made, np.array([0], np.int32))) == {(0, 0): True, (0, 1): True}


@pytest.mark.parametrize("kind", ["user", "group", None])
def test_a_member_that_no_dataset_holds_makes_its_group_vague(tmp_path: Path, kind: str | None) -> None:
    assert _edges_in(tmp_path, [_edge("stranger", kind)]).vague.tolist() == [True, False]


@pytest.mark.parametrize("kind", ["servicePrincipal", "device", "orgContact"])
def test_a_member_that_is_no_person_and_no_group_does_not(tmp_path: Path, kind: str) -> None:
    made = _edges_in(tmp_path, [_edge("pc", kind)])
    assert made.vague.tolist() == [False, False]
    assert len(made.person) == len(made.inner) == 0


def test_without_memberships_no_group_is_listed(tmp_path: Path) -> None:
    assert _edges_in(tmp_path, None).listed.tolist() == [False, False]


def test_one_file_per_group_lists_just_those_groups(tmp_path: Path) -> None:
    page = {"value": [{"@odata.type": "#microsoft.graph.user", "id": "ann"}]}
    found = relations_of(tmp_path, {"users": USERS, "groups": TWO_GROUPS, "group_members/team": page})
    made: Edges = found["membership_edges"]
    assert (made.group.tolist(), made.person.tolist()) == ([0], [0])
    assert made.listed.tolist() == [True, False]


def test_members_inside_their_group_list_just_that_group(tmp_path: Path) -> None:
    groups = [
        {"id": "team", "members": [{"@odata.type": "#microsoft.graph.user", "id": "ann"}]},
        {"id": "inner"},
    ]
    made: Edges = relations_of(tmp_path, {"users": USERS, "groups": groups})["membership_edges"]
    assert (made.group.tolist(), made.person.tolist()) == ([0], [0])
    assert made.listed.tolist() == [True, False]


def test_twenty_members_inside_a_group_may_be_all_that_graph_gave(tmp_path: Path) -> None:
    crowd = [{"@odata.type": "#microsoft.graph.user", "id": f"u{number}"} for number in range(20)]
    users = [{"id": one["id"]} for one in crowd]
    groups = [{"id": "team", "members": crowd}, {"id": "inner", "members": crowd[:19]}]
    made: Edges = relations_of(tmp_path, {"users": users, "groups": groups})["membership_edges"]
    assert len(made.person) == 39
    assert made.listed.tolist() == [False, True]


def test_other_datasets_are_read_while_memberships_are(tmp_path: Path) -> None:
    export = {"users": USERS, "groups": TWO_GROUPS, "group_members": [_edge("ann", "user")]}
    source = source_of(tmp_path, export)
    blocks = source.blocks("group_members")
    next(blocks)
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(source.dataset, "groups").result(timeout=20).table.num_rows == len(TWO_GROUPS)
    assert not list(blocks)


@given(st.lists(st.integers(0, 40)), st.lists(st.integers(0, 40)))
def test_numbers_are_found_among_sorted_ones(values: list[int], others: list[int]) -> None:
    ordered = distinct(np.array(others, np.int64))
    assert ordered.tolist() == sorted(set(others))
    found = among_sorted(np.array(values, np.int64), ordered)
    assert found.tolist() == [value in others for value in values]
