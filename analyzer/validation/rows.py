"""Rows of a columnar export as JSON text, so that they can be judged like any other record."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from analyzer.validation.rules import Rule


def rows_as_json(table: pa.Table, root: Rule) -> list[bytes]:
    """Return each row as JSON text.

    Columns cannot tell null from missing. Null is left out, and kept only where the property is required.
    """
    for at, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type):
            in_utc = table[field.name].cast(pa.timestamp(field.type.unit))
            table = table.set_column(at, field.name, pc.strftime(in_utc, "%Y-%m-%dT%H:%M:%SZ"))
    try:
        return [_as_json(record, root) for record in table.to_pylist()]
    except UnicodeDecodeError:
        return [_one_as_json(table.slice(at, 1), root) for at in range(table.num_rows)]


def _as_json(record: dict[str, Any], root: Rule) -> bytes:
    return json.dumps(_without_gaps(record, root), ensure_ascii=False, default=str).encode()


def _one_as_json(row: pa.Table, root: Rule) -> bytes:
    try:
        return _as_json(row.to_pylist()[0], root)
    except UnicodeDecodeError as error:
        return error.object  # no JSON either: the reader will say which byte is wrong


def _without_gaps(value: Any, rule: Rule) -> Any:
    if isinstance(value, dict):
        return {
            name: _without_gaps(child, rule.properties[name]) if name in rule.properties else child
            for name, child in value.items()
            if child is not None or name in rule.required
        }
    if isinstance(value, list) and rule.items:
        return [_without_gaps(item, rule.items) for item in value]
    return value
