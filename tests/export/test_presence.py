"""Absent is not null, for every key at every depth of structs."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.export.columns.presence import present_in_table, present_in_texts
from analyzer.export.json_columns import as_lines, parsed

_INNER = pa.struct([("id", pa.string()), ("state", pa.string()), ("deep", pa.struct([("id", pa.string())]))])
SCHEMA = pa.schema(
    [("id", pa.string()), ("state", pa.string()), ("list", pa.list_(pa.string())), ("inner", _INNER)]
)
_LEAF = st.none() | st.just("x")
_DEEP = st.none() | st.fixed_dictionaries({}, optional={"id": _LEAF, "unknown": _LEAF})
_NESTED = st.none() | st.fixed_dictionaries({}, optional={"id": _LEAF, "state": _LEAF, "deep": _DEEP})
_RECORD = st.fixed_dictionaries(
    {},
    optional={
        "id": _LEAF,
        "state": _LEAF,
        "list": st.none() | st.lists(_LEAF, max_size=2),
        "inner": _NESTED,
        "other": st.just({"state": None, "id": None}),
    },
)


def _paths(record: Any, fields: Any, prefix: str = "") -> set[str]:
    """Say the same in the plainest way."""
    if not isinstance(record, dict):
        return set()
    found = {prefix + field.name for field in fields if field.name in record}
    for field in fields:
        if pa.types.is_struct(field.type):
            found |= _paths(record.get(field.name), field.type, f"{prefix}{field.name}.")
    return found


@given(records=st.lists(_RECORD, min_size=1, max_size=6), times=st.sampled_from([1, 40]))
def test_every_key_that_was_written_is_present(records: list[Any], times: int) -> None:
    records = [{} for _ in range(60 * (times > 1))] + records
    texts = [json.dumps(record).encode() for record in records]
    lines = as_lines(texts)
    table = parsed(SCHEMA, texts, lines)
    assert table is not None
    expected = set[str]().union(*(_paths(record, SCHEMA) for record in records))
    assert present_in_table(table, texts, (lines,)) == expected
    assert present_in_texts(SCHEMA, texts) == expected


def test_one_null_among_many_records_is_found() -> None:
    texts = [b'{"id":"x"}'] * 1000 + [b'{"id":"x","state" : null}'] + [b'{"id":"x"}'] * 1000
    lines = as_lines(texts)
    table = parsed(SCHEMA, texts, lines)
    assert table is not None
    assert present_in_table(table, texts, (lines,)) == {"id", "state"}


@pytest.mark.parametrize("odd", [b"NaN", b"5", b"[]", b'{"id":', b'{"inner":5}'])
def test_texts_that_are_no_records_have_no_keys(odd: bytes) -> None:
    expected = {"id", "inner"} if odd.startswith(b'{"inner') else {"id"}
    assert present_in_texts(SCHEMA, [odd, b'{"id":null}']) == expected
