"""Which columns of a file are read, under which of our names, and what is wrong with the others."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from analyzer.datasets import arrow_schema, schema
from analyzer.export.columns.casting import is_list, is_text, unusable_columns, usable
from analyzer.export.dialects.columns import has_foreign_names, own_name, wanted_columns
from analyzer.export.notes import NOT_PARQUET, TYPE, Flaw
from analyzer.export.sheets.headers import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHOWN = 200


class FileColumns(NamedTuple):
    """`names` leads from the name in the file to the one of the run; no names: the file is of no use."""

    names: dict[str, str]
    flaws: tuple[Flaw, ...]


def file_columns(dataset: str, given: pa.Schema) -> FileColumns:
    """Choose columns by name; where case and punctuation alone differ from ours, ours is meant."""
    found = _named(dataset, given)
    times = Counter(found[name] for name in given.names if name in found)
    repeated = tuple(_repeated(name) for name in sorted(times) if times[name] > 1)
    names = {name: ours for name, ours in found.items() if times[ours] == 1}
    read = pa.schema([given.field(name).with_name(ours) for name, ours in names.items()])
    if has_foreign_names(dataset, read):
        misfits = dict(_misfits(dataset, read))
        kept = {name: ours for name, ours in names.items() if ours not in misfits}
        lost = () if kept else (_without([], given),)
        return FileColumns(kept, (*repeated, *misfits.values(), *lost))
    missing = [name for name in schema(dataset).get("required", ()) if name not in read.names]
    if missing or not names:
        return FileColumns({}, (*repeated, _without(missing, given)))
    return FileColumns(names, (*repeated, *unusable_columns(dataset, read)))


def _named(dataset: str, given: pa.Schema) -> dict[str, str]:
    exact = wanted_columns(dataset, given)
    if has_foreign_names(dataset, pa.schema([field for field in given if field.name in exact])):
        return {name: name for name in exact}
    known = {folded(name): name for name in arrow_schema(dataset).names}
    spelled = {name: known[folded(name)] for name in given.names if folded(name) in known}
    there = frozenset(exact)
    return {name: ours for name, ours in spelled.items() if name == ours or ours not in there}


def _misfits(dataset: str, given: pa.Schema) -> Iterator[tuple[str, Flaw]]:
    """Yield the columns whose type no dialect has there; in a record they would cost the record."""
    wanted = arrow_schema(dataset)
    for field in given:
        ours = own_name(field.name)
        may_differ = pa.types.is_struct(field.type) or is_list(field.type) or is_text(field.type)
        is_known = ours in wanted.names and not may_differ
        if _repeats_members(field.type) or (is_known and not usable(field.type, wanted.field(ours).type)):
            message = f"has {field.type} in column {field.name}; it is treated as not exported."
            yield (
                field.name,
                Flaw(TYPE, message, pointer=f"/{field.name}", value=str(field.type), incomplete=False),
            )


def _repeats_members(kind: pa.DataType) -> bool:
    """Tell whether a struct, at any depth, has two members of one name: JSON cannot say that."""
    if is_list(kind):
        return _repeats_members(kind.value_type)
    if not pa.types.is_struct(kind):
        return False
    names = [member.name for member in kind]
    return len(set(names)) < len(names) or any(_repeats_members(member.type) for member in kind)


def _repeated(name: str) -> Flaw:
    message = f"has column {name} more than once; it is treated as not exported. Write it once."
    return Flaw(TYPE, message, pointer=f"/{name}", incomplete=False)


def _without(missing: list[str], given: pa.Schema) -> Flaw:
    there = ", ".join(given.names)[:_SHOWN] or "none"
    what = " and ".join(missing) or "that means something here"
    message = (
        f"has no column {what}, so that its rows say nothing and were left out; its columns are {there}. "
        "Export it with the columns of Microsoft Graph v1.0."
    )
    return Flaw(NOT_PARQUET, message)
