"""What readers find in files, gathered into pieces of work of about one block each."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

import msgspec

from analyzer.export.files import list_of
from analyzer.export.notes import UNFOLLOWED_NEXT_LINK, Note
from analyzer.export.pending import Pending, PendingColumns, PendingRecords
from analyzer.export.readers import reader_of
from analyzer.export.runs import RecordRun

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.export.files import ExportFile
    from analyzer.export.runs import Run

BLOCK_SIZE = 16 << 20
"""Bytes of JSON that become one block, roughly."""


class Listed(msgspec.Struct, frozen=True, gc=False):
    """A file, and the one after it, which may hold the page that its link names."""

    file: ExportFile
    following: ExportFile | None

    @property
    def is_last(self) -> bool:
        """Whether no later file can have more of the same list."""
        return self.following is None or list_of(self.following) != list_of(self.file)


def found_in(listed: Listed) -> Iterator[Run | Note]:
    """Yield what a file's reader finds, without the links that the next file has followed."""
    return without_followed(listed, reader_of(listed.file.layout).read(listed.file))


def without_followed(listed: Listed, items: Iterable[Run | Note]) -> Iterator[Run | Note]:
    """Yield what was found in a file, without the links that the next file has followed."""
    for item in items:
        if not isinstance(item, Note) or item.rule != UNFOLLOWED_NEXT_LINK or listed.is_last:
            yield item


def gathered(dataset: str, items: Iterable[Run | Note]) -> Iterator[Pending | Note]:
    """Yield work and notes in order; short runs are joined, long ones cut."""
    waiting: list[RecordRun] = []
    size = 0
    for item in items:
        if isinstance(item, Note):
            yield item
            continue
        for portion in _portions(item) if isinstance(item, RecordRun) else ():
            if waiting and size + portion.size > BLOCK_SIZE:
                yield PendingRecords(dataset, tuple(waiting))
                waiting, size = [], 0
            waiting.append(portion)
            size += portion.size
        if not isinstance(item, RecordRun):
            if waiting:
                yield PendingRecords(dataset, tuple(waiting))
            waiting, size = [], 0
            yield PendingColumns(item)
    if waiting:
        yield PendingRecords(dataset, tuple(waiting))


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
