"""A tenant as Parquet: nested columns as structs in some files, as JSON text in others."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from sample_exports.generate import relations

if TYPE_CHECKING:
    from pathlib import Path

    from sample_exports.generate.directory_records import Record
    from sample_exports.generate.tenant import Tenant

AS_JSON_TEXT = frozenset(
    {
        "organization",
        "subscribed_skus",
        "service_principals",
        "entitlement_role_definitions",
        "catalog_resources",
        "resource_role_scopes",
        "assignment_policies",
        "access_reviews",
        "audit_events",
    }
)
AS_TIMESTAMPS = frozenset({"users", "groups", "assignment_requests"})
PART_SIZES = {"users": 32}
TIMESTAMP = pa.timestamp("us", tz="UTC")
EMPTY = {
    "deleted_users": ("id", "displayName", "userPrincipalName", "mail", "userType", "deletedDateTime"),
    "connected_organizations": ("id", "displayName", "state", "createdDateTime", "identitySources"),
    "connected_organization_sponsors": ("connectedOrganizationId", "sponsorId", "sponsorKind"),
    "incompatible_groups": ("accessPackageId", "groupId"),
    "access_reviews": ("id", "displayName", "status", "createdDateTime", "scope"),
    "audit_events": ("id", "activityDateTime", "activityDisplayName", "category", "result"),
}
"""The columns of datasets that hold no rows: all of them text."""


def write_parquet(tenant: Tenant, folder: Path) -> None:
    """Every dataset as a file, those in PART_SIZES as a folder of part files."""
    tables = tenant.records | relations.flat_relations(tenant)
    tables["access_packages"] = relations.packages_without_relations(tenant)
    for dataset, records in tables.items():
        table = _table(dataset, records)
        size = PART_SIZES.get(dataset)
        if size is None:
            _write(folder / f"{dataset}.parquet", table)
            continue
        for number, start in enumerate(range(0, len(table), size)):
            _write(folder / dataset / f"part-{number:05}.parquet", table.slice(start, size))


def _table(dataset: str, records: list[Record]) -> pa.Table:
    if not records:
        return pa.table({column: pa.array([], pa.string()) for column in EMPTY[dataset]})
    rows = [{key: _value(dataset, key, value) for key, value in record.items()} for record in records]
    columns = dict.fromkeys(key for row in rows for key in row)
    return pa.table({column: _column(column, [row.get(column) for row in rows]) for column in columns})


def _value(dataset: str, key: str, value: Any) -> Any:
    if dataset in AS_JSON_TEXT and isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if dataset in AS_TIMESTAMPS and key.endswith("DateTime") and value is not None:
        return datetime.fromisoformat(value)
    return value


def _column(name: str, values: list[Any]) -> pa.Array:
    inferred = pa.array(values)
    if pa.types.is_null(inferred.type) and name.endswith("Enabled"):
        return inferred.cast(pa.bool_())
    if pa.types.is_timestamp(inferred.type):
        return inferred.cast(TIMESTAMP)
    return pa.array(values, _without_null_types(inferred.type))


def _without_null_types(kind: pa.DataType) -> pa.DataType:
    """`kind` with text wherever no value tells a type."""
    if pa.types.is_null(kind):
        return pa.string()
    if pa.types.is_list(kind):
        return pa.list_(_without_null_types(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(field.name, _without_null_types(field.type)) for field in kind])
    return kind


def _write(path: Path, table: pa.Table) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        table,
        path,
        row_group_size=1000,
        compression="snappy",
        version="2.6",
        use_dictionary=True,
        write_statistics=True,
        store_schema=False,
    )
