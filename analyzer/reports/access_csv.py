"""access.csv: the columns of CONTRACT section 5, one row per route, written a piece at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyarrow import csv

from analyzer.access_routes.rendering import ROUTE_COLUMNS
from analyzer.reports.cells import safe_cells

if TYPE_CHECKING:
    from pathlib import Path

    from analyzer.access_routes.answer import AccessRoutes


def write_routes(answer: AccessRoutes, path: Path) -> None:
    """Write all routes; every text is made harmless once, before rows are made of it."""
    options = csv.WriteOptions(include_header=False)
    with path.open("wb") as file:
        file.write(",".join(ROUTE_COLUMNS).encode() + b"\n")
        for table in answer.tables(safe_cells):
            csv.write_csv(table, file, options)
