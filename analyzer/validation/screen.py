"""The fast road: Arrow columns against rules. It may doubt a valid row; it never clears an invalid one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.export.columns.casting import with_items
from analyzer.export.columns.utf8 import is_sound
from analyzer.validation.formats import PATTERNS, whole_re2

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from analyzer.validation.rules import Rule

_FITS = {
    "string": pa.types.is_string,
    "boolean": pa.types.is_boolean,
    "integer": pa.types.is_int64,
    "number": pa.types.is_float64,
    "object": pa.types.is_struct,
    "array": pa.types.is_list,
}
_NOBODY = np.empty(0, np.int64)


class Screened(NamedTuple):
    """What the screen made of one table."""

    table: pa.Table
    """The same table, enumeration members in the spelling of the schema. The same object when all were."""
    doubted: NDArray[np.int64]
    """Positions of the rows that it does not clear, ascending, each once."""


class _Seen(NamedTuple):
    """One array after screening: perhaps respelled, and the positions in it that are doubted."""

    values: pa.Array
    doubted: NDArray[np.int64] = _NOBODY


def screen_table(table: pa.Table, root: Rule) -> Screened:
    """Clear every row that certainly satisfies the rule of its record; doubt the others.

    Null in a column stands for a missing key too. Timestamps satisfy `date-time`, dates `date`.
    """
    if not root.complete or not set(root.properties) <= set(table.column_names):
        return Screened(table, np.arange(table.num_rows, dtype=np.int64))
    doubted = []
    for name, rule in root.properties.items():
        column, doubts = _screen_column(table[name], rule, _may_lack(root, name))
        doubted.append(doubts)
        if column is not None:
            table = table.set_column(table.column_names.index(name), table.schema.field(name), column)
    return Screened(table, _union(doubted))


def _screen_column(
    column: pa.ChunkedArray, rule: Rule, may_lack: bool
) -> tuple[pa.ChunkedArray | None, NDArray[np.int64]]:
    """Return the column where it was respelled, and the doubted positions."""
    chunks, doubted, start, respelled = [], [], 0, False
    for chunk in column.chunks:
        seen = _screen_values(chunk, rule)
        if not may_lack and chunk.null_count:
            doubted.append(_positions(chunk.is_null()) + start)
        doubted.append(seen.doubted + start)
        chunks.append(seen.values)
        respelled = respelled or seen.values is not chunk
        start += len(chunk)
    return (pa.chunked_array(chunks, column.type) if respelled else None), _union(doubted)


def _may_lack(parent: Rule, name: str) -> bool:
    """Tell whether Arrow's null, be it JSON's null or a missing key, is certainly allowed."""
    return name not in parent.required and parent.properties[name].nullable


def _screen_values(values: pa.Array, rule: Rule) -> _Seen:
    """Look at what is not null; whether null is allowed is the parent's question."""
    if not rule.complete or not _fits(values.type, rule):
        return _Seen(values, _positions(values.is_valid()))
    look = _LOOKS.get(values.type.id)
    if look is None or values.null_count == len(values):
        return _Seen(values)
    return look(values, rule)


def _fits(type_: pa.DataType, rule: Rule) -> bool:
    if rule.format == "date-time" and pa.types.is_timestamp(type_):
        return True
    if rule.format == "date" and pa.types.is_date(type_):
        return True
    return rule.kind is not None and bool(_FITS[rule.kind](type_))


def _screen_text(values: pa.Array, rule: Rule) -> _Seen:
    if not is_sound(values):
        return _Seen(values, _positions(values.is_valid()))
    doubted = []
    if rule.min_length == 1:
        doubted.append(_violations(pc.greater(pc.binary_length(values), 0)))
    elif rule.min_length:
        doubted.append(_violations(pc.greater_equal(pc.utf8_length(values), rule.min_length)))
    if rule.format:
        doubted.append(_violations(pc.match_substring_regex(values, whole_re2(PATTERNS[rule.format]))))
    if rule.spellings is not None:
        respelled = _screen_members(values, rule.spellings)
        values = respelled.values
        doubted.append(respelled.doubted)
    return _Seen(values, _union(doubted))


def _screen_members(values: pa.Array, spellings: Mapping[str, str]) -> _Seen:
    members = pa.array(list(spellings.values()), pa.string())
    unknown = pc.and_(pc.invert(pc.is_in(values, members)), values.is_valid())
    if not pc.any(unknown).as_py():
        return _Seen(values)
    index = pc.index_in(pc.ascii_lower(values), pa.array(list(spellings), pa.string()))
    canonical = members.take(index)
    doubted = _positions(pc.and_(canonical.is_null(), values.is_valid()))
    return _Seen(pc.coalesce(canonical, values), doubted)


def _screen_structs(values: pa.Array, rule: Rule) -> _Seen:
    if not set(rule.properties) <= {values.type.field(at).name for at in range(values.type.num_fields)}:
        return _Seen(values, _positions(values.is_valid()))
    doubted: list[NDArray[np.int64]] = []
    members: dict[str, pa.Array] = {}
    for name, child in rule.properties.items():
        member = pc.struct_field(values, [name])
        if not _may_lack(rule, name) and member.null_count > values.null_count:
            doubted.append(_positions(pc.and_(member.is_null(), values.is_valid())))
        seen = _screen_values(member, child)
        doubted.append(seen.doubted)
        if seen.values is not member:
            members[name] = seen.values
    return _Seen(_with_members(values, members) if members else values, _union(doubted))


def _with_members(values: pa.Array, members: dict[str, pa.Array]) -> pa.Array:
    fields = [values.type.field(at) for at in range(values.type.num_fields)]
    children = [members.get(field.name, pc.struct_field(values, [field.name])) for field in fields]
    return pa.StructArray.from_arrays(children, fields=fields, mask=values.is_null())


def _screen_lists(values: pa.Array, rule: Rule) -> _Seen:
    if rule.items is None:
        return _Seen(values)
    items = pc.list_flatten(values)
    seen = _screen_values(items, rule.items)
    doubted = seen.doubted
    if not rule.items.nullable and items.null_count:
        doubted = _union([doubted, _positions(items.is_null())])
    if len(doubted):
        doubted = np.unique(pc.list_parent_indices(values).to_numpy()[doubted]).astype(np.int64)
    return _Seen(values if seen.values is items else with_items(values, seen.values, values.type), doubted)


def _screen_numbers(values: pa.Array, _: Rule) -> _Seen:
    return _Seen(values, _violations(pc.is_finite(values)))


def _violations(satisfied: pa.Array) -> NDArray[np.int64]:
    if pc.all(satisfied).as_py() is not False:
        return _NOBODY
    return _positions(pc.invert(satisfied))


def _positions(mask: pa.Array) -> NDArray[np.int64]:
    positions: NDArray[np.int64] = pc.indices_nonzero(mask).to_numpy().astype(np.int64)
    return positions


def _union(parts: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    filled = [part for part in parts if len(part)]
    if len(filled) < 2:
        return filled[0] if filled else _NOBODY
    return np.unique(np.concatenate(filled))


_LOOKS: dict[int, Callable[[pa.Array, Rule], _Seen]] = {
    pa.lib.Type_STRING: _screen_text,
    pa.lib.Type_DOUBLE: _screen_numbers,
    pa.lib.Type_STRUCT: _screen_structs,
    pa.lib.Type_LIST: _screen_lists,
}
