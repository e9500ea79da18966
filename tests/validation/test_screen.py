"""The columnar screen: what it clears, what it leaves to jsonschema, and what it must never clear."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from analyzer.validation.pipeline import validate
from analyzer.validation.rules import compiled
from analyzer.validation.screen import screen_table
from tests.validation.blocks import make_block, make_book

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXT: dict[str, Any] = {"type": ["string", "null"]}
STATE = {"type": ["string", "null"], "enum": ["active", "Kelvin", None]}


def doubted(node: dict[str, Any], values: Sequence[Any], **record: Any) -> list[int]:
    """Return the positions that the screen does not clear of a column `x`."""
    document = {"type": "object", "properties": {"x": node}, **record}
    book = make_book(document)
    table = pa.table({"x": pa.array(values, book.columns.field("x").type)})
    return list(screen_table(table, book.root).doubted)


def test_null_is_doubted_only_where_a_value_must_be() -> None:
    assert doubted(TEXT, ["a", None]) == []
    assert doubted(TEXT, ["a", None], required=["x"]) == [1]
    assert doubted({"type": "string"}, ["a", None]) == [1]
    assert doubted({**TEXT, "enum": ["a"]}, ["a", None]) == [1]


def test_items_are_doubted_at_their_record() -> None:
    lists: list[Any] = [["a"], None, [], ["b", None], [None]]
    assert doubted({"type": ["array", "null"], "items": TEXT}, lists) == []
    assert doubted({"type": ["array", "null"], "items": {"type": "string"}}, lists) == [3, 4]


def test_a_member_is_required_only_where_its_object_is() -> None:
    node = {"type": ["object", "null"], "properties": {"id": {"type": "string"}}, "required": ["id"]}
    assert doubted(node, [{"id": "a"}, None, {"id": None}]) == [2]
    assert doubted({"type": "array", "items": node}, [[{"id": "a"}, None], [{"id": None}]]) == [1]


def test_length_counts_characters() -> None:
    assert doubted({**TEXT, "minLength": 2}, ["\U0001f600", "ab", None, ""]) == [0, 3]
    assert doubted({**TEXT, "minLength": 1}, ["\U0001f600", "", None]) == [1]


def test_only_ascii_letters_fold() -> None:
    assert doubted(STATE, ["ACTIVE", "kelvin", "\u212aelvin", "new", None]) == [2, 3]


def test_members_get_the_spelling_of_the_schema_wherever_they_stand() -> None:
    node = {
        "type": "object",
        "properties": {
            "flat": STATE,
            "deep": {
                "type": ["array", "null"],
                "items": {"type": ["object", "null"], "properties": {"state": STATE, "other": TEXT}},
            },
        },
    }
    gap = {"state": None, "other": None}
    rows = [
        {"flat": "ACTIVE", "deep": [{"state": "KELVIN", "other": "X"}, None, gap]},
        {"flat": None, "deep": None},
        {"flat": "active", "deep": []},
        {"flat": "Kelvin", "deep": [{"state": "Active", "other": "ACTIVE"}]},
    ]
    table = pa.Table.from_pylist(rows, make_book(node).columns)
    for chunked in (table, table.slice(0), pa.concat_tables([table.slice(0, 1), table.slice(1)])):
        seen = screen_table(chunked, compiled(node))
        assert seen.doubted.tolist() == []
        assert seen.table.to_pylist() == [
            {"flat": "active", "deep": [{"state": "Kelvin", "other": "X"}, None, gap]},
            {"flat": None, "deep": None},
            {"flat": "active", "deep": []},
            {"flat": "Kelvin", "deep": [{"state": "active", "other": "ACTIVE"}]},
        ]
        seen.table.validate(full=True)
    assert screen_table(table.slice(3), compiled(node)).table.to_pylist()[0]["deep"][0]["state"] == "active"


def test_timestamps_and_dates_of_parquet_satisfy_their_formats() -> None:
    columns = {"date-time": pa.timestamp("us", "UTC"), "date": pa.date32()}
    node = {"type": "object", "properties": {name: {**TEXT, "format": name} for name in columns}}
    table = pa.table({name: pa.array([0, None], type_) for name, type_ in columns.items()})
    assert screen_table(table, compiled(node)).doubted.tolist() == []


def test_what_is_not_utf8_is_doubted() -> None:
    bad = pa.Array.from_buffers(pa.string(), 2, pa.array([b"ok", b"\xff"], pa.binary()).buffers())
    root = compiled({"type": "object", "properties": {"x": TEXT}})
    assert len(screen_table(pa.table({"x": bad}), root).doubted)


@pytest.mark.parametrize("node", [{"type": ["integer", "null"]}, {"type": ["boolean", "null"]}, TEXT])
def test_a_column_of_another_type_is_doubted(node: dict[str, Any]) -> None:
    table = pa.table({"x": pa.array([[1.5], None])})
    assert screen_table(table, compiled({"type": "object", "properties": {"x": node}})).doubted.tolist() == [
        0
    ]


@pytest.mark.parametrize(
    ("keyword", "value", "record"),
    [
        ({"pattern": "^a"}, "b", {}),
        ({"maxLength": 1}, "ab", {}),
        ({"const": "a"}, "b", {}),
        ({"enum": ["", "a"], "minLength": 1}, "", {}),
        ({"not": {"minLength": 1}}, "a", {}),
        ({"anyOf": [{"minLength": 3}]}, "a", {}),
        ({"$ref": "#/$defs/short"}, "ab", {"$defs": {"short": {"maxLength": 1}}}),
        ({}, "a", {"dependentRequired": {"x": ["y"]}}),
        ({}, "a", {"minProperties": 2}),
        ({}, "a", {"required": ["y"]}),
        ({}, "a", {"if": {"required": ["x"]}, "then": False}),
    ],
)
@pytest.mark.parametrize("columnar", [False, True])
@pytest.mark.parametrize("is_nested", [False, True])
def test_what_it_does_not_know_is_left_to_jsonschema(
    keyword: dict[str, Any], value: str, record: dict[str, Any], columnar: bool, is_nested: bool
) -> None:
    """Schemas may grow a keyword before the screen learns it: slower then, never wrong."""
    node: dict[str, Any] = {"type": "object", "properties": {"x": {**TEXT, **keyword}}, **record}
    content: dict[str, Any] = {"x": value}
    if is_nested:
        definitions = node.pop("$defs", {})
        listed = {"type": ["array", "null"], "items": node}
        node = {"type": "object", "properties": {"in": listed}, "$defs": definitions}
        content = {"in": [content]}
    book = make_book(node)
    outcome = validate(make_block([content], book, columnar=columnar), book)
    assert outcome.set_aside == 1
    assert outcome.problems.num_rows >= 1


def test_a_clean_block_passes_through() -> None:
    block = make_block([{"id": "u1"}, {"id": "u2"}], "users")
    outcome = validate(block)
    assert outcome.table is block.table
    assert outcome.problems.num_rows == outcome.set_aside == 0
    assert [array.tolist() for array in outcome.origins()] == [[0, 0], [1, 2]]


def test_a_clean_block_imports_no_jsonschema() -> None:
    program = (
        "import sys; from tests.validation.blocks import make_block;"
        "from analyzer.validation.pipeline import validate;"
        "assert validate(make_block([{'id': 'u1', 'userType': 'Member'}], 'users')).set_aside == 0;"
        "sys.exit('jsonschema' in sys.modules or 'referencing' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
