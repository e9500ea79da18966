"""One file of an export: where it lies, what it holds, and its fingerprint."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from analyzer.export.recognition import GUID

if TYPE_CHECKING:
    from analyzer.export.places import Place

_NUMBER = re.compile(r"[0-9]+")
_ID = re.compile(rf"{GUID.pattern}(?:\.json|/)?")


class ExportFile(msgspec.Struct, frozen=True, gc=False):
    """A recognised file; an export may hold some hundred thousand, which the cycle collector is spared."""

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


def list_of(file: ExportFile) -> str:
    """Return what the pages of one list have in common: the parent, else the last id in their path."""
    return file.parent or next(reversed(GUID.findall(file.path)), "")


def legible(text: str) -> str:
    """Return a text that can be written: what is no character (bytes of a name, half of a pair) is spelt."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def reading_order(name: str) -> str:
    """Return a sort key that puts `page-2` before `page-10`; total, so that order never varies."""
    return name if _ID.fullmatch(name) else f"{_NUMBER.sub(_with_length, name.casefold())}\0{name}"


def _with_length(number: re.Match[str]) -> str:
    digits = number[0].lstrip("0")
    return f"{len(digits):03d}{digits}"


def digest(file: ExportFile) -> str:
    """Return the SHA-256 of a file as hex digits. Safe to call from a thread of its own.

    Raises:
        OSError: the file cannot be read.
    """
    return file.location.sha256()
