"""JSON text in a column where the schema has a struct or a list: parsed as strictly as a JSON export."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.export.columns.presence import present_in_table
from analyzer.export.json_columns import as_lines, parsed
from analyzer.export.splitting.salvage import is_json

_TRIED = 20
_MOST_BAD = 200


@dataclass(slots=True)
class ParsedText:
    """The column, the paths that its texts have, and the rows (0-based) whose text does not belong there."""

    values: pa.ChunkedArray
    present: frozenset[str]
    bad_rows: list[int] = field(default_factory=list)


def parse_text(name: str, column: pa.Array, wanted: pa.DataType) -> ParsedText | None:
    """Return the values of a text column as the struct or list they spell; None: they spell something else.

    A text that is blank is null; one that is not the JSON that belongs there becomes null and is named.
    """
    schema = pa.schema([pa.field(name, wanted)])
    records = _wrapped(name, column)
    lines = as_lines(records)
    table = parsed(schema, records, lines) if all(map(is_json, records)) else None
    if table is not None:
        return ParsedText(table.column(0), present_in_table(table, records, (lines,)))
    filled = [record for record in records if not record.endswith(b":null}")][:_TRIED]
    if all(_all(schema, [record]) is None for record in filled):
        return None
    return _row_by_row(schema, records)


def _wrapped(name: str, column: pa.Array) -> list[bytes]:
    """Return each text as a JSON object with one member."""
    key = f'{{"{name}":'
    texts = column.cast(pa.string())
    blank = pc.equal(pc.utf8_trim_whitespace(texts), "")
    texts = pc.fill_null(pc.if_else(blank, None, texts), "null")
    wrapped: list[bytes] = pc.binary_join_element_wise(key, texts, "}", "").cast(pa.binary()).to_pylist()
    return wrapped


def _row_by_row(schema: pa.Schema, records: list[bytes]) -> ParsedText | None:
    bad: list[int] = []
    tables: list[pa.Table] = []
    stretches = [(0, len(records))]
    while stretches:
        start, end = stretches.pop()
        table = _all(schema, records[start:end])
        if table is not None:
            tables.append(table)
        elif end - start > 1:
            middle = (start + end) // 2
            stretches += [(middle, end), (start, middle)]
        else:
            bad.append(start)
            tables.append(_nothing(schema))
            if len(bad) > _MOST_BAD:
                return None
    whole = pa.concat_tables(tables)
    skipped = set(bad)
    good = [record for row, record in enumerate(records) if row not in skipped]
    return ParsedText(whole.column(0), present_in_table(whole, good, (as_lines(good),)), bad)


def _all(schema: pa.Schema, records: list[bytes]) -> pa.Table | None:
    return parsed(schema, records, as_lines(records)) if all(map(is_json, records)) else None


def _nothing(schema: pa.Schema) -> pa.Table:
    return pa.table([pa.nulls(1, schema.field(0).type)], schema=schema)
