"""From a file of JSON to runs of records: what every JSON layout's reader does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.export.edges import WRAPPED
from analyzer.export.encodings import Utf8Stream, whole_text
from analyzer.export.notes import UNFOLLOWED_NEXT_LINK, UNREADABLE, Flaw, Note, note
from analyzer.export.runs import RecordRun
from analyzer.export.splitting.document import NEXT_LINK
from analyzer.export.splitting.shapes import split_document, split_lines
from analyzer.export.splitting.tutorial import REWRITES, tutorial_records
from analyzer.export.splitting.unwrapping import unwrapped
from analyzer.export.splitting.windows import documents
from analyzer.export.stated_counts import stated_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.export.files import ExportFile
    from analyzer.export.splitting.document import Document


def record_runs(file: ExportFile, *, lines: bool = False) -> Iterator[RecordRun | Note]:
    """Return a file's records in order, and what is wrong with it; `lines`: it has one record per line.

    The link to a page that this file does not hold is always noted: the caller knows whether another does.
    """
    try:
        text = whole_text(file.location)
    except OSError as error:
        return iter((note(unreadable(error), file.dataset, file.path),))
    if text is None:
        return _streamed(file, lines=lines)
    return runs_in(file, text, lines=lines)


def runs_in(file: ExportFile, text: bytes, *, lines: bool = False) -> Iterator[RecordRun | Note]:
    """Return the records of a file whose whole text (UTF-8) has been read, as `record_runs` does."""
    document = split_lines(text) if lines else split_document(text)
    special = document.flaws or document.next_link or document.stated is not None
    if special or _may_be_rewritten(file.dataset, text):
        return _runs(file, (document,))
    records = document.records
    size = sum(map(len, records))
    return iter((RecordRun(file, 1, records, size, document.refused),) if records else ())


def _may_be_rewritten(dataset: str, text: bytes) -> bool:
    return dataset in WRAPPED or (dataset in REWRITES and REWRITES[dataset][0] in text)


def _streamed(file: ExportFile, *, lines: bool) -> Iterator[RecordRun | Note]:
    try:
        with Utf8Stream(file.location) as stream:
            yield from _runs(file, documents(stream, lines=lines))
            if stream.flaw:
                yield note(stream.flaw, file.dataset, file.path)
    except OSError as error:
        yield note(unreadable(error), file.dataset, file.path)


def _runs(file: ExportFile, found: Iterable[Document]) -> Iterator[RecordRun | Note]:
    rows, link, stated, wrapped = 0, "", None, file.dataset in WRAPPED
    for document in found:
        for flaw in document.flaws:
            yield note(flaw.moved(rows), file.dataset, file.path)
        records = tutorial_records(file.dataset, document.records)
        records = unwrapped(file.dataset, records) if wrapped else records
        if records:
            yield RecordRun(file, rows + 1, records, sum(map(len, records)), document.refused)
        rows += len(records)
        link, stated = document.next_link, document.stated if stated is None else stated
    if stated is not None and not wrapped:  # of packages, while the records are their roles
        yield stated_count(file, stated)
    if link:
        yield note(unfollowed(link), file.dataset, file.path)


def unreadable(error: OSError) -> Flaw:
    """Return the flaw of a file that the operating system does not let us read."""
    reason = error.strerror or type(error).__name__
    return Flaw(UNREADABLE, f"could not be read: {reason}. Check the file and its rights.")


def unfollowed(link: str) -> Flaw:
    """Return the flaw of a page whose next page is not in the export."""
    message = "names a next page that the export lacks. Follow @odata.nextLink until no page names another."
    return Flaw(UNFOLLOWED_NEXT_LINK, message, pointer=f"/{NEXT_LINK}", value=link)
