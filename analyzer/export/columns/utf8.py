"""Text in columns that says it is UTF-8 and is not: Parquet's readers pass it on unchecked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from analyzer.export.notes import ENCODING, Flaw

if TYPE_CHECKING:
    from collections.abc import Iterator

_HINT = "Write the file again as UTF-8."


def with_sound_text(table: pa.Table) -> tuple[pa.Table, tuple[Flaw, ...]]:
    """Return a table whose text is UTF-8, and a flaw for each column that was mended or left out.

    What is unreadable shows as U+FFFD. A column that has such text inside of structs or lists is left out.
    """
    if _is_sound(table):
        return table, ()
    flaws = []
    for name in table.column_names:
        column = table.column(name)
        if _is_sound(column):
            continue
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            values = [*_replaced(column)]
            table = table.set_column(table.column_names.index(name), name, pa.array(values, column.type))
            first = next(row for row, value in enumerate(values) if value and "\ufffd" in value)
            what = f"what is unreadable shows as U+FFFD. {_HINT}"
        else:
            table = table.drop_columns([name])
            first, what = 0, f"the column is treated as not exported. {_HINT}"
        message = f"has text in column {name} that is not UTF-8; {what}"
        flaws.append(Flaw(ENCODING, message, after=first, pointer=f"/{name}", incomplete=False))
    return table, tuple(flaws)


def _is_sound(values: pa.Table | pa.ChunkedArray) -> bool:
    try:
        values.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _replaced(column: pa.ChunkedArray) -> Iterator[str | None]:
    for value in column.cast(pa.large_binary()).to_pylist():
        yield None if value is None else value.decode("utf-8", "replace")
