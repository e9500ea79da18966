"""One dataset of the export after reading: its columns, and what is known about their completeness."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.datasets import arrow_schema

if TYPE_CHECKING:
    from numpy.typing import NDArray

STRING = pd.StringDtype("pyarrow", na_value=pd.NA)
_DOT = re.compile(r"(?<!@odata)\.")
_FEW_ROWS = 50
_nullable = {pa.bool_(): pd.BooleanDtype()}.get


@dataclass(frozen=True, slots=True)
class Dataset:
    """Good rows of one dataset, each id once.

    `present` holds the dotted paths whose key some record carried: a path outside it was not exported, so
    its values are unknown rather than empty. `gaps` says why rows may be missing; absence from a dataset
    with gaps proves nothing. `parents` names the parents whose edges were exported (None: all of them);
    `unseen_parents` says why there may be parents that the export does not know, each with rows of its own.
    `missed` collects the absent paths that somebody asked for.
    """

    name: str
    table: pa.Table
    present: frozenset[str]
    gaps: tuple[str, ...] = ()
    parents: frozenset[str] | None = None
    unseen_parents: tuple[str, ...] = ()
    missed: set[str] = field(default_factory=set, repr=False, compare=False)

    @property
    def complete(self) -> bool:
        """Tell whether absence from this dataset proves absence from the tenant."""
        return not self.gaps and not self.unseen_parents

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def has(self, path: str) -> bool:
        """Tell whether any record carried the key at the dotted `path`."""
        if path not in self.present and len(self):
            self.missed.add(path)
        return path in self.present

    def column(self, path: str) -> pa.ChunkedArray:
        """Return the values at a dotted path through structs (null where absent)."""
        self.has(path)
        return self.optional(path)

    def optional(self, path: str) -> pa.ChunkedArray:
        """Return values that something else can stand in for; their absence is not worth reporting."""
        return member_at(self.table, path)

    def text(self, path: str) -> pd.Series[str]:
        """Return a string column (dtype `string`, `<NA>` where unknown)."""
        return as_text(self.column(path))

    def flag(self, path: str) -> pd.Series[bool]:
        """Return a boolean column (dtype `boolean`, `<NA>` where unknown)."""
        return as_flag(self.column(path))

    def chosen(self, rows: NDArray[Any]) -> Dataset:
        """Return a dataset with some of the rows: a mask, or their positions."""
        if rows.dtype == bool:
            table = self.table.filter(pa.array(rows))
        elif 0 < len(rows) <= _FEW_ROWS:  # to take, Arrow joins all chunks of every column
            table = pa.concat_tables([self.table.slice(row, 1) for row in rows.tolist()])
        else:
            table = self.table.take(pa.array(rows, pa.int64()))
        return replace(self, table=table, missed=set())

    def elements(self, path: str) -> tuple[pa.Array, pa.Array]:
        """Flatten a list column: (row number of each element's record, the elements)."""
        return flatten(self.column(path))


def not_exported(name: str) -> Dataset:
    """Return a dataset that stands in for one that was not exported: no rows, and absence proves nothing."""
    return Dataset(name, arrow_schema(name).empty_table(), frozenset(), ("it was not exported",))


def member_at(table: pa.Table, path: str) -> pa.ChunkedArray:
    """Return the column at a dotted path through structs."""
    top, *members = _DOT.split(path)
    return reduce(struct_member, members, table.column(top))


def struct_member(column: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    """Return one member of a struct column; null where the struct itself is null."""
    if name not in {column.type.field(place).name for place in range(column.type.num_fields)}:
        return pa.chunked_array([pa.nulls(len(column), pa.string())])
    return pc.struct_field(column, name)


def flatten(column: pa.ChunkedArray | pa.Array) -> tuple[pa.Array, pa.Array]:
    """Return the (parent row, element) pairs of a list column."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(whole, pa.ChunkedArray):
        whole = pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], column.type)
    return pc.list_parent_indices(whole), pc.list_flatten(whole)


def rows_where(answers: pa.ChunkedArray | pa.Array) -> NDArray[np.intp]:
    """Return the positions of what is true."""
    # Of a column without chunks, pc.indices_nonzero of pyarrow 24 crashes.
    return np.flatnonzero(np.asarray(pc.fill_null(answers, False)))


def as_text(column: pa.ChunkedArray | pa.Array) -> pd.Series[str]:
    """Wrap an Arrow string column as a pandas Series without copying."""
    chunked = column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])
    strings = chunked.cast(pa.large_string())
    return pd.Series(pd.array(strings, dtype=STRING))


def as_arrow(column: pd.Series[str]) -> pa.ChunkedArray:
    """Return the Arrow strings behind a Series; `pa.array` would copy those of several chunks one by one."""
    strings = pa.Array.from_pandas(column)
    chunked = strings if isinstance(strings, pa.ChunkedArray) else pa.chunked_array([strings])
    return chunked.cast(pa.string())


def as_flag(column: pa.ChunkedArray | pa.Array) -> pd.Series[bool]:
    """Turn an Arrow boolean column into a nullable pandas Series."""
    chunked = column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])
    return pd.Series(pd.array(chunked.cast(pa.bool_()).to_pandas(types_mapper=_nullable), dtype="boolean"))


def lower(column: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """Lower-case text for comparing enum members, domains and ids."""
    return pc.utf8_lower(column)


def last_segment(column: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """Reduce `#microsoft.graph.singleUser` to `singleuser` (graph.md, trap 14)."""
    return lower(pc.replace_substring_regex(column, r"^#?(?:[^.]*\.)*", ""))
