"""findings.json: what the CSV files and run.json say, as one document, with exact values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.checking.outcome import FINDING_COLUMNS
from analyzer.reports.cells import json_strings
from analyzer.reports.csv_files import PROBLEM_COLUMNS, checks_table
from analyzer.reports.run_json import run_document

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from analyzer.analysis import Analysis

_EVIDENCE = "evidence"  # already a JSON object, so it goes in as one
_ROWS_AT_ONCE = 65_536


def write(analysis: Analysis, folder: Path) -> None:
    """Write `{"run": {}, "checks": [], "findings": [], "problems": []}`, one row per line."""
    tables = {
        "checks": checks_table(analysis.outcomes),
        "findings": analysis.findings.select(FINDING_COLUMNS),
        "problems": analysis.problems.select(PROBLEM_COLUMNS),
    }
    with (folder / "findings.json").open("wb") as file:
        file.write(b'{"run": ' + json.dumps(run_document(analysis.run), ensure_ascii=False).encode())
        for name, table in tables.items():
            file.write(f',\n"{name}": ['.encode())
            _write_rows(table, file)
            file.write(b"]")
        file.write(b"}\n")


def _write_rows(table: pa.Table, file: BinaryIO) -> None:
    for start in range(0, table.num_rows, _ROWS_AT_ONCE):
        objects = _json_objects(table.slice(start, _ROWS_AT_ONCE)).combine_chunks()
        joined = pc.binary_join(pa.ListArray.from_arrays([0, len(objects)], objects), ",\n")[0]
        file.write((b",\n" if start else b"\n") + joined.as_py().encode())


def _json_objects(table: pa.Table) -> pa.ChunkedArray:
    parts: list[str | pa.ChunkedArray] = []
    for name in table.column_names:
        parts += [f'{", " if parts else "{"}"{name}": ', _json_values(name, table.column(name))]
    return pc.binary_join_element_wise(*parts, "}", "")


def _json_values(name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_integer(column.type):
        return pc.fill_null(column.cast(pa.string()), "null")
    text = column.cast(pa.string())
    return pc.fill_null(text, "null") if name == _EVIDENCE else json_strings(text)
