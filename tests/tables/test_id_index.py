"""GUIDs are found by number, other ids by text; what is found is the same."""

from __future__ import annotations

from uuid import UUID

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.tables.id_index import IdIndex, surely_distinct

GUIDS = st.uuids().map(str)
ANN, BOB = str(UUID(int=1)), str(UUID(int=2))
CLEO = "00000000-1111-0000-0000-000000000001"
"""Begins and ends like Ann's id, so both get the same number."""


@given(data=st.data(), ids=st.lists(GUIDS, unique=True, min_size=1, max_size=8))
def test_guids_are_found_as_a_dictionary_finds_them(data: st.DataObject, ids: list[str]) -> None:
    some = st.sampled_from([*ids, *(each.upper() for each in ids), *(each[:-1] for each in ids), CLEO])
    references = data.draw(st.lists(st.one_of(st.none(), GUIDS, st.text(max_size=40), some)))
    rows = {each: row for row, each in enumerate(ids)}
    found = IdIndex(pa.array(ids)).positions(pa.array(references, pa.string()))
    assert found.tolist() == [rows.get(each, -1) if each else -1 for each in references]
    assert found.dtype.name == "int32"


@pytest.mark.parametrize("ids", [[ANN, BOB], [BOB, ANN, CLEO], [ANN, "x"], ["x"], ["ä" * 18, ANN], []])
def test_ids_of_every_kind_are_found(ids: list[str]) -> None:
    references = [*reversed(ids), "stranger", None, CLEO.replace("1", "2"), ""]
    expected = [ids.index(each) if each in ids else -1 for each in references]
    assert IdIndex(pa.array(ids, pa.string())).positions(pa.array(references)).tolist() == expected


def test_the_same_number_is_not_the_same_id() -> None:
    assert IdIndex(pa.array([BOB, ANN])).positions(pa.array([CLEO, ANN])).tolist() == [-1, 1]


def test_a_part_of_a_longer_column() -> None:
    references = pa.array(["x", BOB, ANN, None, BOB]).slice(1, 3)
    assert IdIndex(pa.array(["y", ANN, BOB]).slice(1)).positions(references).tolist() == [1, 0, -1]


def test_what_is_surely_distinct() -> None:
    assert surely_distinct(pa.array([ANN, BOB]))


@pytest.mark.parametrize("texts", [[ANN, ANN], [ANN, CLEO], [ANN, None], [ANN, "x"], []])
def test_what_is_left_to_be_looked_at(texts: list[str | None]) -> None:
    assert not surely_distinct(pa.array(texts, pa.string()))
