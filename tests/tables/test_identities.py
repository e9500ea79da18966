"""Texts are compared in one form; for ASCII, as nearly all are, a quicker way must lead to the same form."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.tables.identities import bare, folded, positions_in
from analyzer.tables.keys import MISSING

ASCII = st.text(st.characters(max_codepoint=127), max_size=5)


@given(st.lists(st.one_of(st.none(), ASCII)))
def test_ascii_is_folded_as_unicode_is(texts: list[str | None]) -> None:
    column = pa.array(texts, pa.string())
    assert folded(column).equals(bare(pc.utf8_lower(column)))


@pytest.mark.parametrize(
    ("text", "form"),
    [(" Ann ", "ann"), ("\u00a0Ann\u2003", "ann"), ("ÄNN", "änn"), (" ", None), (None, None)],
)
def test_case_and_outer_blanks_are_free(text: str | None, form: str | None) -> None:
    assert folded(pa.array([text], pa.string())).to_pylist() == [form]


def test_a_slice_that_was_cast_is_folded() -> None:
    cast = pa.array(["ada", "bo", "GUS"]).slice(2).cast(pa.large_string())
    assert folded(cast).to_pylist() == ["gus"]


@given(st.lists(st.lists(ASCII, max_size=3), min_size=1, max_size=4), ASCII)
def test_places_are_counted_over_all_pieces(pieces: list[list[str]], wanted: str) -> None:
    column = pa.chunked_array([pa.array(piece, pa.string()) for piece in pieces])
    texts = [text for piece in pieces for text in piece]
    found = positions_in(pa.chunked_array([[wanted]]), [column]).item()
    count = texts.count(wanted)
    assert (found == MISSING, found >= 0) == (count == 0, count == 1)
    assert count != 1 or texts[found] == wanted
