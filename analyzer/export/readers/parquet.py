"""Parquet: one file or part files; only columns that mean something to the schema are read."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

import pyarrow as pa

from analyzer.export.columns.casting import unusable_columns
from analyzer.export.columns.utf8 import with_sound_text
from analyzer.export.dialects.columns import has_foreign_names, wanted_columns
from analyzer.export.notes import NOT_PARQUET, TYPE, Flaw, note
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


def read(file: ExportFile) -> Iterator[Run | Note]:
    """Yield a file's rows in batches of bounded size."""
    rows = 0
    try:
        with _opened(file) as source:
            columns = wanted_columns(file.dataset, source.schema_arrow)
            for name in sorted({name for name in columns if columns.count(name) > 1}):
                yield note(_repeated(name), file.dataset, file.path)
            columns = [name for name in columns if columns.count(name) == 1]
            schema = pa.schema([source.schema_arrow.field(name) for name in columns])
            if not has_foreign_names(file.dataset, schema):
                yield from (
                    note(flaw, file.dataset, file.path) for flaw in unusable_columns(file.dataset, schema)
                )
            for batch in source.iter_batches(_batch_rows(source), columns=columns):
                table, flaws = with_sound_text(pa.Table.from_batches([batch]))
                yield from (note(flaw.moved(rows), file.dataset, file.path) for flaw in flaws)
                yield ColumnRun(file, rows + 1, table)
                rows += batch.num_rows
    except pa.ArrowException as error:
        yield note(_damaged(error, rows), file.dataset, file.path)
    except OSError as error:
        flaw = unreadable(error) if error.errno else _damaged(error, rows)
        yield note(flaw, file.dataset, file.path)


@contextmanager
def _opened(file: ExportFile) -> Iterator[parquet.ParquetFile]:
    """Open a file wherever it lies; pyarrow closes only what it has opened itself."""
    from pyarrow import parquet  # noqa: PLC0415  # it takes its time, and most exports are JSON

    source = file.location.random_access()
    with nullcontext() if isinstance(source, str) else source, parquet.ParquetFile(source) as opened:
        yield opened


def _batch_rows(source: parquet.ParquetFile) -> int:
    facts = source.metadata
    size = sum(facts.row_group(group).total_byte_size for group in range(facts.num_row_groups))
    rows = _BATCH_SIZE * facts.num_rows // max(size, 1)
    return min(max(int(rows), _FEWEST_ROWS), _MOST_ROWS)


def _repeated(name: str) -> Flaw:
    message = f"has column {name} more than once; it is treated as not exported. Write it once."
    return Flaw(TYPE, message, pointer=f"/{name}", incomplete=False)


def _damaged(error: Exception, rows: int) -> Flaw:
    reason = str(error).partition("\n")[0]
    message = f"is not sound Parquet after row {rows}: {reason}. Export or copy it again."
    return Flaw(NOT_PARQUET, message, after=rows)
