"""Records of a parent's own file to rows of a dataset: the parent's id comes from the file's name."""

from __future__ import annotations

from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.datasets import arrow_schema
from analyzer.export.columns.presence import present_in_table, present_in_texts
from analyzer.export.edges import RELATIONS, Relation
from analyzer.export.json_columns import as_lines, parsed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.export.runs import RecordRun

    Texts = Sequence[msgspec.Raw | bytes]

_ODATA_TYPE = "@odata.type"
_OBJECT = (pa.field("id", pa.string()), pa.field(_ODATA_TYPE, pa.string()))
_ANY = msgspec.json.Decoder(dict[str, Any])


def asked_columns(dataset: str, *, related: bool) -> pa.Schema:
    """Return the columns to ask of a dataset's records; `related`: they may be in a parent's own file."""
    schema = arrow_schema(dataset)
    return pa.schema([*schema, *_OBJECT]) if related and dataset in RELATIONS else schema


def as_related(
    dataset: str, table: pa.Table, present: frozenset[str], parents: pa.Array
) -> tuple[pa.Table, frozenset[str]]:
    """Return asked columns as the dataset's own (canonical) columns, and the paths that are present.

    Args:
        dataset: whose records they are.
        table: asked columns.
        present: paths that are present in them.
        parents: the parent of each record; null where the file is a plain table.
    """
    relation = RELATIONS.get(dataset)
    if relation is None:
        return _with_catalog(table, parents), present | {"catalog", "catalog.id"}
    columns = {
        relation.parent: pc.coalesce(table[relation.parent], parents),
        relation.child: pc.coalesce(table[relation.child], table["id"]),
    }
    if relation.kind:
        columns[relation.kind] = pc.coalesce(table[relation.kind], _last_segment(table[_ODATA_TYPE]))
    schema = arrow_schema(dataset)
    return pa.table([columns[name] for name in schema.names], schema=schema), _renamed(present, relation)


def related_table(
    dataset: str, runs: Sequence[RecordRun], records: Texts
) -> tuple[pa.Table, frozenset[str]] | None:
    """Return the rows (canonical columns) and the present paths; None when Arrow refuses a record."""
    lines = as_lines(records)
    table = parsed(asked_columns(dataset, related=True), records, lines)
    if table is None:
        return None
    return as_related(dataset, table, present_in_table(table, records, (lines,)), _parents(runs))


def related_texts(
    dataset: str, runs: Sequence[RecordRun]
) -> tuple[tuple[msgspec.Raw | bytes, ...], frozenset[str]]:
    """Return the records rewritten as the dataset's, and the present paths; for what Arrow refused."""
    pairs = chain.from_iterable(zip(run.records, repeat(run.file.parent)) for run in runs)
    texts = tuple(_rewritten(dataset, text, parent) for text, parent in pairs)
    return texts, present_in_texts(arrow_schema(dataset), texts)


def _parents(runs: Sequence[RecordRun]) -> pa.Array:
    """Return the parent of each record; null where the file is a plain table."""
    counts = np.array([len(run.records) for run in runs])
    return pa.array([run.file.parent for run in runs], pa.string()).take(
        pa.array(np.repeat(np.arange(len(runs)), counts))
    )


def _last_segment(types: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.replace_substring_regex(types, r"^.*[.#]", "")


def _renamed(present: frozenset[str], relation: Relation) -> frozenset[str]:
    names = {relation.parent: relation.parent, "id": relation.child, relation.child: relation.child}
    if relation.kind:
        names |= {_ODATA_TYPE: relation.kind, relation.kind: relation.kind}
    return frozenset({names[path] for path in present if path in names} | {relation.parent})


def _with_catalog(table: pa.Table, parents: pa.Array) -> pa.Table:
    position = table.schema.get_field_index("catalog")
    catalog = table.column(position).combine_chunks()
    members = dict(zip((field.name for field in catalog.type), catalog.flatten(), strict=True))
    members["id"] = pc.coalesce(members["id"], parents)
    missing = pc.and_(catalog.is_null(), parents.is_null())
    filled = pa.StructArray.from_arrays(list(members.values()), fields=list(catalog.type), mask=missing)
    return table.set_column(position, table.schema.field(position), filled)


def _rewritten(dataset: str, text: msgspec.Raw | bytes, parent: str | None) -> msgspec.Raw | bytes:
    """Return one record as the dataset has it; unchanged where it is no JSON object."""
    try:
        record = _ANY.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return text
    relation = RELATIONS.get(dataset)
    if relation is None:
        return msgspec.json.encode(_with_catalog_id(record, parent))
    row = {
        relation.parent: record.get(relation.parent, parent),
        relation.child: record.get(relation.child, record.get("id")),
    }
    if relation.kind:
        kind = record.get(_ODATA_TYPE)
        short = kind.rpartition(".")[2].lstrip("#") if isinstance(kind, str) else kind
        row[relation.kind] = record.get(relation.kind, short)
    return msgspec.json.encode(row)


def _with_catalog_id(record: dict[str, Any], parent: str | None) -> dict[str, Any]:
    catalog = record.get("catalog") or {}
    if parent is None or not isinstance(catalog, dict) or catalog.get("id"):
        return record
    return {**record, "catalog": {**catalog, "id": parent}}
