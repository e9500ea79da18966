"""Pages that are numbered, with a number left out: a page was lost on the way."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import chain, repeat
from typing import TYPE_CHECKING

from analyzer.export.notes import MISSING_PAGE, Note

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.export.files import ExportFile

_NUMBERED = re.compile(r"(.*?page[-_ .]?)(\d{1,6})((?:\.[a-z]+)+)", re.IGNORECASE | re.DOTALL)
_SHOWN = 5


def missing_pages(files: Iterable[ExportFile], others: Iterable[str]) -> Iterator[Note]:
    """Yield a note for each dataset whose numbered pages have a gap.

    Args:
        files: what is recognised.
        others: names of what is not; a page among them is there, if unread.
    """
    numbers: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    datasets: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    of_files = ((file.path, file.dataset) for file in files)
    for path, dataset in chain(of_files, zip(others, repeat(""), strict=False)):
        match = _NUMBERED.fullmatch(path) if "page" in path.lower() else None
        if match:
            series = match[1], match[3].lower()
            numbers[series].add(int(match[2]))
            datasets[series].add(dataset)
    for (prefix, suffix), found in sorted(numbers.items()):
        named = datasets[prefix, suffix] - {""}
        span = max(found) - min(found) + 1
        if len(named) == 1 and len(found) < span < 2 * len(found):  # wider: they count something else
            gap = sorted(set(range(min(found), max(found))) - found)
            yield _note(named.pop(), f"{prefix}*{suffix}", gap)


def _note(dataset: str, pattern: str, gap: list[int]) -> Note:
    some = ", ".join(map(str, gap[:_SHOWN])) + (f" and {len(gap) - _SHOWN} more" if len(gap) > _SHOWN else "")
    message = f"{pattern} lacks the page{'s'[: len(gap) > 1]} {some}. Add what is missing, or export again."
    return Note(dataset, pattern, None, "", MISSING_PAGE, message, some, incomplete=True)
