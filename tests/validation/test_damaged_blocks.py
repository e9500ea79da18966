"""Damaged blocks: the good rows flow on in their order, and every problem names its file, row and remedy."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from analyzer.export.blocks import Block, Piece
from analyzer.validation.pipeline import validate
from analyzer.validation.validated import PROBLEM_SCHEMA, empty_problems, locate
from tests.validation.blocks import make_block, make_book

DEEP = b'{"id": "deep", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


def test_good_rows_keep_their_order_and_know_where_they_came_from() -> None:
    records: list[Any] = [{"id": f"u{at}"} for at in range(9)]
    records[1] = {"id": 1}
    records[5] = {"id": "u5", "createdDateTime": "never"}
    records[8] = {"id": None}
    pieces = (Piece("a.json", 11, 4), Piece("b/c.json", 1, 3), Piece("a.json", 15, 2))
    block = Block("users", pieces, make_block(records, "users").records, None, frozenset({"id"}))
    outcome = validate(block)
    assert outcome.table["id"].to_pylist() == ["u0", "u2", "u3", "u4", "u5", "u6", "u7"]
    file_index, rows = outcome.origins()
    assert outcome.files == ("a.json", "b/c.json")
    assert file_index.tolist() == [0, 0, 0, 1, 1, 1, 0]
    assert rows.tolist() == [11, 13, 14, 1, 2, 3, 15]
    assert [str(file_index.dtype), str(rows.dtype)] == ["int32", "int64"]
    assert outcome.set_aside == 2
    assert outcome.present == {"id"}
    places = outcome.problems.select(["file", "row", "rule"]).to_pylist()
    assert [tuple(place.values()) for place in places] == [
        ("a.json", 12, "type"),
        ("b/c.json", 2, "format"),
        ("a.json", 16, "type"),
    ]


MEND = "Correct it at its source and export again."
SET_ASIDE = f"The record is set aside. {MEND}"
UNKNOWN = "The record stays, the value counts as unknown."
LEARN = "Correct it at its source; a value that is new at Microsoft needs a newer version of this tool."


@pytest.mark.parametrize(
    ("record", "wrong", "remedy"),
    [
        (
            {},
            "The record lacks id, without which it means nothing.",
            "The record is set aside. Export it with id.",
        ),
        ({"id": ""}, "id is empty.", SET_ASIDE),
        ({"id": None}, "id is null where text is expected.", SET_ASIDE),
        ({"id": 5}, "id is the number 5 where text is expected.", SET_ASIDE),
        ([], "The record is a list where an object is expected.", SET_ASIDE),
        (
            {"id": "p", "specificAllowedTargets": [{"userId": True}]},
            "specificAllowedTargets[0].userId is true where text or null is expected.",
            SET_ASIDE,
        ),
        (
            {"id": "p", "createdDateTime": "today"},
            '"today" in createdDateTime is no date-time such as 2026-02-28T13:05:00Z.',
            f"{UNKNOWN} {MEND}",
        ),
        (
            {"id": "p", "allowedTargetScope": "all"},
            '"all" is no value of allowedTargetScope that is known here.',
            f"{UNKNOWN} {LEARN}",
        ),
        (b'{"id": "p", "x": NaN}', "x is NaN or infinite, which JSON does not know.", SET_ASIDE),
        (
            b'{"id": "p", "displayName": -Infinity}',
            "displayName is NaN or infinite, which JSON does not know.",
            SET_ASIDE,
        ),
        (b'{"id": "p"', "This is not JSON: Expecting ',' delimiter at character 11.", SET_ASIDE),
    ],
)
def test_a_sentence_says_what_is_wrong_what_follows_and_what_to_do(
    record: Any, wrong: str, remedy: str
) -> None:
    outcome = validate(make_block([record], "assignment_policies"))
    assert outcome.problems["message"].to_pylist() == [f"{wrong} {remedy}"]


def test_equal_values_of_different_types_are_told_apart() -> None:
    records = [{"id": "a", "mail": 1}, {"id": "b", "mail": True}, {"id": "c", "mail": 1.0}]
    assert validate(make_block(records, "users")).problems["value"].to_pylist() == ["1", "true", "1.0"]


@pytest.mark.parametrize("columnar", [False, True])
def test_what_an_object_inside_a_record_lacks(columnar: bool) -> None:
    """None of our schemas asks for this yet."""
    inner = {"type": ["object", "null"], "properties": {"id": {"type": "string"}}, "required": ["id"]}
    listed = {"type": ["array", "null"], "items": inner}
    book = make_book({"type": "object", "properties": {"x": listed}})
    outcome = validate(make_block([{"x": [{"id": "a"}, {}, None]}, {}], book, columnar=columnar), book)
    problem = ("/x/1/id", "type") if columnar else ("/x/1", "required")
    assert [(each["pointer"], each["rule"]) for each in outcome.problems.to_pylist()] == [problem]
    assert outcome.table.to_pylist() == [{"x": None}]


def test_long_values_are_cut() -> None:
    outcome = validate(make_block([{"id": "a", "mail": ["x" * 1000]}], "users"))
    assert len(outcome.problems["value"][0].as_py()) == 200


def test_text_that_no_reader_survives() -> None:
    records = [{"id": "u1"}, DEEP, b'{"id": "\xff"}', b'{"id": "u2", "x": ' + b"9" * 5000 + b"}"]
    outcome = validate(make_block(records, "users"))
    assert outcome.problems["rule"].to_pylist()[:2] == ["not-json", "not-json"]
    assert "nested too deeply" in outcome.problems["message"][0].as_py()
    assert "byte 9 is not UTF-8" in outcome.problems["message"][1].as_py()
    assert outcome.table["id"].to_pylist() == ["u1", "u2"]


def test_a_block_without_a_good_row_has_all_columns_and_no_rows() -> None:
    outcome = validate(make_block([b"[]", b"1"], "users"))
    assert outcome.table.num_rows == 0
    assert outcome.table.schema == make_block([], "users").table.schema  # type: ignore[union-attr]
    assert outcome.newest is None
    assert outcome.origins()[1].tolist() == []


def test_an_empty_block() -> None:
    outcome = validate(Block("users", (), (), make_block([], "users").table, frozenset()))
    assert outcome.table.num_rows == outcome.set_aside == 0
    assert outcome.origins()[0].tolist() == []
    assert outcome.problems.equals(empty_problems())


def test_problems_have_one_schema() -> None:
    outcome = validate(make_block([{"id": 1}], "users"))
    assert outcome.problems.schema == PROBLEM_SCHEMA == empty_problems().schema


@pytest.mark.parametrize("unit", ["s", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC", "Europe/Berlin"])
def test_timestamps_of_a_parquet_file_survive_the_slow_road(unit: str, zone: str | None) -> None:
    records = [{"id": "u1"}, {"id": "u2", "employeeHireDate": "soon"}, {"id": ""}]
    block = make_block(records, "users", columnar=True)
    assert block.table is not None
    moments = pa.array([1_700_000_123, 1_700_000_124, None], pa.timestamp(unit, zone))
    at = block.table.schema.get_field_index("createdDateTime")
    table = block.table.set_column(at, "createdDateTime", moments)
    outcome = validate(Block("users", block.pieces, None, table, block.present))
    assert outcome.table["createdDateTime"].combine_chunks().equals(moments.slice(0, 2))
    assert outcome.problems["rule"].to_pylist() == ["format", "minLength"]
    assert outcome.newest_path == "createdDateTime"


def test_columns_that_are_not_utf8_lose_only_their_own_row() -> None:
    block = make_block([{"id": "u1"}, {"id": "u2", "mail": "?"}, {"id": ""}], "users", columnar=True)
    assert block.table is not None
    bad = pa.Array.from_buffers(pa.string(), 3, pa.array([None, b"\xff", None], pa.binary()).buffers())
    at = block.table.schema.get_field_index("mail")
    table = block.table.set_column(at, "mail", bad)
    outcome = validate(Block("users", block.pieces, None, table, block.present))
    assert outcome.table["id"].to_pylist() == ["u1"]
    assert outcome.problems.select(["row", "rule"]).to_pylist() == [
        {"row": 2, "rule": "not-json"},
        {"row": 3, "rule": "minLength"},
    ]


def test_rows_are_found_in_their_pieces() -> None:
    pieces = (Piece("a", 5, 2), Piece("empty", 1, 0), Piece("b", 1, 3))
    piece_of, rows = locate(pieces, np.arange(5))
    assert piece_of.tolist() == [0, 0, 2, 2, 2]
    assert rows.tolist() == [5, 6, 1, 2, 3]


def test_every_kind_of_damage_in_one_block_spares_the_others() -> None:
    good = [{"id": f"u{at}", "createdDateTime": "2024-01-01T00:00:00Z"} for at in range(200)]
    texts: list[Any] = [json.dumps(each).encode() for each in good]
    for at, bad in enumerate(
        [b"null", b"[]", b"{", DEEP, b'{"id": 5}', b'{"id": "x", "id": NaN}', b"\xff", b""]
    ):
        texts[at * 20] = bad
    outcome = validate(make_block(texts, "users"))
    assert outcome.set_aside == 8
    assert outcome.table["id"].to_pylist() == [f"u{at}" for at in range(200) if at % 20 or at >= 160]
