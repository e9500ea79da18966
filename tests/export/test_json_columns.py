"""pyarrow.json behind its guard: no value of a wrong JSON type ever becomes a row."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import msgspec
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.export.json_columns import as_lines, parsed

COLUMNS: dict[str, tuple[pa.DataType, dict[str, Any]]] = {
    "string": (pa.string(), {"type": ["string", "null"]}),
    "boolean": (pa.bool_(), {"type": ["boolean", "null"]}),
    "integer": (pa.int64(), {"type": ["integer", "null"]}),
    "number": (pa.float64(), {"type": ["number", "null"]}),
    "object": (
        pa.struct([("x", pa.string())]),
        {"type": ["object", "null"], "properties": {"x": {"type": ["string", "null"]}}},
    ),
    "array": (pa.list_(pa.string()), {"type": ["array", "null"], "items": {"type": ["string", "null"]}}),
}
TEXTS = [
    "null",
    '"a"',
    '""',
    '"5"',
    '"true"',
    '"2024-01-01T00:00:00Z"',
    "true",
    "false",
    "0",
    "-1",
    "1.5",
    "1.0",
]
TEXTS += [
    "1e3",
    "1e400",
    "9223372036854775807",
    "9223372036854775808",
    "{}",
    '{"x":"a"}',
    '{"x":1}',
    '{"x":null}',
]
TEXTS += ["[]", '["a"]', "[null]", "[1]", '[["a"]]', "[{}]", '{"x":{}}', '{"y":1}']


def _table(schema: pa.Schema, *records: bytes) -> pa.Table | None:
    return parsed(schema, records, as_lines(records))


@pytest.mark.parametrize("kind", COLUMNS)
@pytest.mark.parametrize("text", TEXTS)
def test_what_becomes_a_row_is_valid_and_keeps_its_value(kind: str, text: str) -> None:
    column, schema = COLUMNS[kind]
    table = _table(pa.schema([("v", column)]), f'{{"v":{text}}}'.encode())
    if table is None:
        return
    value = json.loads(text)
    assert jsonschema.Draft202012Validator(schema).is_valid(value)
    kept = table.column("v")[0].as_py()
    value = float(value) if kind == "number" and value is not None else value
    assert kept == ({"x": value.get("x")} if isinstance(value, dict) else value)
    assert type(kept) is type(value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [("integer", "1.0"), ("integer", "1e3"), ("integer", "9223372036854775808"), ("number", "1e400")],
)
def test_what_arrow_refuses_although_it_is_valid(kind: str, text: str) -> None:
    """These go the slow way; nothing is lost."""
    assert _table(pa.schema([("v", COLUMNS[kind][0])]), f'{{"v":{text}}}'.encode()) is None


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(b"null", id="null alone crashes pyarrow"),
        pytest.param(b"5", id="number"),
        pytest.param(b'"text"', id="text"),
        pytest.param(b"[]", id="array"),
        pytest.param(b'{"v":"a","v":"b"}', id="a member twice"),
        pytest.param(b'{"v":null,"v":"b"}', id="a member twice, null first"),
        pytest.param(b'{"v":"\xff"}', id="not UTF-8"),
        pytest.param(b'{"other":"\xff"}', id="not UTF-8 where nobody looks"),
        pytest.param(b'{"v":"\\ud800"}', id="half a surrogate pair"),
        pytest.param(b'{"v":"a"}{"v":"b"}', id="two records in one text"),
        pytest.param(b'{"v":"a"},{"v":"b"}', id="two records and a comma"),
        pytest.param(b'{"v":"a\nb"}{', id="broken"),
    ],
)
def test_a_record_that_is_no_sound_object_refuses_the_block(record: bytes) -> None:
    schema = pa.schema([("v", pa.string())])
    good = b'{"v":"good"}'
    assert _table(schema, record) is None
    assert _table(schema, good, record, good) is None


def test_text_that_looks_like_a_date_stays_text() -> None:
    schema = pa.schema([("v", pa.string())])
    table = _table(schema, b'{"v":"2024-01-01"}', b'{"v":"2024-01-01T00:00:00.1234567Z"}')
    assert table is not None
    assert table.to_pydict() == {"v": ["2024-01-01", "2024-01-01T00:00:00.1234567Z"]}


def test_columns_come_in_the_order_of_the_schema_and_unknown_members_go() -> None:
    schema = pa.schema([("a", pa.string()), ("b", pa.int64())])
    table = _table(schema, b'{"z":{"deep":[1]},"b":1}', b'{"a":"x"}')
    assert table is not None
    assert table.schema == schema
    assert table.to_pydict() == {"a": [None, "x"], "b": [1, None]}


def test_a_record_longer_than_a_chunk_is_read() -> None:
    long = json.dumps({"v": "x" * (3 << 20)}).encode()
    table = _table(pa.schema([("v", pa.string())]), b'{"v":"short"}', long, b'{"v":"short"}')
    assert table is not None
    assert table.num_rows == 3


def test_no_records_are_an_empty_table() -> None:
    schema = pa.schema([("v", pa.string())])
    assert _table(schema) == schema.empty_table()


_MEMBERS = st.fixed_dictionaries(
    {},
    optional={
        "string": st.none() | st.text(max_size=4),
        "boolean": st.none() | st.booleans(),
        "integer": st.none() | st.integers(-(2**63), 2**63 - 1),
        "object": st.none() | st.fixed_dictionaries({}, optional={"x": st.none() | st.text(max_size=3)}),
        "array": st.none() | st.lists(st.none() | st.text(max_size=3), max_size=3),
        "unknown": st.recursive(st.none() | st.text(max_size=3), lambda inner: st.lists(inner, max_size=2)),
    },
)


@given(records=st.lists(_MEMBERS, max_size=10), indent=st.sampled_from([None, 1]), escape=st.booleans())
def test_sound_records_of_the_right_types_become_equal_rows(
    records: list[dict[str, Any]], indent: int | None, escape: bool
) -> None:
    schema = pa.schema([(name, column) for name, (column, _) in COLUMNS.items() if name != "number"])
    texts = [json.dumps(record, indent=indent, ensure_ascii=escape).encode() for record in records]
    raws = [msgspec.json.decode(text, type=msgspec.Raw) for text in texts]
    table = parsed(schema, raws, as_lines(raws))
    assert table is not None
    expected = [{name: record.get(name) for name in schema.names} for record in records]
    for row in expected:
        row["object"] = row["object"] if row["object"] is None else {"x": row["object"].get("x")}
    assert table.to_pylist() == expected
