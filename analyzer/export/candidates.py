"""A file that could be data, before anybody asks what it holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.export.notes import Flaw
    from analyzer.export.places import Place

MANIFEST = "manifest.json"
_NOT_DATA = re.compile(
    r"\.|readme|truth[._]|.*\.md$|(licen[cs]e(\.txt)?|manifest\.json|desktop\.ini|thumbs\.db|__macosx)$",
    re.IGNORECASE,
)
_SUSPECT = frozenset("._RrTtLlMmDd")
_ENDINGS = frozenset("Dd")


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """A file that could be data."""

    name: str
    """Path relative to the export, posix; `archive.zip/users.json` for a file in an archive."""
    place: Place | None
    """None: it is not to be opened."""
    flaw: Flaw | None = None
    """What is wrong with it as far as its archive tells."""
    archive: str = ""
    """The archive it lies in: the beginning of `name`."""

    @property
    def path(self) -> str:
        """Its path in the archive, or else in the export."""
        return self.name[len(self.archive) + 1 :] if self.archive else self.name


class Contents(NamedTuple):
    """What a folder or an archive holds, in reading order."""

    candidates: Iterable[Candidate]
    manifest: Place | None = None
    """The file that says when the export was made."""


def is_data(name: str) -> bool:
    """Tell whether a file or folder of that name could be data."""
    return (name[0] not in _SUSPECT and name[-1] not in _ENDINGS) or not _NOT_DATA.match(name)
