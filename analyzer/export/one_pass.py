"""Whole JSON documents to columns, or to nothing when one of them is not simply a page or an object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.datasets import key
from analyzer.export.dialects import may_need_lifting, needs_lifting
from analyzer.export.json_columns import arrow_rows, occurs
from analyzer.export.splitting.document import COUNT, NEXT_LINK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_VALUE = "value"
_LENIENT = ("NaN", "Infinity", "\0")
"""What Arrow understands although it is not JSON; harmless inside a text, but then only time is lost."""


@dataclass(frozen=True, slots=True)
class Documents:
    """Records of documents in order."""

    table: pa.Table
    counts: NDArray[np.int64]
    """Of each document, how many records it has."""
    links: dict[int, str]
    """By the document's number, the link to a page that follows it."""
    stated: dict[int, int]
    """By the document's number, how many records the whole list has, as the document says."""


def parsed_documents(
    dataset: str, columns: pa.Schema, texts: Sequence[bytes], whole: bytes
) -> Documents | None:
    """Return the records of pages (`{"value": [...]}`) or of single objects; None when it is not that simple.

    Args:
        dataset: whose records they are.
        columns: the columns asked for.
        texts: UTF-8, none empty.
        whole: the same, each followed by a line break.
    """
    if any(occurs(word, whole) for word in _LENIENT) or not all(
        text[:64].lstrip()[:1] == b"{" for text in texts
    ):
        return None
    if may_need_lifting(dataset, texts, whole):
        return None
    page = [
        pa.field(_VALUE, pa.list_(pa.struct(list(columns)))),
        pa.field(NEXT_LINK, pa.string()),
        pa.field(COUNT, pa.int64()),
    ]
    rows = arrow_rows(pa.schema([*page, *columns]), whole, len(texts), len(whole) + 1)
    if rows is None:
        return None
    links, stated = _by_place(rows[NEXT_LINK]), _by_place(rows[COUNT])
    lists = rows[_VALUE].combine_chunks()
    if lists.null_count == len(texts):
        found = Documents(rows.select(columns.names), np.ones(len(texts), np.int64), links, stated)
    elif lists.null_count:
        return None
    else:
        records = lists.flatten()
        table = pa.Table.from_arrays(records.flatten(), schema=columns)
        lengths = np.asarray(pc.list_value_length(lists)).astype(np.int64)
        found = Documents(table, lengths, links, stated)
    has_key = _has_key(dataset, found.table)
    if not has_key.all() and (not has_key.any(axis=0).all() or needs_lifting(dataset, whole)):
        return None  # a nested page, an error or a null has no part of a key; capital letters may hide one
    return found


def _by_place(column: pa.ChunkedArray) -> dict[int, Any]:
    if column.null_count == len(column):
        return {}
    return {place: value for place, value in enumerate(column.to_pylist()) if value is not None}


def _has_key(dataset: str, table: pa.Table) -> NDArray[np.bool_]:
    """Tell per part of the key (first axis) and record whether it is there."""
    parts = sorted({name.partition(".")[0] for name in ("id", *key(dataset))} & set(table.column_names))
    return np.array([np.asarray(pc.is_valid(table[name]), dtype=bool) for name in parts])
