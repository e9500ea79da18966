"""The DuckDB script that the analyzer is measured against. It neither validates nor explains.

python -m tests.benchmarks.rival tables EXPORT            every dataset, every column, into tables
python -m tests.benchmarks.rival scan EXPORT              every column of the Parquet files, once
python -m tests.benchmarks.rival check EXPORT --out CSV   the same ten questions, the same rows
python -m tests.benchmarks.rival access EXPORT --out CSV  every route by which access is held, from Parquet
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.tenant import AS_OF
from tests.second_opinion import loader

if TYPE_CHECKING:
    import duckdb

_AS_TEXT = re.compile(r"\b(UUID|TIMESTAMP WITH TIME ZONE|TIMESTAMP|DATE|JSON)\b")
_FIRST_FILES = 2


def read_into_tables(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Read everything the fastest way known: types from two files, then typed with `records = true`."""
    for dataset, source in loader.sources(folder).items():
        first = loader.Source(dataset, source.files[:_FIRST_FILES])
        described = connection.execute(
            f"DESCRIBE SELECT unnest(value, max_depth := 2) FROM read_json({first.listed}, records = true)"
        ).fetchall()
        columns = {str(name): _AS_TEXT.sub("VARCHAR", kind) for name, kind, *_ in described}
        connection.execute(f"CREATE TABLE {dataset} AS {source.scan(columns)}")


def scan(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Read every column of every file and count what is there."""
    for source in loader.sources(folder).values():
        connection.execute(f"SELECT count(COLUMNS(*)) FROM read_parquet({source.listed})").fetchall()


def check(connection: duckdb.DuckDBPyConnection, folder: Path, out: Path) -> None:
    """Answer the ten questions and write the findings."""
    loader.load(connection, folder, AS_OF, trusted=True)
    names = ", ".join(f'"{name}"' for name in loader.COLUMNS)
    parts = [(loader.HERE / f"{slug}.sql").read_text().rstrip().rstrip(";") for slug in loader.CHECKS]
    union = " UNION ALL ".join(f"SELECT * FROM ({part}\n) AS _({names})" for part in parts)
    connection.execute(f"CREATE TABLE found AS SELECT DISTINCT * FROM ({union}) WHERE fires")
    query = Path(__file__).with_name("findings.sql").read_text()
    connection.execute(f"COPY ({query}) TO '{out}' (HEADER)")


def access(connection: duckdb.DuckDBPyConnection, folder: Path, out: Path) -> None:
    """Write every route by which access is held; the recursion is over the nested groups."""
    script = Path(__file__).with_name("access.sql").read_text()
    connection.execute(script.replace("{folder}", f"{folder}").replace("{out}", f"{out}"))


def main() -> None:
    """Do one of the four jobs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("job", choices=("tables", "scan", "check", "access"))
    parser.add_argument("export", type=Path)
    parser.add_argument("--out", type=Path, default=Path("findings.csv"))
    options = parser.parse_args()
    with loader.connect() as connection:
        if options.job in {"check", "access"}:
            {"check": check, "access": access}[options.job](connection, options.export, options.out)
        else:
            {"tables": read_into_tables, "scan": scan}[options.job](connection, options.export)


if __name__ == "__main__":
    main()
