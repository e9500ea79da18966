"""Records that were found but not parsed yet: the part of reading that can run in a thread of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from analyzer.datasets import arrow_schema
from analyzer.export.blocks import Block, Piece
from analyzer.export.columns.column_blocks import column_block
from analyzer.export.columns.presence import present_in_table, present_in_texts
from analyzer.export.dialects import lift_runs, needs_lifting
from analyzer.export.dialects.columns import UNSPEAKABLE, as_records, unspeakable_columns
from analyzer.export.json_columns import as_lines, parsed
from analyzer.export.notes import NOT_PARQUET, Flaw, note
from analyzer.export.parents import related_table, related_texts

if TYPE_CHECKING:
    import msgspec
    import pyarrow as pa

    from analyzer.export.notes import Note
    from analyzer.export.runs import ColumnRun, RecordRun

    _Texts = tuple[msgspec.Raw | bytes, ...]


@dataclass(frozen=True, slots=True)
class PendingRecords:
    """Runs of JSON texts that will be one block."""

    dataset: str
    runs: tuple[RecordRun, ...]

    def parse(self) -> tuple[Block | Note, ...]:
        """Return the block, after a note for each reason why another dialect left something unknown."""
        records = tuple(chain.from_iterable(run.records for run in self.runs))
        lines = as_lines(records)
        if not needs_lifting(self.dataset, lines):
            return (self._parsed(records, lines),)
        runs, notes = lift_runs(self.dataset, self.runs)
        lifted = tuple(chain.from_iterable(run.records for run in runs))
        return (*notes, PendingRecords(self.dataset, runs)._parsed(lifted, as_lines(lifted)))  # noqa: SLF001

    def _parsed(self, records: _Texts, lines: bytes) -> Block:
        """Return the block of texts that are in the v1.0 dialect."""
        refused = any(run.refused for run in self.runs)
        if any(run.file.parent is not None for run in self.runs):
            return self._related(records, lines, refused)
        schema = arrow_schema(self.dataset)
        table = None if refused else parsed(schema, records, lines)
        if table is not None:
            return self._block(records, table, present_in_table(table, records, (lines,)))
        return self._block(records, None, present_in_texts(schema, records))

    def _related(self, records: _Texts, lines: bytes, refused: bool) -> Block:
        """Return rows that got their parent's id. Records are given only where there are no columns."""
        if not refused and (found := related_table(self.dataset, self.runs, records, lines)):
            return self._block(None, *found)
        texts, present = related_texts(self.dataset, self.runs)
        return self._block(texts, None, present)

    def _block(self, records: _Texts | None, table: pa.Table | None, present: frozenset[str]) -> Block:
        pieces = tuple(Piece(run.file.path, run.first_row, len(run.records)) for run in self.runs)
        return Block(self.dataset, pieces, records, table, present)


@dataclass(frozen=True, slots=True)
class PendingColumns:
    """A run of columns that will be one block."""

    run: ColumnRun

    def parse(self) -> tuple[Block | Note, ...]:
        """Return the block, and a note for each value that could not be understood."""
        try:
            records = as_records(self.run)
        except UNSPEAKABLE as error:
            return self._without(unspeakable_columns(self.run.table), error)
        return (
            column_block(self.run)
            if records is None
            else PendingRecords(self.run.file.dataset, (records,)).parse()
        )

    def _without(self, columns: list[str], error: Exception) -> tuple[Block | Note, ...]:
        """Leave out the columns, or, where it is none of them alone, the rows."""
        run = self.run
        first, last = run.first_row, run.first_row + run.table.num_rows - 1
        where = f" of column {' and '.join(columns)}" if columns else ""
        lost = "column is treated as not exported there" if columns else ""
        message = (
            f"has values{where} in rows {first} to {last} that JSON does not have ({error}); the "
            f"{lost or 'rows were not read'}. Write it again with the columns of Microsoft Graph v1.0."
        )
        flaw = Flaw(NOT_PARQUET, message, after=first - 1, incomplete=not columns)
        told = note(flaw, run.file.dataset, run.file.path)
        if not columns:
            return (told,)
        return (told, *PendingColumns(replace(run, table=run.table.drop_columns(columns))).parse())


Pending = PendingRecords | PendingColumns
