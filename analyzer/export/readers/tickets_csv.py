"""Tickets as CSV: columns `user`, `access_package` and perhaps `link`, all text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.datasets import arrow_schema
from analyzer.export.notes import Flaw, note
from analyzer.export.runs import ColumnRun
from analyzer.export.sheets.headers import folded
from analyzer.export.sheets.text import sheets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analyzer.export.files import ExportFile
    from analyzer.export.notes import Note
    from analyzer.export.runs import Run

LAYOUT = "tickets-csv"
SUFFIXES = (".csv", ".csv.gz", ".tsv", ".tsv.gz")
DATASETS: frozenset[str] | None = frozenset({"tickets"})
IS_JSON = False


def read(file: ExportFile) -> Iterator[Run | Note]:
    """Yield the rows of a ticket list; an empty cell is null."""
    for item in sheets(file.location, lambda names: len(_places(names))):
        if isinstance(item, Flaw):
            yield note(item, file.dataset, file.path)
            continue
        places = _places(item.header.names)
        table = item.table.select([str(place) for place in places.values()]).rename_columns(list(places))
        first = int(item.numbers[0]) if len(item.numbers) else 1
        yield ColumnRun(file, first, table, item.numbers)


def _places(names: Sequence[str]) -> dict[str, int]:
    """Return where the columns of tickets are; the first of that name counts."""
    written = [folded(name) for name in names]
    wanted = {name: folded(name) for name in arrow_schema("tickets").names}
    return {name: written.index(key) for name, key in wanted.items() if key in written}
