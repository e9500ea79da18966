"""Ids become row numbers; what cannot be looked up keeps its reason."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from analyzer.tables.keys import MISSING, UNKNOWN, Keys

IDS = st.lists(st.text(max_size=3), unique=True, max_size=6)


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


@given(ids=IDS, references=st.lists(st.one_of(st.none(), st.text(max_size=3))))
def test_codes_agree_with_a_dictionary(ids: list[str], references: list[str | None]) -> None:
    rows = {each: row for row, each in enumerate(ids)}
    keys = Keys.of(pa.chunked_array([pa.array(ids, pa.string())]))
    found = keys.codes(pa.chunked_array([pa.array(references, pa.string())]))
    assert found.tolist() == [MISSING if each is None else rows.get(each, UNKNOWN) for each in references]
    assert found.dtype.name == "int32"


@given(references=st.lists(st.one_of(st.none(), st.sampled_from(["k0", "k7", "k99", "gone"])), max_size=8))
def test_few_references_among_many_ids_get_the_same_codes(references: list[str | None]) -> None:
    ids = [f"k{number}" for number in range(100)]
    keys = Keys.of(pa.chunked_array([pa.array(ids, pa.string())]))
    found = keys.codes(pa.chunked_array([pa.array(references, pa.string())]))
    rows = {each: row for row, each in enumerate(ids)}
    assert found.tolist() == [MISSING if each is None else rows.get(each, UNKNOWN) for each in references]
    assert found.dtype.name == "int32"
