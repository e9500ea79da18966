"""Text in columns that is not UTF-8: Parquet's readers do not check it, and some tools call it binary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.export.columns.casting import is_text
from analyzer.export.notes import ENCODING, Flaw

if TYPE_CHECKING:
    from collections.abc import Iterator

_HINT = "Write the file again as UTF-8."
_TYPES = pa.types
_OFFSETS = {pa.string(): np.int32, pa.large_string(): np.int64}
_ASCII_MAX = 127


def with_sound_text(table: pa.Table) -> tuple[pa.Table, tuple[Flaw, ...]]:
    """Return a table whose text is UTF-8, and a flaw for each column that was mended or left out.

    What is unreadable shows as U+FFFD. A column that has such text inside of structs or lists is left out.
    """
    flaws = []
    for name in table.column_names:
        column = table.column(name)
        if _is_sound(column):
            continue
        if _TYPES.is_nested(column.type):
            table = table.drop_columns([name])
            first, what = 0, f"the column is treated as not exported. {_HINT}"
        else:
            values = [*_replaced(column)]
            table = table.set_column(table.column_names.index(name), name, pa.array(values, pa.string()))
            first = next(row for row, value in enumerate(values) if value and "\ufffd" in value)
            what = f"what is unreadable shows as U+FFFD. {_HINT}"
        message = f"has text in column {name} that is not UTF-8; {what}"
        flaws.append(Flaw(ENCODING, message, after=first, pointer=f"/{name}", incomplete=False))
    return table, tuple(flaws)


def is_sound(values: pa.Array) -> bool:
    """Tell whether an array is valid, and its text UTF-8. ASCII, as most text is, is told at once."""
    try:
        values.validate(full=not all(map(_harmless, _leaves(values))))
    except pa.ArrowInvalid:
        return False
    return True


def _is_sound(values: pa.ChunkedArray) -> bool:
    try:
        if _is_binary(values.type):
            values = _plain(values).cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    return all(map(is_sound, values.chunks))


def _leaves(values: pa.Array) -> Iterator[pa.Array]:
    """Yield the arrays that hold the values of structs and lists, at least of those rows."""
    if _TYPES.is_struct(values.type):
        for place in range(values.type.num_fields):
            yield from _leaves(values.field(place))
    elif _TYPES.is_list(values.type):
        yield from _leaves(values.values)
    else:
        yield values


def _harmless(values: pa.Array) -> bool:
    return _TYPES.is_primitive(values.type) or _TYPES.is_null(values.type) or is_ascii(values)


def is_ascii(text: pa.Array | pa.ChunkedArray) -> bool:
    """Tell whether this is text, and certainly nothing but ASCII."""
    if isinstance(text, pa.ChunkedArray):
        return all(map(is_ascii, text.chunks))
    width = _OFFSETS.get(text.type)
    if width is None:
        return False
    _, offsets, letters = text.buffers()
    if letters is None or not len(text):
        return True
    first, last = np.frombuffer(offsets, width)[[text.offset, text.offset + len(text)]]
    return bool(np.frombuffer(letters, np.uint8)[first:last].max(initial=0) <= _ASCII_MAX)


def _is_binary(kind: pa.DataType) -> bool:
    """Tell whether a column of a type is read as text and never checked by Arrow."""
    if _TYPES.is_dictionary(kind):
        return is_text(kind.value_type)
    return bool(_TYPES.is_binary(kind) or _TYPES.is_large_binary(kind) or _TYPES.is_binary_view(kind))


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if _TYPES.is_dictionary(column.type):
        return column.cast(column.type.value_type)
    return column


def _replaced(column: pa.ChunkedArray) -> Iterator[str | None]:
    for value in _plain(column).cast(pa.large_binary()).to_pylist():
        yield None if value is None else value.decode("utf-8", "replace")
