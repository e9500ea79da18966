"""A dataset in the making: validated blocks joined, each record kept once, every row traceable."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from operator import and_
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.datasets import arrow_schema, key
from analyzer.tables.dataset import member_at
from analyzer.tables.id_index import surely_distinct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from analyzer.tables.journal import Problem
    from analyzer.validation.validated import Validated

_NO_ROWS: NDArray[np.int64] = np.array([], np.int64)


@dataclass(slots=True)
class Parts:
    """The blocks of one dataset, in reading order."""

    name: str
    columns: tuple[str, ...]
    present: set[str] = field(default_factory=set)
    _tables: list[pa.Table] = field(default_factory=list)
    _origins: list[Validated] = field(default_factory=list)

    def add(self, part: Validated) -> None:
        """Append a block, without the columns nobody uses."""
        self.present |= part.present
        self._tables.append(part.table.select(list(self.columns)))
        self._origins.append(_without_rows(part))

    def table(self) -> pa.Table:
        """Return all rows; dates that some files hold as text and others as timestamps become text."""
        if not self._tables:
            schema = arrow_schema(self.name)
            return pa.schema([schema.field(name) for name in self.columns]).empty_table()
        kinds = {table.schema for table in self._tables}
        alike = self._tables if len(kinds) == 1 else [_with_text_dates(table) for table in self._tables]
        return pa.concat_tables(alike)

    def places(self, rows: NDArray[np.int64]) -> list[tuple[str, int]]:
        """Return (file, row in the file) of some rows."""
        ends, part_of = self._ends(), self._part_of(rows)
        found: list[tuple[str, int]] = [("", 0)] * len(rows)
        for part in np.unique(part_of).tolist():
            origin = self._origins[part]
            files, (file, line) = origin.files, origin.origins()
            chosen = np.flatnonzero(part_of == part)
            here = rows[chosen] - (int(ends[part - 1]) if part else 0)
            places = zip(chosen.tolist(), file[here].tolist(), line[here].tolist(), strict=True)
            for position, file_number, row in places:
                found[position] = files[file_number], row
        return found

    def present_in(self, rows: NDArray[np.int64]) -> list[frozenset[str]]:
        """Return for each row the dotted paths that its block has."""
        return [self._origins[part].present for part in self._part_of(rows).tolist()]

    def uneven(self, kept: NDArray[np.int64] | None) -> dict[str, frozenset[str]]:
        """Return for each table (CSV, Parquet) that gave rows the columns that only others have.

        Args:
            kept: The rows that are no copies; None: all of them.
        """
        known = self.present.intersection(self.columns)
        suspects = {at: lacking for at, part in enumerate(self._origins) if (lacking := part.lacking & known)}
        if not suspects:
            return {}
        rows = np.arange(self._ends()[-1]) if kept is None else kept
        found: dict[str, frozenset[str]] = {}
        for at in suspects.keys() & np.unique(self._part_of(rows)).tolist():
            file = self._origins[at].files[0]
            found[file] = found.get(file, frozenset()) | suspects[at]
        return found

    def _ends(self) -> NDArray[np.int64]:
        return np.cumsum([table.num_rows for table in self._tables])

    def _part_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.searchsorted(self._ends(), rows, side="right")


def _with_text_dates(table: pa.Table) -> pa.Table:
    for place, column in enumerate(table.schema):
        if pa.types.is_timestamp(column.type):
            table = table.set_column(place, column.name, timestamps_as_text(table.column(place)))
    return table


def timestamps_as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write timestamps as ISO 8601 in UTC."""
    return pc.strftime(column, format="%Y-%m-%dT%H:%M:%SZ")


def _without_rows(part: Validated) -> Validated:
    """Keep where rows came from, not the rows."""
    return replace(part, table=part.table.slice(0, 0), problems=part.problems.slice(0, 0))


@dataclass(frozen=True, slots=True)
class Copies:
    """Rows that repeat an earlier row's key: `repeated[i]` has the key of `first[i]`."""

    repeated: NDArray[np.int64]
    first: NDArray[np.int64]

    def contradicting(self, parts: Parts, table: pa.Table) -> NDArray[np.bool_]:
        """Tell which repeated rows say something else than the first, of what both their blocks have."""
        here, there = (table.take(rows).to_pylist() for rows in (self.repeated, self.first))
        in_both = map(and_, parts.present_in(self.repeated), parts.present_in(self.first))
        return np.array([not _agree(*each, "") for each in zip(here, there, in_both, strict=True)], bool)


def _agree(one: object, other: object, known: frozenset[str], path: str) -> bool:
    """Compare values; members whose dotted path is not known are left out."""
    if isinstance(one, dict) and isinstance(other, dict):
        inside = ((name, f"{path}.{name}" if path else name) for name in one)
        return all(_agree(one[name], other[name], known, at) for name, at in inside if at in known)
    return one == other


def copies(name: str, table: pa.Table) -> Copies:
    """Find the rows whose key an earlier row already has; a row without a key is no copy."""
    columns = [member_at(table, path) for path in key(name)]
    joined = columns[0] if len(columns) == 1 else pc.binary_join_element_wise(*map(_text, columns), "\x1f")
    joined = joined.combine_chunks()
    if surely_distinct(joined):
        return Copies(_NO_ROWS, _NO_ROWS)
    encoded = joined.dictionary_encode()
    codes = np.asarray(pc.fill_null(encoded.indices, -1))
    if len(encoded.dictionary) == int((codes >= 0).sum()):
        return Copies(_NO_ROWS, _NO_ROWS)
    _, first = np.unique(codes, return_index=True)
    is_first = np.zeros(len(codes), bool)
    is_first[first] = True
    repeated = np.flatnonzero(~is_first & (codes >= 0))
    place = np.zeros(len(encoded.dictionary), np.int64)
    place[codes[first][codes[first] >= 0]] = first[codes[first] >= 0]
    return Copies(repeated, place[codes[repeated]])


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string())


def contradictions(parts: Parts, found: Copies, table: pa.Table) -> list[Problem]:
    """Return a problem row for each repeated row that says something else than the first."""
    differs = found.contradicting(parts, table)
    here, there = parts.places(found.repeated[differs]), parts.places(found.first[differs])
    ids = table.column(0).take(found.repeated[differs]).to_pylist()
    return [
        (
            parts.name,
            file,
            row,
            "",
            "duplicate-id",
            _CONTRADICTION.format(first_row, first_file),
            str(identity),
        )
        for (file, row), (first_file, first_row), identity in zip(here, there, ids, strict=True)
    ]


def overlaps(parts: Parts, found: Copies) -> Iterator[tuple[str, str, str]]:
    """Yield (dataset, earlier file, file) for some of the rows that another file had already."""
    some = slice(None, None, 1 + len(found.repeated) // _LOOKED_AT)
    here, there = parts.places(found.repeated[some]), parts.places(found.first[some])
    for (file, _), (first_file, _) in zip(here, there, strict=True):
        if file != first_file:
            yield parts.name, first_file, file


_LOOKED_AT = 100
"""Copies whose files are looked up: enough to tell pages that overlap from a file that is there twice."""

_CONTRADICTION = (
    "The record differs from row {} of {}, which has the same id and stays; this one is left out. "
    "Export again while nothing changes."
)
