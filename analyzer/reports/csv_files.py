"""findings.csv, checks.csv and problems.csv: UTF-8 without a byte order mark, LF, text cells quoted.

Every record is one line, because line breaks inside a cell are shown as escapes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import csv

from analyzer.checking.outcome import FINDING_COLUMNS
from analyzer.reports.cells import safe_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd

    from analyzer.analysis import Analysis
    from analyzer.checking.outcome import Outcome

CHECK_SCHEMA = pa.schema(
    {
        "check": pa.string(),
        "category": pa.string(),
        "severity": pa.string(),
        "verdict": pa.string(),
        "findings": pa.int64(),
        "undetermined": pa.int64(),
        "reason": pa.string(),
    }
)
PROBLEM_COLUMNS = ("dataset", "file", "row", "pointer", "rule", "message", "value")

_ROWS_AT_ONCE = 65_536


def write(analysis: Analysis, folder: Path) -> None:
    """Write the three tables into the folder."""
    write_table(analysis.findings.select(FINDING_COLUMNS), folder / "findings.csv")
    write_table(checks_table(analysis.outcomes), folder / "checks.csv")
    write_table(analysis.problems.select(PROBLEM_COLUMNS), folder / "problems.csv")


def write_table(table: pa.Table, path: Path) -> None:
    """Write one table, a slice at a time, so that memory does not grow with it."""
    with path.open("wb") as file:
        file.write(",".join(table.column_names).encode() + b"\n")
        for start in range(0, table.num_rows, _ROWS_AT_ONCE):
            rows = safe_table(table.slice(start, _ROWS_AT_ONCE))
            csv.write_csv(rows, file, csv.WriteOptions(include_header=False))


def write_frame(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame's columns, without its index; a boolean is `true`, `false` or empty."""
    write_table(pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(), path)


def checks_table(outcomes: Iterable[Outcome]) -> pa.Table:
    """Return one row per selected check: slug, category, severity, verdict, two counts, reason."""
    rows = [
        {
            "check": outcome.check.slug,
            "category": str(outcome.check.category),
            "severity": str(outcome.check.severity),
            "verdict": str(outcome.verdict),
            "findings": outcome.findings,
            "undetermined": outcome.undetermined,
            "reason": outcome.reason,
        }
        for outcome in outcomes
    ]
    return pa.Table.from_pylist(rows, schema=CHECK_SCHEMA)
