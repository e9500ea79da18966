"""Parquet: a file per dataset, nested columns as structs or as JSON text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import parquet

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layouts.tenant import Record, Tenant


def parquet_structs(tenant: Tenant) -> dict[str, bytes]:
    """Structs and lists, as pyarrow infers them."""
    return _files(tenant, lambda value: value)


def parquet_text(tenant: Tenant) -> dict[str, bytes]:
    """Every nested value as JSON text."""
    return _files(tenant, lambda value: json.dumps(value) if isinstance(value, dict | list) else value)


def _files(tenant: Tenant, write: Callable[[Any], Any]) -> dict[str, bytes]:
    return {f"{dataset}.parquet": _file(records, write) for dataset, records in tenant.tables().items()}


def _file(records: list[Record], write: Callable[[Any], Any]) -> bytes:
    names = dict.fromkeys(name for record in records for name in record) or {"id": None}
    columns = {name: pa.array([write(record.get(name)) for record in records]) for name in names}
    sink = pa.BufferOutputStream()
    parquet.write_table(pa.table(columns), sink)
    content: bytes = sink.getvalue().to_pybytes()
    return content
