"""DuckDB, asked in SQL with a recursion over the nested groups, finds the same routes in random tenants."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from analyzer import api
from analyzer.datasets import arrow_schema
from tests.access_routes.asking import rows
from tests.access_routes.tenants import tenant_of
from tests.benchmarks.rival import access
from tests.second_opinion.loader import connect
from tests.tables.snapshots import AS_OF

if TYPE_CHECKING:
    from tests.second_opinion.records import Tenant

COLUMNS = (
    "user_id",
    "user_principal_name",
    "resource_type",
    "resource_id",
    "resource_name",
    "role",
    "route",
    "access_package_id",
    "access_package_name",
    "policy_id",
    "policy_name",
    "assignment_id",
    "via_group_id",
    "via_group_name",
    "confidence",
)


def whole_tenant(seed: int) -> Tenant:
    """Return a random tenant as the SQL expects it: whole, and without references to nowhere."""
    tenant = tenant_of(seed)
    tenant.setdefault("directory_role_assignments", [])
    for group in tenant["groups"]:
        group.setdefault("groupTypes", [])
    packages = {each["id"] for each in tenant["access_packages"]}
    tenant["assignments"] = [
        each for each in tenant["assignments"] if each["accessPackage"]["id"] in packages
    ]
    return tenant


def write_parquet(tenant: Tenant, folder: Path) -> None:
    for dataset, records in tenant.items():
        if dataset != "tickets":
            (folder / dataset).mkdir(parents=True)
            table = pa.Table.from_pylist(records, schema=arrow_schema(dataset))
            pq.write_table(table, folder / dataset / "part-0.parquet")


def sql_rows(folder: Path) -> list[dict[str, Any]]:
    with connect(threads=1) as connection:
        access(connection, folder, folder.parent / "rival.csv")
        file = f"'{folder.parent / 'rival.csv'}', header = true, all_varchar = true"
        query = f"SELECT {', '.join(COLUMNS)} FROM read_csv({file})"
        found = connection.execute(query).fetchall()
    return [dict(zip(COLUMNS, row, strict=True)) for row in found]


def by_content(row: dict[str, Any]) -> list[str]:
    return [str(row[name] or "") for name in COLUMNS]


@settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_same_routes(seed: int) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place) / "export"
        write_parquet(whole_tenant(seed), folder)
        ours = rows(api.open_export(folder, as_of=AS_OF).access().routes)
        told = [{name: row[name] for name in COLUMNS} for row in ours]
        assert sorted(told, key=by_content) == sorted(sql_rows(folder), key=by_content)
