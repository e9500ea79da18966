"""The rows of a CSV file as text columns: rows that do not fit are named, the others are kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from analyzer.export.encodings import Utf8Stream
from analyzer.export.notes import CUT_FILE, NOT_CSV, RAGGED, Flaw
from analyzer.export.sheets.source import SheetSource
from analyzer.export.splitting.record_runs import unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from analyzer.export.places import Place
    from analyzer.export.sheets.source import Header

_BLOCK_SIZE = 16 << 20
"""Bytes that Arrow parses at once; no row may be longer."""
_MOST_NAMED = 100
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Sheet:
    """Consecutive rows of a file."""

    header: Header
    table: pa.Table
    """One text column per name of the header, called "0", "1" and so on; an empty cell is null."""
    numbers: NDArray[np.int64]
    """Of each row, its 1-based number among the rows below the header. Ascending, with gaps."""


def header_of(location: Place, known: Callable[[Sequence[str]], int]) -> Header | None:
    """Return a file's header; None where there is none or the file cannot be read."""
    try:
        with Utf8Stream(location) as stream:
            header = SheetSource(stream).take_header(known)
    except OSError:
        return None
    return None if isinstance(header, Flaw) else header


def sheets(location: Place, known: Callable[[Sequence[str]], int]) -> Iterator[Sheet | Flaw]:
    """Yield the rows of a file, at least one `Sheet` if it has a header, and what is wrong with it."""
    try:
        with Utf8Stream(location) as stream:
            source = SheetSource(stream)
            header = source.take_header(known)
            if isinstance(header, Flaw):
                yield stream.flaw or header
                return
            yield from _Rows(source, header).read()
            if source.flaw:
                yield source.flaw
    except OSError as error:
        yield unreadable(error)


class _Rows:
    """The rows below one header."""

    def __init__(self, source: SheetSource, header: Header) -> None:
        self._source = source
        self._header = header
        self._ragged: list[csv.InvalidRow] = []
        self._skipped: list[int] = []
        self._passed = 0
        self._numbered = 0

    def read(self) -> Iterator[Sheet | Flaw]:
        names = [str(position) for position in range(len(self._header.names))]
        last: Sheet | None = None
        try:
            for batch in self._batches(names):
                if last:
                    yield last
                last = self._sheet(pa.Table.from_batches([batch]))
        except pa.ArrowInvalid as error:
            if last:
                yield last
            yield self._stopped(error)
        else:
            nothing = pa.table({name: pa.array([], pa.string()) for name in names})
            yield from self._closed(last or self._sheet(nothing))
        yield from self._ragged_rows()

    def _batches(self, names: list[str]) -> Iterator[pa.RecordBatch]:
        if self._source.at_end:
            return
        yield from csv.open_csv(
            self._source,
            read_options=csv.ReadOptions(use_threads=False, column_names=names, block_size=_BLOCK_SIZE),
            parse_options=csv.ParseOptions(
                delimiter=self._header.delimiter,
                newlines_in_values=True,
                invalid_row_handler=self._skip,
            ),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )

    def _skip(self, row: csv.InvalidRow) -> str:
        self._skipped.append(row.number)
        if len(self._ragged) < _MOST_NAMED:
            self._ragged.append(row)
        return "skip"

    def _sheet(self, table: pa.Table) -> Sheet:
        """Number the rows, and leave out those without any cell (spreadsheets write them at the end)."""
        positions = np.arange(table.num_rows, dtype=np.int64)
        # Arrow reads ahead: some of the skipped rows come after these.
        skipped = np.array(self._skipped[self._passed :], dtype=np.int64)
        before = skipped - np.arange(len(skipped)) - self._numbered - 1
        numbers = positions + self._numbered + 1 + np.searchsorted(before, positions, side="right")
        self._passed += int(np.searchsorted(before, len(positions)))
        self._numbered = int(numbers[-1]) if len(numbers) else self._numbered
        filled = reduce(pc.or_, (pc.is_valid(column) for column in table.columns))
        if pc.all(filled, min_count=0).as_py():
            return Sheet(self._header, table, numbers)
        return Sheet(self._header, table.filter(filled), numbers[np.asarray(filled)])

    def _closed(self, last: Sheet) -> Iterator[Sheet | Flaw]:
        """Yield the last rows; without the very last one if a quotation mark made it swallow the rest."""
        size = last.table.num_rows
        ends = [str(cell) for cell in last.table.slice(size - 1).to_pylist()[0].values()] if size else []
        if self._source.quotes % 2 == 0 or not any("\n" in cell for cell in ends):
            yield last
            return
        yield Sheet(self._header, last.table.slice(0, size - 1), last.numbers[:-1])
        number = int(last.numbers[-1])
        message = (
            f"opens a quotation mark in row {number} and never closes it: that row and what follows is lost. "
            "Export it again."
        )
        yield Flaw(CUT_FILE, message, after=number - 1)

    def _ragged_rows(self) -> Iterator[Flaw]:
        columns = len(self._header.names)
        for row in self._ragged:
            message = (
                f"has {row.actual_columns} cells in row {row.number} where the header has {columns}: "
                "the row is left out. Put cells that hold the delimiter in quotation marks."
            )
            yield Flaw(RAGGED, message, after=row.number - 1, value=row.text[:_SHOWN])
        more = len(self._skipped) - len(self._ragged)
        if more > 0:
            yield Flaw(RAGGED, f"has {more:,} more rows whose number of cells is wrong. Export it again.")

    def _stopped(self, error: pa.ArrowInvalid) -> Flaw:
        reason = str(error).partition("\n")[0]
        message = f"is no table after row {self._numbered}: {reason}. Save it as comma-separated UTF-8 text."
        return Flaw(NOT_CSV, message, after=self._numbered)
