"""Text cells to the types of a dataset's columns. What is not understood becomes null and is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.datasets import arrow_schema, resolved
from analyzer.export.notes import TYPE, Flaw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from analyzer.export.sheets.headers import Column, Layout, Path
    from analyzer.export.sheets.text import Sheet

_YES = pa.array(["true", "yes", "1"])
_NO = pa.array(["false", "no", "0"])
_PORTAL_TIME = "%m/%d/%Y %I:%M:%S %p"
"""How portals write moments in English: 8/19/2021 1:25:31 PM."""
_WORDS = {pa.bool_(): "True or False", pa.int64(): "a whole number", pa.float64(): "a number"}
_WHOLE = r"^-?\d{1,15}$"
_DECIMAL = r"^-?\d{1,300}(\.\d{1,300})?$"
_ONE_WORD = frozenset({"externalUserState"})
"""Properties without an enumeration whose values have no blanks; portals write Pending acceptance."""
_SHOWN = 200


class Cells:
    """The typed columns of one stretch of rows. `flaws` names the cells that were not understood."""

    def __init__(self, dataset: str, layout: Layout, sheet: Sheet) -> None:
        self.flaws: list[Flaw] = []
        self._sheet = sheet
        self._values: dict[Path, pa.Array] = {}
        for column in layout.columns:
            node = _node(resolved(dataset), column.path)
            values = self._typed(column, _type_at(dataset, column.path), node)
            if values is not None:
                self._values[column.path] = values

    def table(self) -> pa.Table:
        """Return top-level columns; a struct has the members that the file has, and is null where all are."""
        tops = dict.fromkeys(path[0] for path in self._values)
        return pa.table({top: _nested((top,), self._values) for top in tops})

    def _typed(self, column: Column, wanted: pa.DataType, node: dict[str, Any]) -> pa.Array | None:
        """Return a column's values; None when it has some and none is understood."""
        cells = self._sheet.table.column(str(column.position)).combine_chunks()
        if pa.types.is_struct(wanted):
            return cells
        if pa.types.is_list(wanted):
            return _lists(cells, wanted)
        if pa.types.is_string(wanted):
            return _texts(cells, node, column.path)
        values = _booleans(cells, column.inverted) if pa.types.is_boolean(wanted) else _numbers(cells, wanted)
        strange = np.flatnonzero(np.asarray(pc.and_(cells.is_valid(), values.is_null())))
        useless = bool(len(strange)) and values.null_count == len(values)
        if len(strange):
            self._strange(column, wanted, cells, strange, useless=useless)
        return None if useless else values

    def _strange(
        self,
        column: Column,
        wanted: pa.DataType,
        cells: pa.Array,
        rows: NDArray[np.int64],
        *,
        useless: bool,
    ) -> None:
        number = int(self._sheet.numbers[rows[0]])
        value = str(cells[int(rows[0])].as_py())[:_SHOWN]
        more = f" and {len(rows) - 1:,} more like it" if len(rows) > 1 else ""
        follows = "the column is treated as not exported" if useless else "such cells are treated as empty"
        message = (
            f"has {value!r} in column {column.name} of row {number}{more}, where {_WORDS[wanted]} should be; "
            f"{follows}. Export it again in English."
        )
        pointer = "/" + "/".join(column.path)
        self.flaws.append(
            Flaw(TYPE, message, after=number - 1, pointer=pointer, value=value, incomplete=False)
        )


def _nested(path: Path, values: dict[Path, pa.Array]) -> pa.Array:
    """Return a struct of the members that were given; else the values themselves."""
    members = {
        deeper[len(path)]: _nested(deeper[: len(path) + 1], values)
        for deeper in values
        if deeper[: len(path)] == path and len(deeper) > len(path)
    }
    if not members:
        return values[path]
    empty = np.logical_and.reduce([np.asarray(member.is_null()) for member in members.values()])
    return pa.StructArray.from_arrays(list(members.values()), names=list(members), mask=pa.array(empty))


def _booleans(cells: pa.Array, inverted: bool) -> pa.Array:
    words = pc.utf8_lower(pc.utf8_trim_whitespace(cells))
    negative = pc.if_else(pc.is_in(words, _NO), inverted, pa.scalar(None, pa.bool_()))
    return pc.if_else(pc.is_in(words, _YES), not inverted, negative)


def _numbers(cells: pa.Array, wanted: pa.DataType) -> pa.Array:
    trimmed = pc.utf8_trim_whitespace(cells)
    numeric = pc.match_substring_regex(trimmed, _WHOLE if pa.types.is_integer(wanted) else _DECIMAL)
    return pc.if_else(numeric, trimmed, pa.scalar(None, pa.string())).cast(wanted)


def _texts(cells: pa.Array, node: dict[str, Any], path: Path) -> pa.Array:
    if node.get("format") == "date-time":
        parsed = pc.strptime(cells, format=_PORTAL_TIME, unit="s", error_is_null=True)
        if parsed.null_count == len(parsed):
            return cells
        return pc.coalesce(pc.strftime(parsed, "%Y-%m-%dT%H:%M:%SZ"), cells)
    if "enum" in node:
        return _members(pc.replace_substring(cells, " ", ""), [each for each in node["enum"] if each])
    if path[-1] in _ONE_WORD:
        return pc.replace_substring(cells, " ", "")
    return cells


def _members(words: pa.Array, members: list[str]) -> pa.Array:
    """Spell members of an enumeration as Graph v1.0 does; other words stay."""
    place = pc.index_in(pc.utf8_lower(words), value_set=pa.array([each.lower() for each in members]))
    return pc.coalesce(pa.array(members).take(place), words)


def _lists(cells: pa.Array, wanted: pa.DataType) -> pa.Array:
    """Return lists of what is separated by semicolons; JSON text stays text."""
    given = cells.drop_null()
    if pc.all(pc.starts_with(given, "["), min_count=0).as_py() and len(given):
        return cells
    parts = pc.split_pattern(cells, ";")
    items = pc.utf8_trim_whitespace(pc.list_flatten(parts))
    if pa.types.is_struct(wanted.value_type):  # the issuers of identities
        issuers = pc.replace_substring(items, " ", "")  # portals write Microsoft account
        items = pa.StructArray.from_arrays([issuers], names=["issuer"])
    return pa.ListArray.from_arrays(parts.offsets, items, mask=parts.is_null())


def _type_at(dataset: str, path: Path) -> pa.DataType:
    top, *members = path
    found = arrow_schema(dataset).field(top).type
    for name in members:
        found = found.field(name).type
    return found


def _node(node: dict[str, Any], path: Path) -> dict[str, Any]:
    for name in path:
        node = node["properties"][name]
    return node


def spelled(layout: Layout) -> Iterator[str]:
    """Yield what was guessed: `Status is state`."""
    return (f"{column.name} is {'.'.join(column.path)}" for column in layout.columns if column.guessed)
