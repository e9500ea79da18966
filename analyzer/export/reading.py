"""A dataset's files to its blocks: pages joined, giants split, in bounded memory and a few threads."""

from __future__ import annotations

from itertools import chain, groupby
from typing import TYPE_CHECKING, TypeVar

from analyzer.export.edges import WRAPPED
from analyzer.export.gathering import BLOCK_SIZE, Listed, found_in, gathered
from analyzer.export.manifest import failed_requests
from analyzer.export.notes import Note
from analyzer.export.pages import LONGEST_PAGE, PendingPages
from analyzer.export.parallel import ordered_parallel
from analyzer.export.readers import json_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from analyzer.export.blocks import Block
    from analyzer.export.inventory import Inventory
    from analyzer.export.pending import Pending

_MOST_FILES = 16384
"""Files of one block: so many are read while those before them are parsed; each block costs some ms."""

Result = TypeVar("Result")


def blocks(inventory: Inventory, dataset: str) -> Iterator[Block | Note]:
    """Yield a dataset's records as blocks, in file and row order, and notes where they were met."""
    return read(inventory, dataset, lambda block: block)


def read(inventory: Inventory, dataset: str, work: Callable[[Block], Result]) -> Iterator[Result | Note]:
    """Yield `work(block)` for each block of a dataset, in order; parsing and `work` run in threads."""

    def finished(item: Pending | PendingPages | Note) -> list[Result | Note]:
        parts = (item,) if isinstance(item, Note) else item.parse()
        return [part if isinstance(part, Note) else work(part) for part in parts]

    told: set[Note] = set()  # a file of many blocks says the same of each
    for results in ordered_parallel(finished, pending(inventory, dataset)):
        for result in results:
            if not isinstance(result, Note):
                yield result
            elif result not in told:
                told.add(result)
                yield result


def parents(inventory: Inventory, dataset: str) -> frozenset[str] | None:
    """Return the parents whose relations were exported; None when a plain table speaks for all of them."""
    found = {file.parent for file in inventory.of(dataset)}
    if not found or None in found:
        return None
    return frozenset(parent for parent in found if parent is not None)


def pending(inventory: Inventory, dataset: str) -> Iterator[Pending | PendingPages | Note]:
    """Yield what will become the blocks, before it is parsed.

    Files that may be one page each are opened where they are parsed; others are read and split here.
    """
    yield from failed_requests(inventory.manifest, dataset)
    files_of = inventory.of(dataset)
    for may_be_pages, files in groupby(map(Listed, files_of, (*files_of[1:], None)), _may_be_page):
        if may_be_pages:
            yield from (PendingPages(dataset, batch) for batch in _batches(files))
        else:
            yield from gathered(dataset, chain.from_iterable(map(found_in, files)))


def _may_be_page(listed: Listed) -> bool:
    file = listed.file
    return file.layout == json_pages.LAYOUT and file.size <= LONGEST_PAGE and file.dataset not in WRAPPED


def _batches(files: Iterable[Listed]) -> Iterator[tuple[Listed, ...]]:
    batch: list[Listed] = []
    size = 0
    for listed in files:
        if batch and (size + listed.file.size > BLOCK_SIZE or len(batch) == _MOST_FILES):
            yield tuple(batch)
            batch, size = [], 0
        batch.append(listed)
        size += listed.file.size
    yield tuple(batch)
