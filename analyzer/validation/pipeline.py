"""One block through validation: the screen clears most rows at once, `jsonschema` explains the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np
import pyarrow as pa

from analyzer.export.json_columns import as_lines, parsed
from analyzer.validation.decoders import shape
from analyzer.validation.explain import Explained, explain_texts
from analyzer.validation.newest import newest_moment
from analyzer.validation.rows import rows_as_json
from analyzer.validation.rules import rulebook
from analyzer.validation.screen import screen_table
from analyzer.validation.validated import PROBLEM_SCHEMA, Validated, empty_problems, locate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analyzer.export.blocks import Block
    from analyzer.validation.rules import Rulebook

_SHORT_CHUNK = 10_000
"""Rows below which calling Arrow for every chunk costs more than joining the chunks."""


class _Rows(NamedTuple):
    """Some rows of a block as a table, and their positions in the block."""

    table: pa.Table
    positions: NDArray[np.int64]


class _Verdicts(NamedTuple):
    """What the slow road says of some rows."""

    positions: NDArray[np.int64]
    explained: list[Explained]


def validate(block: Block, book: Rulebook | None = None) -> Validated:
    """Return the good rows of a block in canonical form, and every problem of the others.

    An unknown member of an enumeration or a malformed date costs the value: it becomes null. Anything else
    costs the record: it is set aside. A clean block passes through as it is, short chunks joined.
    """
    book = book or rulebook(block.dataset)
    read, refused = _read_rows(block, book)
    screened = screen_table(read.table, book.root)
    if not len(screened.doubted) and not len(refused):
        return _validated(block, book, screened.table, None, empty_problems())
    doubted = np.sort(np.concatenate([read.positions[screened.doubted], refused]))
    verdicts = _Verdicts(doubted, list(explain_texts(book, _texts(block, book, doubted))))
    is_cleared = np.ones(screened.table.num_rows, dtype=bool)
    is_cleared[screened.doubted] = False
    cleared = _Rows(screened.table.filter(pa.array(is_cleared)), read.positions[is_cleared])
    good = _merged(cleared, _mended(block, book, verdicts))
    return _validated(block, book, good.table, good.positions, _problems(block, verdicts))


def _validated(
    block: Block, book: Rulebook, table: pa.Table, kept: NDArray[np.int64] | None, problems: pa.Table
) -> Validated:
    set_aside = block.rows - table.num_rows
    newest = newest_moment(table, book.root)
    return Validated(
        dataset=block.dataset,
        table=table,
        pieces=block.pieces,
        kept=kept if set_aside else None,
        present=block.present,
        problems=problems,
        set_aside=set_aside,
        newest=newest.moment,
        newest_path=newest.path,
        lacking=block.lacking,
    )


def _read_rows(block: Block, book: Rulebook) -> tuple[_Rows, NDArray[np.int64]]:
    """Return the rows that Arrow reads, and the positions of those that it does not.

    One record with a wrong type makes Arrow refuse its whole block; typed decoding finds the culprits.
    """
    everywhere = np.arange(block.rows, dtype=np.int64)
    if block.table is not None:
        return _Rows(_in_long_chunks(block.table), everywhere), everywhere[:0]
    records = block.records or ()
    is_readable = _readable(records, book)
    readable = everywhere[is_readable]
    chosen = [records[at] for at in readable]
    table = parsed(book.columns, chosen, as_lines(chosen))
    if table is None:
        return _Rows(book.columns.empty_table(), everywhere[:0]), everywhere
    return _Rows(table, readable), everywhere[~is_readable]


def _in_long_chunks(table: pa.Table) -> pa.Table:
    chunks = max((column.num_chunks for column in table.columns), default=0)
    return table.combine_chunks() if chunks > 1 and table.num_rows < chunks * _SHORT_CHUNK else table


def _readable(records: Sequence[msgspec.Raw | bytes], book: Rulebook) -> NDArray[np.bool_]:
    decode = shape(book).decode
    readable = np.ones(len(records), dtype=bool)
    for at, record in enumerate(records):
        try:
            decode(record)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            readable[at] = False
    return readable


def _texts(block: Block, book: Rulebook, positions: NDArray[np.int64]) -> list[bytes]:
    if block.records is not None:
        return [bytes(block.records[at]) for at in positions]
    table: pa.Table = block.table
    return rows_as_json(table.take(pa.array(positions)), book.root)


def _mended(block: Block, book: Rulebook, verdicts: _Verdicts) -> _Rows:
    texts = [each.text for each in verdicts.explained if each.text is not None]
    positions = verdicts.positions[[each.text is not None for each in verdicts.explained]]
    table = parsed(book.columns, texts, as_lines(texts))
    if table is None:
        raise AssertionError(f"{book.dataset}: Arrow refused records that validation had put in order")
    if block.table is not None:
        table = _with_timestamps_of(block.table, positions, table)
    return _Rows(table, positions)


def _with_timestamps_of(original: pa.Table, positions: NDArray[np.int64], table: pa.Table) -> pa.Table:
    """Take over the columns that are no text in the original: JSON cannot carry them."""
    for at, field in enumerate(original.schema):
        if not field.type.equals(table.schema.field(field.name).type):
            table = table.set_column(at, field, original[field.name].take(pa.array(positions)))
    return table


def _merged(cleared: _Rows, mended: _Rows) -> _Rows:
    if not mended.table.num_rows:
        return cleared
    positions = np.concatenate([cleared.positions, mended.positions])
    order = np.argsort(positions)
    table = pa.concat_tables([cleared.table, mended.table.cast(cleared.table.schema)])
    return _Rows(table.take(pa.array(order)), positions[order])


def _problems(block: Block, verdicts: _Verdicts) -> pa.Table:
    flaws = [flaw for each in verdicts.explained for flaw in each.flaws]
    positions = np.repeat(verdicts.positions, [len(each.flaws) for each in verdicts.explained])
    piece_of, rows = locate(block.pieces, positions)
    columns = [
        [block.dataset] * len(flaws),
        [block.pieces[at].file for at in piece_of],
        rows,
        [flaw.pointer for flaw in flaws],
        [flaw.rule for flaw in flaws],
        [flaw.message for flaw in flaws],
        [flaw.value for flaw in flaws],
    ]
    return pa.table(columns, schema=PROBLEM_SCHEMA)
