"""Which keys records have: absent (nobody wrote the key) is not null (somebody wrote null).

A column with any value is there. For the others the texts are asked: first a few records, then one search
through the whole block, and only when that finds something every record, decoded for these keys alone.
A key that is spelled with escapes and never has a value counts as absent.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa
from msgspec import UNSET, UnsetType

from analyzer.export.json_columns import occurs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Texts = Sequence[msgspec.Raw | bytes]

_PROBE = 50
_MANY = 256
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])


def struct_paths(fields: Iterable[pa.Field], prefix: str = "") -> Iterator[str]:
    """Yield the dotted path of each field and of each member of its structs."""
    for field in fields:
        yield prefix + field.name
        if pa.types.is_struct(field.type):
            yield from struct_paths(field.type, f"{prefix}{field.name}.")


def present_in_table(table: pa.Table, records: Texts, texts: Sequence[bytes]) -> frozenset[str]:
    """Return the dotted paths whose key occurs in the records that became this table; `texts` hold them."""
    present = {path for path, filled in _filled(table) if filled}
    doubtful = frozenset(path for path, filled in _filled(table) if not filled)
    found = _found(doubtful, records[:_PROBE])
    doubtful -= found
    if doubtful and len(records) > _PROBE and _may_occur(doubtful, present, texts):
        found |= _found(doubtful, records[_PROBE:])
    return frozenset(present | found)


def filled_paths(name: str, column: pa.Array) -> frozenset[str]:
    """Return the dotted paths of a column and its struct members that have a value."""
    return frozenset(path for path, filled in _filled_below(name, [column]) if filled)


def present_in_texts(schema: pa.Schema, records: Texts) -> frozenset[str]:
    """Return the dotted paths whose key occurs in records that Arrow refused."""
    sought = frozenset(struct_paths(schema))
    present: set[str] = set()
    for record in records:
        _collect(record, list(schema), "", present)
        if len(present) == len(sought):
            break
    return frozenset(present)


def _collect(record: msgspec.Raw | bytes, fields: Iterable[pa.Field], prefix: str, present: set[str]) -> None:
    try:
        members = _MEMBERS.decode(record)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return
    for field in fields:
        if field.name in members:
            present.add(prefix + field.name)
            if pa.types.is_struct(field.type):
                _collect(members[field.name], list(field.type), f"{prefix}{field.name}.", present)


def _filled(table: pa.Table) -> Iterator[tuple[str, bool]]:
    """Yield each path whose parents have a value, and whether it has one itself."""
    for name, column in zip(table.column_names, table.columns, strict=True):
        yield from _filled_below(name, column.chunks)


def _filled_below(path: str, chunks: Sequence[pa.Array]) -> Iterator[tuple[str, bool]]:
    filled = any(chunk.null_count < len(chunk) for chunk in chunks)
    yield path, filled
    if filled and pa.types.is_struct(chunks[0].type):
        for index, member in enumerate(chunks[0].type):
            yield from _filled_below(f"{path}.{member.name}", [chunk.field(index) for chunk in chunks])


def _may_occur(paths: frozenset[str], present: set[str], texts: Sequence[bytes]) -> bool:
    """Tell whether one of the keys is written anywhere in the text, at whatever depth."""
    names = {path.rpartition(".")[2] for path in paths}
    if names & {path.rpartition(".")[2] for path in present}:
        return True
    pattern = f'"(?:{"|".join(map(re.escape, sorted(names)))})"\\s*:'
    return any(occurs(pattern, text) for text in _together(texts))


def _together(texts: Sequence[bytes]) -> Iterator[bytes]:
    """Yield texts, many small ones joined: to begin a search costs as much as to search some kilobytes."""
    if len(texts) <= _MANY:
        yield from texts
    else:
        yield from (b"\n".join(texts[start : start + _MANY]) for start in range(0, len(texts), _MANY))


def _found(paths: frozenset[str], records: Texts) -> frozenset[str]:
    """Return those of the paths whose key a record has. Where they occur, their value is null."""
    if not paths:
        return paths
    shapes = set(map(_decoder(paths).decode, records))
    return frozenset(path for shape in shapes for path in _paths_of(shape))


def _paths_of(shape: Any) -> Iterator[str]:
    for name, encoded in zip(shape.__struct_fields__, shape.__struct_encode_fields__, strict=True):
        value = getattr(shape, name)
        if value is None and name.startswith("leaf"):
            yield encoded
        elif isinstance(value, msgspec.Struct):
            yield from (f"{encoded}.{path}" for path in _paths_of(value))


@cache
def _decoder(paths: frozenset[str]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(_shape(paths))


def _shape(paths: frozenset[str]) -> type[msgspec.Struct]:
    """Return a struct of just these members; two records that have the same of them are equal."""
    fields: list[tuple[str, Any, Any]] = []
    for number, name in enumerate(sorted({path.partition(".")[0] for path in paths})):
        deeper = frozenset(path.partition(".")[2] for path in paths if path.startswith(f"{name}."))
        kind = _shape(deeper) | None | UnsetType if deeper else None | UnsetType
        label = "branch" if deeper else "leaf"  # the parent's own key is known already
        fields.append((f"{label}{number}", kind, msgspec.field(default=UNSET, name=name)))
    return msgspec.defstruct("Members", fields, frozen=True, gc=False)
