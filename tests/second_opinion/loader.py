"""Gives the SQL its tables: from Graph JSON pages or from Parquet, whichever the folder holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.second_opinion.wanted import WANTED, column_types

if TYPE_CHECKING:
    import duckdb

HERE = Path(__file__).parent
CHECKS = tuple(sorted(path.stem for path in HERE.glob("*-*.sql")))
_SHARED = ("shared_policies", "shared_people", "shared_requests", "shared_approvals")
COLUMNS = ("check", "subject_id", "user_id", "access_package_id", "policy_id", "resource_id", "fires")


@dataclass(frozen=True, slots=True)
class Source:
    """The files of one dataset."""

    dataset: str
    files: tuple[str, ...]

    @property
    def is_parquet(self) -> bool:
        return self.files[0].endswith(".parquet")

    @property
    def listed(self) -> str:
        return "[" + ", ".join(_text(file) for file in self.files) + "]"

    def scan(self, columns: dict[str, str]) -> str:
        """Return the query that reads these columns. `records = true` spares DuckDB ten times the work."""
        if self.is_parquet:
            casts = ", ".join(f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in columns.items())
            return f"SELECT {casts} FROM read_parquet({self.listed})"
        fields = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        return (
            "SELECT unnest(value, max_depth := 2) FROM read_json("
            f"{self.listed}, records = true, columns = {{value: 'STRUCT({fields})[]'}})"
        )


def sources(folder: Path) -> dict[str, Source]:
    """Return where each dataset lies: `users/*.json`, `users.json`, `users/*.parquet` or `users.parquet`."""
    found = {}
    for dataset in WANTED:
        paths = [path for end in ("json", "parquet") for path in sorted((folder / dataset).glob(f"*.{end}"))]
        paths = paths or [path for end in ("json", "parquet") for path in folder.glob(f"{dataset}.{end}")]
        if paths:
            found[dataset] = Source(dataset, tuple(str(path) for path in paths))
    return found


def connect(*, threads: int = 2) -> duckdb.DuckDBPyConnection:
    """Return an empty in-memory database."""
    import duckdb

    connection = duckdb.connect(config={"threads": threads})
    connection.execute("SET preserve_insertion_order = false; SET enable_progress_bar = false")
    return connection


def load(connection: duckdb.DuckDBPyConnection, folder: Path, as_of: str, *, trusted: bool = False) -> None:
    """Make one relation per dataset, then what the checks share.

    `trusted`: every column of the JSON is there, so do not look. JSON becomes tables: it is read only once.
    """
    found, absent = sources(folder), {}
    for dataset in WANTED:
        wanted = column_types(dataset)
        source = found.get(dataset)
        present = (
            set(wanted) if trusted and source and not source.is_parquet else _present(connection, source)
        )
        absent[dataset] = set(wanted) - present
        there = {name: kind for name, kind in wanted.items() if name in present}
        scan = source.scan(there) if source and there else "SELECT 1 WHERE false"
        nulls = [f'CAST(NULL AS {kind}) AS "{name}"' for name, kind in wanted.items() if name not in there]
        chosen = ", ".join([*(f'"{name}"' for name in there), *nulls])
        kind = "VIEW" if source and source.is_parquet else "TABLE"
        connection.execute(f"CREATE {kind} {dataset} AS SELECT {chosen} FROM ({scan})")
    connection.execute(_exported(found, absent))
    connection.execute("SET VARIABLE as_of = CAST(? AS TIMESTAMPTZ)", [as_of])
    for script in _SHARED:
        connection.execute((HERE / f"{script}.sql").read_text())


def rows_of(connection: duckdb.DuckDBPyConnection, check: str) -> list[dict[str, Any]]:
    """Return the rows of one check that fire (true) or cannot be decided (None)."""
    rows = connection.execute((HERE / f"{check}.sql").read_text()).fetchall()
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def _present(connection: duckdb.DuckDBPyConnection, source: Source | None) -> set[str]:
    """Return the columns whose key at least one record has."""
    if source is None:
        return set()
    if source.is_parquet:
        described = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({source.listed})").fetchall()
        return {str(row[0]) for row in described} & set(WANTED[source.dataset])
    keys = connection.execute(
        "SELECT DISTINCT unnest(json_keys(record)) FROM (SELECT unnest(value) AS record "
        f"FROM read_json({source.listed}, records = true, columns = {{value: 'JSON[]'}}))"
    ).fetchall()
    return {str(row[0]) for row in keys} & set(WANTED[source.dataset])


def _exported(found: dict[str, Source], absent: dict[str, set[str]]) -> str:
    """Return a one-row view: per dataset which columns were exported, and `dataset` for itself."""
    structs = []
    for dataset, wanted in WANTED.items():
        flags = [f"'{name}': {str(name not in absent[dataset]).lower()}" for name in wanted]
        flags.append(f"'dataset': {str(dataset in found).lower()}")
        structs.append(f"{{{', '.join(flags)}}} AS {dataset}")
    return f"CREATE VIEW exported AS SELECT {', '.join(structs)}"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
