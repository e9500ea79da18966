"""A dataset's files to its blocks: pages joined, giants split, in bounded memory and two threads."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, TypeVar

from analyzer.export.edges import PER_PARENT
from analyzer.export.manifest import failed_requests
from analyzer.export.notes import UNFOLLOWED_NEXT_LINK, Note
from analyzer.export.parallel import ordered_parallel
from analyzer.export.pending import Pending, PendingColumns, PendingRecords
from analyzer.export.readers import reader_of
from analyzer.export.runs import ColumnRun, RecordRun

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from analyzer.export.blocks import Block
    from analyzer.export.files import ExportFile
    from analyzer.export.inventory import Inventory
    from analyzer.export.runs import Run

BLOCK_SIZE = 16 << 20
"""Bytes of JSON that become one block, roughly."""

Result = TypeVar("Result")


def blocks(inventory: Inventory, dataset: str) -> Iterator[Block | Note]:
    """Yield a dataset's records as blocks, in file and row order, and notes where they were met."""
    return read(inventory, dataset, lambda block: block)


def read(inventory: Inventory, dataset: str, work: Callable[[Block], Result]) -> Iterator[Result | Note]:
    """Yield `work(block)` for each block of a dataset, in order; parsing and `work` run in two threads."""

    def finished(item: Pending | Note) -> list[Result | Note]:
        parts = (item,) if isinstance(item, Note) else item.parse()
        return [part if isinstance(part, Note) else work(part) for part in parts]

    for results in ordered_parallel(finished, pending(inventory, dataset)):
        yield from results


def parents(inventory: Inventory, dataset: str) -> frozenset[str] | None:
    """Return the parents whose relations were exported; None when a plain table speaks for all of them."""
    found = {file.parent for file in inventory.of(dataset)}
    if dataset not in PER_PARENT or not found or None in found:
        return None
    return frozenset(parent for parent in found if parent is not None)


def pending(inventory: Inventory, dataset: str) -> Iterator[Pending | Note]:
    """Yield what will become the blocks, before it is parsed. Only reading and splitting happens here."""
    gathered: list[RecordRun] = []
    size = 0
    yield from failed_requests(inventory.manifest, dataset)
    for item in _runs(inventory.of(dataset)):
        if isinstance(item, Note):
            yield item
            continue
        for portion in _portions(item) if isinstance(item, RecordRun) else ():
            if gathered and size + portion.size > BLOCK_SIZE:
                yield PendingRecords(dataset, tuple(gathered))
                gathered, size = [], 0
            gathered.append(portion)
            size += portion.size
        if isinstance(item, ColumnRun):
            if gathered:
                yield PendingRecords(dataset, tuple(gathered))
            gathered, size = [], 0
            yield PendingColumns(item)
    if gathered:
        yield PendingRecords(dataset, tuple(gathered))


def _runs(files: tuple[ExportFile, ...]) -> Iterator[Run | Note]:
    """Yield what the readers find, without the links that the next file has followed."""
    for position, file in enumerate(files, 1):
        followed = position < len(files) and files[position].parent == file.parent
        for item in reader_of(file.layout).read(file):
            if not (isinstance(item, Note) and item.rule == UNFOLLOWED_NEXT_LINK and followed):
                yield item


def _portions(run: RecordRun) -> list[RecordRun]:
    """Cut a long run into runs of about one block."""
    if run.size <= BLOCK_SIZE:
        return [run]
    sizes = list(accumulate(map(len, run.records)))
    portions, start = [], 0
    for end in range(1, len(run.records) + 1):
        begun = sizes[start - 1] if start else 0
        if end == len(run.records) or sizes[end] - begun > BLOCK_SIZE:
            records = run.records[start:end]
            portions.append(
                RecordRun(run.file, run.first_row + start, records, sizes[end - 1] - begun, run.refused)
            )
            start = end
    return portions
