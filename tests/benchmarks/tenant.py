"""A synthetic tenant of any size, as Graph JSON pages or Parquet, the same for the same seed.

python -m tests.benchmarks.tenant --size S --layout json --out FOLDER
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tests.benchmarks import applications
from tests.benchmarks.activity import Activity
from tests.benchmarks.directory import Directory
from tests.benchmarks.entitlement import Entitlement
from tests.benchmarks.pages import PageWriter, write_parquet
from tests.benchmarks.policies import POLICY
from tests.benchmarks.sizes import NAMED, Sizes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Dataset = tuple[str, str, Iterable[pa.Table]]

AS_OF = "2026-06-01T00:00:00Z"
_EM = "identityGovernance/entitlementManagement/"


def datasets(sizes: Sizes, seed: int = 7) -> Iterator[Dataset]:
    """Yield (dataset, Graph segment, tables) in a fixed order: the seed's random numbers are drawn in it."""
    directory = Directory(sizes, np.random.default_rng(seed))
    entitlement = Entitlement(directory)
    activity = Activity(entitlement)
    catalogs = [catalog["id"] for catalog in entitlement.catalogs]
    yield "organization", "organization", _rows(applications.organization(directory))
    yield "subscribed_skus", "subscribedSkus", _rows(applications.licences(directory))
    yield "users", "users", directory.user_tables()
    yield "deleted_users", "directory/deletedItems/microsoft.graph.user", directory.deleted_tables()
    yield "groups", "groups", directory.group_tables()
    yield "group_members", "groups/members", directory.member_tables(activity.memberships())
    yield "group_owners", "groups/owners", directory.owner_tables()
    yield "service_principals", "servicePrincipals", applications.service_principals(directory)
    held = applications.app_role_assignments(directory, activity.app_roles())
    yield "app_role_assignments", "servicePrincipals/appRoleAssignedTo", held
    roles = applications.entitlement_roles(directory, catalogs)
    yield "entitlement_role_assignments", "roleManagement/entitlementManagement/roleAssignments", _rows(roles)
    yield (
        "directory_role_assignments",
        "roleManagement/directory/roleAssignments",
        _rows(applications.directory_roles(directory)),
    )
    yield "catalogs", f"{_EM}catalogs", _rows(entitlement.catalogs)
    yield "access_packages", f"{_EM}accessPackages", _rows(entitlement.packages)
    yield "resource_role_scopes", f"{_EM}accessPackages/resourceRoleScopes", _rows(entitlement.role_scopes())
    yield "assignment_policies", f"{_EM}assignmentPolicies", _rows(entitlement.policies, POLICY)
    yield "assignments", f"{_EM}assignments", activity.assignment_tables()
    yield "assignment_requests", f"{_EM}assignmentRequests", activity.request_tables()
    yield "connected_organizations", f"{_EM}connectedOrganizations", _rows(entitlement.organizations)
    sponsors = f"{_EM}connectedOrganizations/sponsors"
    yield "connected_organization_sponsors", sponsors, _rows(entitlement.sponsors())
    yield "tickets", "tickets", _rows(entitlement.tickets())


def write_tenant(sizes: Sizes, folder: Path, *, layouts: Iterable[str], seed: int = 7) -> dict[str, int]:
    """Write the tenant into `folder/json` and `folder/parquet` as asked; return the rows per dataset."""
    layouts, counts = tuple(layouts), {}
    for dataset, segment, tables in datasets(sizes, seed):
        writer = PageWriter(folder / "json", dataset, segment) if "json" in layouts else None
        counts[dataset] = _write(folder, dataset, tables, writer, "parquet" in layouts)
    return counts


def _write(
    folder: Path, dataset: str, tables: Iterable[pa.Table], writer: PageWriter | None, to_parquet: bool
) -> int:
    def passing() -> Iterator[pa.Table]:
        for table in tables:
            if writer:
                writer.write(table)
            yield table

    rows = (
        write_parquet(folder / "parquet", dataset, passing())
        if to_parquet
        else sum(t.num_rows for t in passing())
    )
    if writer:
        writer.close()
    return rows


def _rows(rows: list[dict[str, Any]], schema: pa.Schema | None = None) -> Iterator[pa.Table]:
    yield pa.Table.from_pylist(rows, schema=schema)


def main() -> None:
    """Write a tenant from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=sorted(NAMED), default="S")
    parser.add_argument("--layout", choices=("json", "parquet", "both"), default="both")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    layouts = ("json", "parquet") if options.layout == "both" else (options.layout,)
    started = time.perf_counter()
    counts = write_tenant(NAMED[options.size], options.out, layouts=layouts, seed=options.seed)
    for dataset, rows in counts.items():
        sys.stdout.write(f"{dataset:35}{rows:>12,}\n")
    sys.stdout.write(f"{'seconds':35}{time.perf_counter() - started:>12.1f}\n")


if __name__ == "__main__":
    main()
