"""JSON documents: Graph responses in pages, arrays, single objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.export.splitting.record_runs import record_runs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.export.files import ExportFile
    from analyzer.export.notes import Note
    from analyzer.export.runs import Run

LAYOUT = "json"
SUFFIXES = (".json", ".json.gz")
DATASETS: frozenset[str] | None = None
IS_JSON = True


def read(file: ExportFile) -> Iterator[Run | Note]:
    """Yield the records of one or many documents in a file."""
    return record_runs(file)
