"""Which parents an export has not been asked about: groups without their members, say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.planning.needs import wanted_datasets
from analyzer.planning.requests import requests_for
from analyzer.tables.dataset import flatten
from analyzer.tables.relations import RELATIONS
from analyzer.tables.source import STREAMED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.tables.relations import Relations
    from analyzer.tables.source import ExportSource

_NAMES_NO_PARENT = frozenset({"users", "deleted_users", STREAMED, "tickets"})
"""Large, or read as a stream, and not where entitlement management refers to groups and applications."""


def missing_parents(dataset: str, source: ExportSource, relations: Relations) -> tuple[str, ...]:
    """Return the parents (ids, sorted) to ask for a dataset's records, because the export has not got them.

    Where the directory has far more parents than matter, only those that other data names count.
    """
    request = requests_for([dataset])[-1]
    if not source.has(request.per):
        return ()
    ids = source.dataset(request.per).column("id").combine_chunks()
    wanted = ids.filter(_named(request.per, dataset, ids, source, relations)) if request.only_named else ids
    known: frozenset[str] | None = frozenset()
    if source.has(dataset) and not source.dataset(dataset).gaps:
        known = source.dataset(dataset).parents
    if known is None:
        return ()
    return tuple(sorted(set(wanted.drop_null().to_pylist()) - known))


def _named(
    parents: str, dataset: str, ids: pa.Array, source: ExportSource, relations: Relations
) -> pa.BooleanArray:
    """Mark the parents whose ids occur in other datasets, or that are members of those that do."""
    named = np.zeros(len(ids), bool)
    for name in sorted(wanted_datasets() - _NAMES_NO_PARENT - {parents, dataset}):
        if source.has(name):
            for values in _texts(source.dataset(name).table):
                rows = pc.index_in(values, value_set=ids).drop_null().unique()
                named[np.asarray(rows)] = True
    if dataset == STREAMED and source.has(STREAMED) and not relations.missing(RELATIONS["membership_edges"]):
        edges, before = relations["membership_edges"], -1
        while before < (before := int(named.sum())):
            named[edges.inner[named[edges.outer]]] = True
    return pa.array(named)


def _texts(table: pa.Table) -> Iterator[pa.Array]:
    """Yield every string inside a table, however deep, column by column."""
    waiting = [column.combine_chunks() for column in table.columns]
    while waiting:
        column = waiting.pop()
        if isinstance(column, pa.ChunkedArray):
            waiting += column.chunks
        elif pa.types.is_struct(column.type):
            waiting += column.flatten()
        elif pa.types.is_list(column.type):
            waiting.append(flatten(column)[1])
        elif pa.types.is_string(column.type):
            yield column
