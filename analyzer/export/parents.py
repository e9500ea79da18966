"""Records of a parent's own file to rows of a dataset: the parent's id comes from the file's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.datasets import arrow_schema
from analyzer.export.columns.presence import present_in_table, present_in_texts
from analyzer.export.edges import OWNERS, RELATIONS, Relation
from analyzer.export.json_columns import parsed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analyzer.export.files import ExportFile
    from analyzer.export.runs import RecordRun

    Texts = Sequence[msgspec.Raw | bytes]

_ODATA_TYPE = "@odata.type"
_ODATA_ID = "@odata.id"
_OBJECT = tuple(pa.field(name, pa.string()) for name in ("id", _ODATA_TYPE, _ODATA_ID))
_REFERENCE = r"/directoryObjects/(?P<id>[0-9A-Fa-f-]{36})(?:/|$)"
"""What `/members/$ref` gives in place of objects: the address of each."""
_ANY = msgspec.json.Decoder(dict[str, Any])


def asked_columns(dataset: str, *, related: bool) -> pa.Schema:
    """Return the columns to ask of a dataset's records; `related`: they may be in a parent's own file."""
    schema = arrow_schema(dataset)
    return pa.schema([*schema, *_OBJECT]) if related and dataset in RELATIONS else schema


def as_related(
    dataset: str, table: pa.Table, present: frozenset[str], origins: Origins
) -> tuple[pa.Table, frozenset[str]]:
    """Return asked columns as the dataset's own (canonical) columns, and the paths that are present.

    Args:
        dataset: whose records they are.
        table: asked columns.
        present: paths that are present in them.
        origins: what the path says of each record.
    """
    relation = RELATIONS.get(dataset)
    if relation is None:
        owner = OWNERS[dataset]
        return _with_owner(table, owner, origins.parents), present | {owner, f"{owner}.id"}
    columns = {
        relation.parent: pc.coalesce(table[relation.parent], origins.parents),
        relation.child: pc.coalesce(table[relation.child], table["id"], _referenced(table[_ODATA_ID])),
    }
    if relation.kind:
        columns[relation.kind] = pc.coalesce(table[relation.kind], _last_segment(table[_ODATA_TYPE]))
    if relation.side:
        columns[relation.side] = pc.coalesce(table[relation.side], origins.sides)
    schema = arrow_schema(dataset)
    return pa.table([columns[name] for name in schema.names], schema=schema), _renamed(present, relation)


def related_table(
    dataset: str, runs: Sequence[RecordRun], records: Texts, lines: bytes
) -> tuple[pa.Table, frozenset[str]] | None:
    """Return the rows (canonical columns) and the present paths; None when Arrow refuses a record."""
    table = parsed(asked_columns(dataset, related=True), records, lines)
    if table is None:
        return None
    origins = origins_of([run.file for run in runs], [len(run.records) for run in runs])
    return as_related(dataset, table, present_in_table(table, records, (lines,)), origins)


def related_texts(
    dataset: str, runs: Sequence[RecordRun]
) -> tuple[tuple[msgspec.Raw | bytes, ...], frozenset[str]]:
    """Return the records rewritten as the dataset's, and the present paths; for what Arrow refused."""
    pairs = chain.from_iterable(zip(run.records, repeat(run.file)) for run in runs)
    texts = tuple(_rewritten(dataset, text, file) for text, file in pairs)
    return texts, present_in_texts(arrow_schema(dataset), texts)


@dataclass(frozen=True, slots=True)
class Origins:
    """What the path says of each record: its parent, its side; null where it says nothing."""

    parents: pa.Array
    sides: pa.Array


def origins_of(files: Sequence[ExportFile], counts: Sequence[int] | NDArray[np.int64]) -> Origins:
    """Return where records come from; `counts` says how many each file has."""
    owner = pa.array(np.repeat(np.arange(len(files)), counts))
    parents, sides = (
        pa.array([getattr(file, name) for file in files], pa.string()) for name in ("parent", "side")
    )
    return Origins(parents.take(owner), sides.take(owner))


def _referenced(addresses: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the ids in the addresses of objects; null where there is none."""
    if addresses.null_count == len(addresses):
        return addresses
    return pc.struct_field(pc.extract_regex(addresses, _REFERENCE), "id")


def _last_segment(types: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.replace_substring_regex(types, r"^.*[.#]", "")


def _renamed(present: frozenset[str], relation: Relation) -> frozenset[str]:
    names = dict.fromkeys(("id", _ODATA_ID, relation.child), relation.child)
    names[relation.parent] = relation.parent
    if relation.kind:
        names |= {_ODATA_TYPE: relation.kind, relation.kind: relation.kind}
    sides = {relation.side} if relation.side else set()
    return frozenset({names[path] for path in present if path in names} | {relation.parent} | sides)


def _with_owner(table: pa.Table, owner: str, parents: pa.Array) -> pa.Table:
    position = table.schema.get_field_index(owner)
    owners = table.column(position).combine_chunks()
    members = dict(zip((field.name for field in owners.type), owners.flatten(), strict=True))
    members["id"] = pc.coalesce(members["id"], parents)
    missing = pc.and_(owners.is_null(), parents.is_null())
    filled = pa.StructArray.from_arrays(list(members.values()), fields=list(owners.type), mask=missing)
    return table.set_column(position, table.schema.field(position), filled)


def _rewritten(dataset: str, text: msgspec.Raw | bytes, file: ExportFile) -> msgspec.Raw | bytes:
    """Return one record as the dataset has it; unchanged where it is no JSON object."""
    try:
        record = _ANY.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return text
    relation = RELATIONS.get(dataset)
    if relation is None:
        return msgspec.json.encode(_with_owner_id(record, OWNERS[dataset], file.parent))
    row = {
        relation.parent: record.get(relation.parent, file.parent),
        relation.child: record.get(relation.child, record.get("id", _address(record))),
    }
    if relation.kind:
        kind = record.get(_ODATA_TYPE)
        short = kind.rpartition(".")[2].lstrip("#") if isinstance(kind, str) else kind
        row[relation.kind] = record.get(relation.kind, short)
    if relation.side:
        row[relation.side] = record.get(relation.side, file.side)
    return msgspec.json.encode(row)


def _address(record: dict[str, Any]) -> str | None:
    found = re.search(_REFERENCE, str(record.get(_ODATA_ID)))
    return found["id"] if found else None


def _with_owner_id(record: dict[str, Any], owner: str, parent: str | None) -> dict[str, Any]:
    known = record.get(owner) or {}
    if parent is None or not isinstance(known, dict) or known.get("id"):
        return record
    return {**record, owner: {**known, "id": parent}}
