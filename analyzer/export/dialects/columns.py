"""Columns in another dialect (Parquet of beta or PowerShell objects): as JSON texts, which are lifted later.

A file of columns has one schema, so mostly the names decide; where a column holds JSON text, or words of an
enumeration, its values do. Rows of the v1.0 dialect never come here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.datasets import arrow_schema, resolved
from analyzer.export.columns.casting import cast, is_list, is_text
from analyzer.export.dialects.signatures import foreign_keys, needs_lifting, own_keys
from analyzer.export.runs import RecordRun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.export.dialects.losses import Object
    from analyzer.export.runs import ColumnRun

_ENCODE = msgspec.json.Encoder(decimal_format="number").encode
_DECODE = msgspec.json.Decoder(Any).decode
UNSPEAKABLE = (pa.ArrowException, ValueError, OverflowError, TypeError)
"""What Arrow and msgspec raise for a value that JSON does not have."""


def wanted_columns(dataset: str, given: pa.Schema) -> list[str]:
    """Return the columns to read: those the schema knows, and those that say the same in a dialect."""
    known = frozenset(arrow_schema(dataset).names)
    return [name for name in given.names if name in known or _is_foreign(dataset, name)]


def has_foreign_names(dataset: str, given: pa.Schema) -> bool:
    """Tell whether a column, or a member of one, has a name that only another dialect uses."""
    return any(_is_foreign(dataset, name) for name in _names(given))


def as_records(run: ColumnRun) -> RecordRun | None:
    """Return the rows as JSON texts when they are in another dialect, else None."""
    dataset, table = run.file.dataset, run.table
    if not (
        has_foreign_names(dataset, table.schema)
        or _has_foreign_words(dataset, table)
        or any(needs_lifting(dataset, text) for text in _json_texts(dataset, table))
    ):
        return None
    columns = [_plain(column) for column in table.columns]
    rows = pa.table(columns, names=table.column_names).to_pylist()
    nested = [name for name, column in zip(table.column_names, columns, strict=True) if is_text(column.type)]
    nested = [name for name in nested if not _is_text_of_v1(dataset, name)]
    records = [_ENCODE(_unfolded(row, nested)) for row in rows]
    return RecordRun(run.file, run.first_row, records, sum(map(len, records)))


def own_name(name: str) -> str:
    """Return a column's name as v1.0 writes it, when PowerShell's capital is all that differs."""
    return name[0].lower() + name[1:] if "A" <= name[:1] <= "Z" else name


def unspeakable_columns(table: pa.Table) -> list[str]:
    """Return the columns with values that JSON does not have, such as a moment after the year 9999."""
    return [name for name in table.column_names if not _is_speakable(table[name])]


def _is_speakable(column: pa.ChunkedArray) -> bool:
    try:
        _ENCODE(_plain(column).to_pylist())
    except UNSPEAKABLE:
        return False
    return True


def _is_foreign(dataset: str, name: str) -> bool:
    ours = own_name(name)
    if ours == name:
        return name in foreign_keys(dataset)
    return ours in own_keys(dataset) or ours in foreign_keys(dataset) or ours == "additionalProperties"


def _names(fields: pa.Schema | pa.StructType) -> Iterator[str]:
    for field in fields:
        yield field.name
        inside = field.type
        while is_list(inside):
            inside = inside.value_type
        if pa.types.is_struct(inside):
            yield from _names(inside)


def _has_foreign_words(dataset: str, table: pa.Table) -> bool:
    """Tell whether a column has a member of an enumeration with capitals where v1.0 has none."""
    properties = resolved(dataset)["properties"]
    for name in table.column_names:
        words = {word for word in properties.get(name, {}).get("enum", ()) if word}
        if words and is_text(table[name].type):
            folded = {word.lower() for word in words}
            given = table[name].cast(pa.string()).unique().to_pylist()
            if any(word and word not in words and word.lower() in folded for word in given):
                return True
    return False


def _json_texts(dataset: str, table: pa.Table) -> Iterator[bytes]:
    """Yield the text of each column that has JSON text where v1.0 has an object or a list."""
    wanted = arrow_schema(dataset)
    for name in table.column_names:
        at = wanted.get_field_index(name)
        if at >= 0 and pa.types.is_nested(wanted.field(at).type) and is_text(table[name].type):
            for chunk in table[name].cast(pa.large_string()).chunks:
                text = chunk.buffers()[2]
                yield b"" if text is None else text.to_pybytes()


def _plain(column: pa.ChunkedArray) -> pa.Array:
    """Return values that JSON has: moments and ids as text, NaN as null, whole numbers without a point."""
    array = column.combine_chunks()
    kind = array.type
    if pa.types.is_dictionary(kind):
        return array.dictionary_decode()
    if pa.types.is_floating(kind):
        array = pc.if_else(pc.is_nan(array), None, array)
        whole = pc.all(pc.equal(array, pc.floor(array)), min_count=0).as_py()
        return array.cast(pa.int64()) if whole else array
    if pa.types.is_nested(kind) or pa.types.is_boolean(kind) or pa.types.is_integer(kind):
        return array
    return array if pa.types.is_decimal(kind) or pa.types.is_null(kind) else cast(array, pa.string())


def _is_text_of_v1(dataset: str, name: str) -> bool:
    wanted = arrow_schema(dataset)
    at = wanted.get_field_index(name)
    return at >= 0 and bool(pa.types.is_string(wanted.field(at).type))


def _unfolded(row: Object, names: list[str]) -> Object:
    """Return a row with the JSON text in some of its columns read; what is not JSON stays text."""
    for name in names:
        text = row[name]
        if isinstance(text, str) and text.lstrip()[:1] in {"{", "["}:
            try:
                row[name] = _DECODE(text)
            except (msgspec.DecodeError, RecursionError):
                continue
    return row
