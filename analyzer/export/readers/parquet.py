"""Parquet: one file or part files; only columns that mean something to the schema are read."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa

from analyzer.datasets import arrow_schema, schema
from analyzer.export.columns.file_columns import file_columns
from analyzer.export.columns.utf8 import with_sound_text
from analyzer.export.notes import NOT_PARQUET, Flaw, note
from analyzer.export.runs import ColumnRun
from analyzer.export.splitting.record_runs import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyarrow import parquet

    from analyzer.export.files import ExportFile
    from analyzer.export.notes import Note
    from analyzer.export.runs import Run

LAYOUT = "parquet"
SUFFIXES = (".parquet", ".snappy.parquet", ".zstd.parquet", ".gz.parquet", ".lz4.parquet", ".pq")
DATASETS: frozenset[str] | None = None
IS_JSON = False

_BATCH_SIZE = 16 << 20
_MOST_ROWS = 1 << 18
_FEWEST_ROWS = 1 << 12
_DAMAGES = (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError)
"""What pyarrow raises for bytes that are no Parquet; its names of columns need not even be UTF-8."""


def read(file: ExportFile) -> Iterator[Run | Note]:
    """Yield a file's rows in batches of bounded size, and a note for what of it cannot be read."""
    try:
        with _opened(file) as source:
            if _is_empty(file.dataset, source):
                return
            chosen = file_columns(file.dataset, source.schema_arrow)
            yield from (note(flaw, file.dataset, file.path) for flaw in chosen.flaws)
            if chosen.names:
                yield from _rows(file, source, chosen.names)
    except _DAMAGES as error:
        if isinstance(error, OSError) and error.errno:
            yield note(unreadable(error), file.dataset, file.path)
        else:
            yield note(_damaged(error, 0), file.dataset, file.path)


def _is_empty(dataset: str, source: parquet.ParquetFile) -> bool:
    """Tell whether a file says that there are no rows; one without rows or known columns says nothing."""
    names = source.schema_arrow.names
    known = arrow_schema(dataset).names
    return source.metadata.num_rows == 0 and (not names or any(name in known for name in names))


@contextmanager
def _opened(file: ExportFile) -> Iterator[parquet.ParquetFile]:
    """Open a file wherever it lies; pyarrow closes only what it has opened itself."""
    from pyarrow import parquet  # noqa: PLC0415  # it takes its time, and most exports are JSON

    source = file.location.random_access()
    with nullcontext() if isinstance(source, str) else source, parquet.ParquetFile(source) as opened:
        yield opened


def _rows(file: ExportFile, source: parquet.ParquetFile, names: dict[str, str]) -> Iterator[Run | Note]:
    """Yield all rows; when some cannot be read, the others of the file row group by row group."""
    rows = 0
    try:
        for batch in source.iter_batches(_batch_rows(source), columns=list(names)):
            yield from _run(file, rows, batch, names)
            rows += batch.num_rows
    except _DAMAGES:
        yield from _sound_groups(file, source, names, rows)


def _sound_groups(
    file: ExportFile, source: parquet.ParquetFile, names: dict[str, str], done: int
) -> Iterator[Run | Note]:
    """Yield the rows of every row group that can be read; `done` rows of the file were yielded before."""
    end = 0
    for group in range(source.metadata.num_row_groups):
        rows, end = end, end + source.metadata.row_group(group).num_rows
        try:
            for batch in source.iter_batches(_batch_rows(source), row_groups=[group], columns=list(names)):
                fresh = batch.slice(min(max(done - rows, 0), batch.num_rows))
                if fresh.num_rows:
                    yield from _run(file, rows + batch.num_rows - fresh.num_rows, fresh, names)
                rows += batch.num_rows
        except _DAMAGES as error:
            yield note(_damaged(error, max(rows, done), end), file.dataset, file.path)


def _run(file: ExportFile, rows: int, batch: pa.RecordBatch, names: dict[str, str]) -> Iterator[Run | Note]:
    given = pa.Table.from_batches([batch])
    table, flaws = with_sound_text(given.rename_columns([names[name] for name in given.column_names]))
    keys = {f"/{name}" for name in schema(file.dataset).get("required", ())}
    for flaw in flaws:  # records whose keys became alike would pass for copies of each other
        told = replace(flaw, incomplete=True) if flaw.pointer in keys else flaw
        yield note(told.moved(rows), file.dataset, file.path)
    yield ColumnRun(file, rows + 1, table)


def _batch_rows(source: parquet.ParquetFile) -> int:
    facts = source.metadata
    size = sum(facts.row_group(group).total_byte_size for group in range(facts.num_row_groups))
    rows = _BATCH_SIZE * facts.num_rows // max(size, 1)
    return min(max(int(rows), _FEWEST_ROWS), _MOST_ROWS)


def _damaged(error: Exception, rows: int, end: int | None = None) -> Flaw:
    reason = str(error).partition("\n")[0] or type(error).__name__
    lost = f"; rows {rows + 1:,} to {end:,} were not read" if end else ""
    message = f"is not sound Parquet after row {rows}: {reason}{lost}. Export or copy it again."
    return Flaw(NOT_PARQUET, message, after=rows)
