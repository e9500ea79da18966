"""From codes back to the records of the export: which file, which row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from analyzer.decision_trace.answer import Record
from analyzer.tables.dataset import member_at

if TYPE_CHECKING:
    from analyzer.tables.source import ExportSource


class Records:
    """Finds where a record stands in the export."""

    def __init__(self, source: ExportSource) -> None:
        self._source = source

    def at(self, dataset: str, row: int) -> Record:
        """Return the record at a row of a dataset, with file and row where it came from a file of its own."""
        table = self._source.dataset(dataset).table
        identity = table["id"][row].as_py() if "id" in table.column_names else None
        if dataset not in self._source.inventory.datasets or row >= self._source.own_rows(dataset):
            return Record(dataset=dataset, id=identity)
        file, place = self._source.places(dataset, np.array([row]))[0]
        return Record(dataset=dataset, id=identity, file=file, row=place)

    def value(self, dataset: str, row: int, path: str) -> str | None:
        """Return the text at a dotted path of a record."""
        found = member_at(self._source.dataset(dataset).table.slice(row, 1), path)[0].as_py()
        return found if isinstance(found, str) else None

    def of_id(self, dataset: str, identity: str) -> tuple[Record, ...]:
        """Return the record with this id, if the export holds it."""
        if not self._source.has(dataset):
            return ()
        row = pc.index(self._source.dataset(dataset).table["id"], identity).as_py()
        return (self.at(dataset, row),) if row >= 0 else ()
