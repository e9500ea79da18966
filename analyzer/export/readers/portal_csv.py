"""CSV: what portals download, what PowerShell's Export-Csv writes, and plain tables with Graph's names.

Sources: Microsoft Entra documentation, "Download a list of users" (objectId, accountEnabled, ...) and
"Bulk download group members"; entitlement management's recipe with columns `$_.Target.id`,
`$_.Target.ObjectId`; Microsoft 365 admin center, "Export users" (`Block credential`, `Object Id`).
Cells are data and stay as they are, also those that a spreadsheet would take for a formula.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.datasets import DATASETS as EVERY_DATASET
from analyzer.datasets import schema
from analyzer.export.edges import RELATIONS
from analyzer.export.notes import CSV_COLUMNS, NOT_CSV, Flaw, note
from analyzer.export.runs import ColumnRun
from analyzer.export.sheets.cells import Cells, spelled
from analyzer.export.sheets.headers import folded, layout_of, meaning
from analyzer.export.sheets.text import sheets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.export.files import ExportFile
    from analyzer.export.notes import Note
    from analyzer.export.runs import Run
    from analyzer.export.sheets.headers import Layout
    from analyzer.export.sheets.text import Sheet

LAYOUT = "portal-csv"
SUFFIXES = (".csv", ".csv.gz", ".tsv", ".tsv.gz")
DATASETS: frozenset[str] | None = frozenset(EVERY_DATASET) - {"tickets"}
IS_JSON = False

_DELETED = "softdeletiontimestamp"


def read(file: ExportFile) -> Iterator[Run | Note]:
    """Yield the rows that fit the header, and a note for each row that does not."""
    layout: Layout | None = None
    for item in sheets(file.location, partial(meaning, [file.dataset])):
        if isinstance(item, Flaw):
            yield note(item, file.dataset, file.path)
            continue
        if layout is None:
            layout = layout_of(file.dataset, item.header.names)
            yield from (note(flaw, file.dataset, file.path) for flaw in _of_header(file, layout, item))
        if lacking(file.dataset, layout, file.parent):
            return
        there = _undeleted(item)
        cells = Cells(file.dataset, layout, there)
        table = _with_parent(file, cells.table(), len(there.numbers))
        flaws = [*cells.flaws, *_of_deleted(item, there)]
        yield from (note(flaw, file.dataset, file.path) for flaw in flaws)
        first = int(there.numbers[0]) if len(there.numbers) else 1
        yield ColumnRun(file, first, table, there.numbers)


def lacking(dataset: str, layout: Layout, parent: str | None) -> list[str]:
    """Return the columns without which the records of a dataset mean nothing, and which a file lacks."""
    relation = RELATIONS.get(dataset)
    given = {relation.parent} if relation and parent else set()
    return [name for name in schema(dataset)["required"] if name not in given and not layout.has(name)]


def _of_header(file: ExportFile, layout: Layout, sheet: Sheet) -> Iterator[Flaw]:
    missing = lacking(file.dataset, layout, file.parent)
    if missing:
        names = ", ".join(name for name in sheet.header.names if name)[:200]
        message = (
            f"has no column for {' and '.join(missing)}; its columns are {names}. "
            "Export it with the object id, separated by commas, semicolons or tabs."
        )
        yield Flaw(NOT_CSV, message)
    elif guesses := list(spelled(layout)):
        unread = f"; not used: {', '.join(layout.unread)}" if layout.unread else ""
        message = f"has columns that are not documented. They are taken so: {', '.join(guesses)}{unread}."
        yield Flaw(CSV_COLUMNS, message, incomplete=False)
    if file.dataset == "users" and not missing and not len(sheet.numbers):
        message = "has a header and no users, and no tenant is without any. Download the list again."
        yield Flaw(NOT_CSV, message)


def _undeleted(sheet: Sheet) -> Sheet:
    """Leave out users that the Microsoft 365 admin center lists as deleted: they are not in the directory."""
    folded_names = [folded(name) for name in sheet.header.names]
    if _DELETED not in folded_names:
        return sheet
    there = sheet.table.column(str(folded_names.index(_DELETED))).is_null()
    return replace(sheet, table=sheet.table.filter(there), numbers=sheet.numbers[np.asarray(there)])


def _of_deleted(sheet: Sheet, there: Sheet) -> Iterator[Flaw]:
    if gone := len(sheet.numbers) - len(there.numbers):
        message = (
            f"lists {gone:,} deleted users among the others; they are left out. Export deleted_users, "
            "so that it is known who was deleted."
        )
        yield Flaw(CSV_COLUMNS, message, incomplete=False)


def _with_parent(file: ExportFile, table: pa.Table, size: int) -> pa.Table:
    """Add the parent's id that the file's name holds."""
    relation = RELATIONS.get(file.dataset)
    if relation is None or file.parent is None or relation.parent in table.column_names:
        return table
    return table.append_column(relation.parent, pa.repeat(file.parent, size))
