"""Tickets as CSV: columns `user`, `access_package` and perhaps `link`, all text."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import csv

from analyzer.datasets import arrow_schema
from analyzer.export.encodings import Utf8Stream
from analyzer.export.notes import NOT_CSV, Flaw, note
from analyzer.export.runs import ColumnRun
from analyzer.export.splitting.record_runs import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.export.files import ExportFile
    from analyzer.export.notes import Note
    from analyzer.export.runs import Run

LAYOUT = "tickets-csv"
SUFFIXES = (".csv", ".csv.gz")
DATASETS: frozenset[str] | None = frozenset({"tickets"})
IS_JSON = False

_MOST = 1 << 30


def read(file: ExportFile) -> Iterator[Run | Note]:
    """Yield the rows of a ticket list; an empty cell is null."""
    try:
        with Utf8Stream(file.location) as stream:
            text = stream.read(_MOST)
        if stream.flaw:
            yield note(stream.flaw, file.dataset, file.path)
        if text.strip():
            yield ColumnRun(file, 1, _table(text))
        else:
            flaw = Flaw(NOT_CSV, "is empty, not even a header is there. Save the list again.")
            yield note(flaw, file.dataset, file.path)
    except OSError as error:
        yield note(unreadable(error), file.dataset, file.path)
    except pa.ArrowInvalid as error:
        flaw = Flaw(NOT_CSV, f"is not a table: {error}. Save it as comma-separated UTF-8 text.")
        yield note(flaw, file.dataset, file.path)


def _table(text: bytes) -> pa.Table:
    header = text.partition(b"\n")[0]
    delimiter = max(",;\t", key=lambda mark: header.count(mark.encode()))
    names = arrow_schema("tickets").names
    table = csv.read_csv(
        io.BytesIO(text),
        parse_options=csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types={name: pa.string() for name in _spellings(header, delimiter)},
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        ),
    )
    folded = [_folded(name) for name in table.column_names]
    chosen = {name: table.column(folded.index(name)) for name in names if name in folded}
    return pa.table(chosen)


def _spellings(header: bytes, delimiter: str) -> list[str]:
    return [name.strip().strip('"') for name in header.decode("utf-8", "replace").split(delimiter)]


def _folded(name: str) -> str:
    return name.strip().casefold().replace(" ", "_").replace("-", "_")
