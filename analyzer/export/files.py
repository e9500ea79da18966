"""One file of an export: where it lies, what it holds, and its fingerprint."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzer.export.places import Place

_NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A recognised file."""

    path: str
    """Relative to the export, posix."""
    location: Place
    dataset: str
    layout: str
    """The `LAYOUT` of the reader that understands it."""
    parent: str | None
    """The one object whose relations the file lists (`group_members/<parent>.json`); None for a table."""
    size: int
    """Bytes."""
    side: str | None = None
    """`internal` or `external`, where only the path says it."""


def reading_order(path: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """Return a sort key that puts `page-2` before `page-10`; total, so that order never varies."""
    parts = _NUMBER.split(path.casefold())
    return tuple((1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts), path


def digest(file: ExportFile) -> str:
    """Return the SHA-256 of a file as hex digits. Safe to call from a thread of its own.

    Raises:
        OSError: the file cannot be read.
    """
    return file.location.sha256()
