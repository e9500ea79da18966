"""JSON lines: one record, or one page, per line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.export.splitting.record_runs import record_runs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.export.files import ExportFile
    from analyzer.export.notes import Note
    from analyzer.export.runs import Run

LAYOUT = "ndjson"
SUFFIXES = (".ndjson", ".ndjson.gz", ".jsonl", ".jsonl.gz")
DATASETS: frozenset[str] | None = None
IS_JSON = True


def read(file: ExportFile) -> Iterator[Run | Note]:
    """Yield the records of a file line by line."""
    return record_runs(file, lines=True)
