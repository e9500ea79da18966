"""Sentences and evidence for many rows at once."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.checking.templates import fill, json_objects

TEXT = st.one_of(st.none(), st.text(max_size=20))


def test_a_template_is_filled_for_every_row() -> None:
    columns = {"who": pa.array(["Ann", "Bob"]), "what": pa.array(["x", "y"])}
    assert fill("{who} lacks {what}.", columns, 2).to_pylist() == ["Ann lacks x.", "Bob lacks y."]


def test_an_unknown_value_shows_as_a_question_mark() -> None:
    assert fill("'{who}'", {"who": pa.array([None, "Bob"])}, 2).to_pylist() == ["'?'", "'Bob'"]


def test_a_template_without_fields_is_repeated() -> None:
    assert fill("Do it.", {}, 2).to_pylist() == ["Do it.", "Do it."]


def test_a_number_has_its_word() -> None:
    numbers = {"n": pa.array(["0", "1", "2", "1200", None])}
    assert fill("{n:policy names|policies name} them.", numbers, 5).to_pylist() == [
        "no policies name them.",
        "1 policy names them.",
        "2 policies name them.",
        "1200 policies name them.",
        "? policies name them.",
    ]


def test_braces_in_a_name_are_left_alone() -> None:
    assert fill("{who}!", {"who": pa.array(["{what}"])}, 1).to_pylist() == ["{what}!"]


def test_a_column_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError, match="who"):
        fill("{who}", {}, 1)


def test_evidence_keeps_order_and_types_and_leaves_the_unknown_out() -> None:
    columns = {
        "link": pa.array(["a", None], pa.string()),
        "hidden": pa.array([None, True], pa.bool_()),
        "packages": pa.array([2, 3], pa.int64()),
    }
    assert json_objects(columns, 2).to_pylist() == [
        '{"link": "a", "packages": 2}',
        '{"hidden": true, "packages": 3}',
    ]


@given(rows=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5))
def test_evidence_is_json_whatever_people_are_called(rows: list[tuple[str | None, str | None]]) -> None:
    columns = {name: pa.array([row[place] for row in rows], pa.string()) for place, name in enumerate("ab")}
    for row, text in zip(rows, json_objects(columns, len(rows)).to_pylist(), strict=True):
        known = {name: value for name, value in zip("ab", row, strict=True) if value is not None}
        read = json.loads(text)
        assert read.keys() == known.keys()
        for name, value in known.items():
            assert read[name] == _shown(value)


def _shown(text: str) -> str:
    """Control characters that have no short escape become blanks."""
    return "".join(" " if character < " " and character not in "\n\r\t" else character for character in text)
