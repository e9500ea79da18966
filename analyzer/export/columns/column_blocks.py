"""A run of columns, as a file has them, to a Block of canonical columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.datasets import arrow_schema
from analyzer.export.blocks import Block, Piece
from analyzer.export.columns.casting import cast, is_text, target_type, usable, usable_paths
from analyzer.export.columns.json_text import parse_text
from analyzer.export.columns.presence import filled_paths
from analyzer.export.notes import TYPE, Note

if TYPE_CHECKING:
    from analyzer.export.runs import ColumnRun

_SHOWN = 200
_NOT_THE_JSON = "is not the JSON text that belongs there"


def column_block(run: ColumnRun) -> tuple[Block | Note, ...]:
    """Return the block, after a note for each value that is not what belongs in its column."""
    building = _Building(run)
    columns = [building.column(field.name, field.type) for field in arrow_schema(run.file.dataset)]
    names = arrow_schema(run.file.dataset).names
    table = pa.table(dict(zip(names, columns, strict=True)))
    present = frozenset(building.present)
    block = Block(run.file.dataset, _pieces(run), None, table, present, frozenset(names) - present)
    return (*building.notes, block)


def _pieces(run: ColumnRun) -> tuple[Piece, ...]:
    """Return one piece per stretch of rows without a gap."""
    if run.numbers is None or not len(run.numbers):
        return (Piece(run.file.path, run.first_row, run.table.num_rows),)
    starts = np.flatnonzero(np.diff(run.numbers, prepend=run.numbers[0] - 2) != 1)
    sizes = np.diff(starts, append=len(run.numbers))
    return tuple(
        Piece(run.file.path, first, size)
        for first, size in zip(run.numbers[starts].tolist(), sizes.tolist(), strict=True)
    )


class _Building:
    """The columns of one block, and what was learned on the way."""

    def __init__(self, run: ColumnRun) -> None:
        self.present: set[str] = set()
        self.notes: list[Note] = []
        self._run = run
        self._given = set(run.table.column_names)

    def column(self, name: str, wanted: pa.DataType) -> pa.Array | pa.ChunkedArray:
        """Return one canonical column; all null when the file has none that can be used."""
        absent = pa.nulls(self._run.table.num_rows, wanted)
        if name not in self._given:
            return absent
        given = self._run.table.column(name).combine_chunks()
        if not usable(given.type, wanted):
            return absent
        if is_text(given.type) and pa.types.is_nested(wanted):
            return self._from_text(name, given, wanted, absent)
        try:
            values = cast(given, target_type(self._run.file.dataset, name, given.type))
        except pa.ArrowInvalid as error:
            self._note(name, None, f"does not fit ({error})")
            return absent
        self.present.update(usable_paths(given.type, wanted, name))
        self.present |= filled_paths(name, values)  # members of JSON text inside are told by their values
        return values

    def _from_text(
        self, name: str, given: pa.Array, wanted: pa.DataType, absent: pa.Array
    ) -> pa.Array | pa.ChunkedArray:
        texts = cast(given, pa.string())
        found = parse_text(name, texts, wanted)
        if found is None:
            self._note(name, None, _NOT_THE_JSON)
            return absent
        for row in found.bad_rows:
            self._note(name, row, _NOT_THE_JSON, texts[row].as_py())
        self.present |= found.present | {name}
        return found.values

    def _note(self, name: str, row: int | None, what: str, value: str = "") -> None:
        file, first, numbers = self._run.file, self._run.first_row, self._run.numbers
        number = None
        if row is None:
            last = first + self._run.table.num_rows - 1 if numbers is None else int(numbers[-1])
            message = f"rows {first} to {last}: column {name} {what}; it is treated as not exported there."
        else:
            number = first + row if numbers is None else int(numbers[row])
            message = f"row {number}: column {name} {what}; it is treated as null."
        message = f"{file.path}, {message}"
        self.notes.append(
            Note(file.dataset, file.path, number, f"/{name}", TYPE, message, value[:_SHOWN], incomplete=False)
        )
