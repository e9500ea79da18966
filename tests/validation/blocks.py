"""Blocks as an export yields them: texts with the columns that Arrow makes of them, or columns alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa

from analyzer.export.blocks import Block, Piece
from analyzer.export.json_columns import as_lines, parsed
from analyzer.validation.rules import Rulebook, compiled, rulebook

if TYPE_CHECKING:
    from collections.abc import Sequence

SCALARS = {"string": pa.string(), "boolean": pa.bool_(), "integer": pa.int64(), "number": pa.float64()}


def make_block(records: Sequence[Any], book: Rulebook | str, *, columnar: bool = False) -> Block:
    """Return a block of records (objects, or bytes as they are); `columnar` leaves only the columns."""
    rules = rulebook(book) if isinstance(book, str) else book
    texts = tuple(each if isinstance(each, bytes) else json.dumps(each).encode() for each in records)
    table = parsed(rules.columns, texts, as_lines(texts)) if all(map(_is_json, texts)) else None
    if columnar and table is None:
        raise ValueError("these records have no columns")
    pieces = (Piece("page-1.json", 1, len(texts)),)
    return Block(rules.dataset, pieces, None if columnar else texts, table, frozenset())


def make_book(document: dict[str, Any]) -> Rulebook:
    """Return the rules of a schema made for a test."""
    columns = pa.schema([(name, _column(child)) for name, child in document["properties"].items()])
    return Rulebook("synthetic", document, compiled(document), columns)


def _is_json(text: bytes) -> bool:
    try:
        msgspec.json.decode(text, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def _column(node: dict[str, Any]) -> pa.DataType:
    kinds = [node["type"]] if isinstance(node["type"], str) else node["type"]
    kind = next(kind for kind in kinds if kind != "null")
    if kind == "object":
        return pa.struct([(name, _column(child)) for name, child in node["properties"].items()])
    return pa.list_(_column(node["items"])) if kind == "array" else SCALARS[kind]
