"""Lists with fewer records than they say: `@odata.count`, `meta.count` of AzureHound, our own manifest."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from analyzer.export.files import list_of
from analyzer.export.notes import FEWER_THAN_STATED, MISSING_PAGE, STATED_COUNT, Note
from analyzer.export.splitting.document import COUNT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from analyzer.export.files import ExportFile


def stated_count(file: ExportFile, number: int) -> Note:
    """Return what a page says of the length of its list."""
    return Note(file.dataset, file.path, None, f"/{COUNT}", STATED_COUNT, "", str(number), incomplete=False)


def fewer(dataset: str, file: str, pointer: str, stated: int, arrived: int) -> Note:
    """Return the note of a list that lacks records."""
    message = (
        f"{file} says that there {_are(stated)}, and {arrived:,} came. Follow every @odata.nextLink, ask "
        "without $top and $skip, and keep every page; or the tenant changed meanwhile."
    )
    return Note(dataset, file, None, pointer, FEWER_THAN_STATED, message, str(stated), incomplete=True)


def _are(number: int) -> str:
    return "is 1 record" if number == 1 else f"are {number:,} records"


def lists_with_fewer(
    files: tuple[ExportFile, ...],
    rows: Mapping[str, int],
    stated: Mapping[str, int],
    incomplete: Collection[tuple[str, str]],
) -> Iterator[Note]:
    """Yield a note for each list of one dataset of which fewer records came than a page of it states.

    Pages may all repeat the same total, so the largest one counts for all files of a list. Where something
    else says already that records are missing, nothing is said.

    Args:
        files: all files of the dataset, in order.
        rows: records per file.
        stated: what pages say, per file.
        incomplete: (rule, file) of what is known to be missing in the dataset.
    """
    if not stated or any(rule == MISSING_PAGE for rule, _ in incomplete):
        return
    broken = {file for _, file in incomplete}
    for _, group in groupby(files, key=list_of):
        paths = [file.path for file in group]
        counts = {path: stated[path] for path in paths if path in stated}
        arrived = sum(rows[path] for path in paths)
        if counts and not broken.intersection(paths):
            path = max(counts, key=lambda each: counts[each])
            if counts[path] > arrived:
                yield fewer(files[0].dataset, path, f"/{COUNT}", counts[path], arrived)
