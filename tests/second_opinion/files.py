"""Writes a small tenant the way exports arrive: Graph JSON pages, or typed Parquet."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.second_opinion.loader import Source, connect
from tests.second_opinion.wanted import WANTED, column_types

if TYPE_CHECKING:
    from tests.second_opinion.records import Tenant


def write_json(tenant: Tenant, folder: Path) -> None:
    """Write one page per dataset."""
    for dataset, records in tenant.items():
        (folder / dataset).mkdir(parents=True)
        page = {"@odata.context": f"https://graph.microsoft.com/v1.0/$metadata#{dataset}", "value": records}
        (folder / dataset / "page-00001.json").write_text(json.dumps(page), encoding="utf-8")


def write_parquet(tenant: Tenant, folder: Path) -> None:
    """Write one Parquet file per dataset, with the columns that any of its records has."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as pages, connect() as connection:
        write_json(tenant, Path(pages))
        for dataset, records in tenant.items():
            keys = {key for record in records for key in record}
            columns = {name: kind for name, kind in column_types(dataset).items() if name in keys}
            if "id" in keys:
                columns = {"id": "VARCHAR", **columns}
            columns = columns or {next(iter(WANTED[dataset])): "VARCHAR"}
            scan = Source(dataset, (f"{pages}/{dataset}/page-00001.json",)).scan(columns)
            connection.execute(f"COPY ({scan}) TO '{folder / dataset}.parquet' (FORMAT parquet)")
