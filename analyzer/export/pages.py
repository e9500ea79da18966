"""Small JSON files read in one pass: pages and single objects go straight into columns.

Arrow parses whole documents: a page is a row with a list inside, so no record is cut out of it. Whatever
is not simply that (a record that does not fit the schema, a saved error, an array, text that is not JSON)
takes the careful road together with its neighbours.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from itertools import chain, zip_longest
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.export.blocks import Block, Piece
from analyzer.export.columns.presence import present_in_table
from analyzer.export.encodings import Utf8Stream, whole_text
from analyzer.export.gathering import Listed, found_in, gathered, without_followed
from analyzer.export.notes import Note, note
from analyzer.export.one_pass import Documents, parsed_documents
from analyzer.export.page_texts import PageTexts
from analyzer.export.parents import as_related, asked_columns, origins_of
from analyzer.export.splitting.record_runs import runs_in, unfollowed
from analyzer.export.splitting.tutorial import is_tutorial
from analyzer.export.stated_counts import stated_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from analyzer.export.places import Place
    from analyzer.export.runs import Run

LONGEST_PAGE = 4 << 20
"""Bytes. Graph's pages have 999 records at most; larger files are read in windows."""
_SHORT = 1 << 16
_MANY = 256
_TURN = Lock()
"""Held by whoever opens many files: threads that take turns at each of them lose more than they win."""
_TOGETHER = 2 << 20
"""Bytes that Arrow parses at a time: calls cost, and larger texts fall out of the processor's cache."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Files next to each other, and what they hold; None: not in one pass."""

    files: tuple[Listed, ...]
    texts: tuple[bytes, ...] = ()
    found: Documents | None = None


@dataclass(frozen=True, slots=True)
class PendingPages:
    """Small JSON files of one dataset; opened, read and parsed in the thread that works on them."""

    dataset: str
    files: tuple[Listed, ...]

    def parse(self) -> tuple[Block | Note, ...]:
        """Return blocks and notes in the order of the files."""
        return tuple(self._parts())

    def _parts(self) -> Iterator[Block | Note]:
        done: list[tuple[_Group, Documents]] = []
        for group in _groups(self.dataset, self.files):
            if group.found is not None:
                done.append((group, group.found))
                continue
            yield from self._finished(done)
            done = []
            yield from self._carefully([group])
        yield from self._finished(done)

    def _finished(self, done: list[tuple[_Group, Documents]]) -> list[Block | Note]:
        try:
            return list(self._in_columns(done))
        except RecursionError:  # Arrow skips what is nested without end; msgspec, asked for keys, does not
            return list(self._carefully(group for group, _ in done))

    def _carefully(self, groups: Iterable[_Group]) -> Iterator[Block | Note]:
        for item in gathered(self.dataset, chain.from_iterable(map(_found_in, groups))):
            yield from (item,) if isinstance(item, Note) else item.parse()

    def _in_columns(self, done: list[tuple[_Group, Documents]]) -> Iterator[Block | Note]:
        if not done:
            return
        files = [listed.file for group, _ in done for listed in group.files]
        counts = np.concatenate([found.counts for _, found in done])
        table = pa.concat_tables([found.table for _, found in done])
        texts = tuple(text for group, _ in done for text in group.texts)
        records = PageTexts(texts, len(table))
        present = present_in_table(table, records, texts)
        is_related = any(file.parent is not None for file in files)
        if is_related:
            table, present = as_related(self.dataset, table, present, origins_of(files, counts))
        pieces = tuple(
            Piece(file.path, 1, count) for file, count in zip(files, counts.tolist(), strict=True) if count
        )
        yield Block(self.dataset, pieces, None if is_related else records, table, present)
        for group, found in done:
            yield from _stated(group, found)
            yield from _unfollowed(group, found)


def _found_in(group: _Group) -> Iterator[Run | Note]:
    """Yield what the files' reader finds; short texts that were read already are not read again."""
    for listed, text in zip_longest(group.files, group.texts):
        if text is None or len(text) > _SHORT:
            yield from found_in(listed)
        else:
            yield from without_followed(listed, runs_in(listed.file, text))


def _stated(group: _Group, found: Documents) -> Iterator[Note]:
    for place, number in found.stated.items():
        yield stated_count(group.files[place].file, number)


def _unfollowed(group: _Group, found: Documents) -> Iterator[Note]:
    for place, link in found.links.items():
        listed = group.files[place]
        if listed.is_last:
            yield note(unfollowed(link), listed.file.dataset, listed.file.path)


def _groups(dataset: str, files: Sequence[Listed]) -> Iterator[_Group]:
    """Read the files and yield groups of about the size that Arrow likes."""
    together: list[Listed] = []
    texts: list[bytes] = []
    size = 0
    for listed, text in zip(files, _texts(dataset, files), strict=True):
        if texts and (text is None or size + len(text) > _TOGETHER):
            yield _parsed(dataset, together, texts)
            together, texts, size = [], [], 0
        if text is None:
            yield _Group((listed,))
        else:
            together.append(listed)
            texts.append(text)
            size += len(text)
    if texts:
        yield _parsed(dataset, together, texts)


def _texts(dataset: str, files: Sequence[Listed]) -> list[bytes | None]:
    with _TURN if len(files) > _MANY else nullcontext():
        return [_text(dataset, listed.file.location) for listed in files]


def _text(dataset: str, place: Place) -> bytes | None:
    """Return a file's text; None when it is damaged, empty, too long, or not Graph's own form."""
    try:
        text = whole_text(place)
        if text is None:
            with Utf8Stream(place) as stream:
                text = stream.read(LONGEST_PAGE + 1)
                if stream.flaw:
                    return None
    except OSError:
        return None
    return text if 0 < len(text) <= LONGEST_PAGE and not is_tutorial(dataset, text) else None


def _parsed(dataset: str, files: list[Listed], texts: list[bytes]) -> _Group:
    whole = b"\n".join((*texts, b""))
    is_related = any(listed.file.parent is not None for listed in files)
    columns = asked_columns(dataset, related=is_related)
    return _Group(tuple(files), tuple(texts), parsed_documents(dataset, columns, texts, whole))
