"""Ids become row numbers; what cannot be looked up keeps its reason."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.tables.keys import MISSING, UNKNOWN, Keys


def ascii_lower(text: str) -> str:
    return text.translate({number: number + 32 for number in range(65, 91)})


_LOWER = st.text(max_size=3).map(ascii_lower)
IDS = st.lists(_LOWER, unique=True, max_size=6)


def test_a_code_is_the_row_number_of_the_object() -> None:
    keys = Keys.of(pa.chunked_array([["ann", "bob"], ["cleo"]]))
    assert len(keys) == 3
    assert keys.codes(pa.array(["cleo", "ann", "ann"])).tolist() == [2, 0, 0]


def test_dangling_and_absent_references_are_two_things() -> None:
    keys = Keys.of(pa.chunked_array([["ann"]]))
    assert keys.codes(pa.array(["stranger", None])).tolist() == [UNKNOWN, MISSING]


def test_nothing_to_look_up_in() -> None:
    assert Keys.of().codes(pa.array(["ann", None], pa.string())).tolist() == [UNKNOWN, MISSING]
    assert Keys.of().codes(pa.array([], pa.string())).tolist() == []


def test_codes_of_several_columns_follow_each_other() -> None:
    keys = Keys.of(pa.chunked_array([["ann"]]), pa.chunked_array([["dora"]]))
    assert keys.codes(pa.array(["dora"])).tolist() == [1]


@given(ids=IDS, references=st.lists(st.one_of(st.none(), _LOWER)))
def test_codes_agree_with_a_dictionary(ids: list[str], references: list[str | None]) -> None:
    rows = {each: row for row, each in enumerate(ids)}
    keys = Keys.of(pa.chunked_array([pa.array(ids, pa.string())]))
    found = keys.codes(pa.chunked_array([pa.array(references, pa.string())]))
    assert found.tolist() == [MISSING if each is None else rows.get(each, UNKNOWN) for each in references]
    assert found.dtype.name == "int32"


@pytest.mark.parametrize("ids", [["ann", "bob"], ["Ann", "bob"], ["ann", "BOB"]])
@pytest.mark.parametrize("others", [0, 100])
def test_the_case_of_an_id_is_free(ids: list[str], others: int) -> None:
    keys = Keys.of(pa.chunked_array([[*ids, *(f"k{number}" for number in range(others))]]))
    found = keys.codes(pa.array(["ANN", "ann", "Bob", "stranger", None]))
    assert found.tolist() == [0, 0, 1, UNKNOWN, MISSING]


def test_an_id_in_its_own_case_comes_first() -> None:
    assert Keys.of(pa.chunked_array([["ANN", "ann"]])).codes(pa.array(["ann"])).tolist() == [1]


@given(references=st.lists(st.one_of(st.none(), st.sampled_from(["k0", "k7", "k99", "gone"])), max_size=8))
def test_few_references_among_many_ids_get_the_same_codes(references: list[str | None]) -> None:
    ids = [f"k{number}" for number in range(100)]
    keys = Keys.of(pa.chunked_array([pa.array(ids, pa.string())]))
    found = keys.codes(pa.chunked_array([pa.array(references, pa.string())]))
    rows = {each: row for row, each in enumerate(ids)}
    assert found.tolist() == [MISSING if each is None else rows.get(each, UNKNOWN) for each in references]
    assert found.dtype.name == "int32"
