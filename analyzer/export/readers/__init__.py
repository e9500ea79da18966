"""One module per layout: every module in this folder is a `Reader`; there is no list to keep."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.export.files import ExportFile
    from analyzer.export.notes import Note
    from analyzer.export.runs import Run


class Reader(Protocol):
    """What a reader's module offers."""

    LAYOUT: str
    SUFFIXES: tuple[str, ...]
    """File name endings, lower case."""
    DATASETS: frozenset[str] | None
    """The datasets it can hold; None for every one."""
    IS_JSON: bool
    """Its files may carry an `@odata.context`, and may list one parent's relations."""

    def read(self, file: ExportFile) -> Iterator[Run | Note]:
        """Yield the file's records in order, and notes where they were met."""


@cache
def readers() -> tuple[Reader, ...]:
    """Return every reader, sorted by layout."""
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    return tuple(sorted((cast("Reader", module) for module in modules), key=lambda reader: reader.LAYOUT))


@cache
def reader_of(layout: str) -> Reader:
    """Return the reader of a layout."""
    return next(reader for reader in readers() if layout == reader.LAYOUT)


def split_name(name: str) -> tuple[str, tuple[Reader, ...]]:
    """Return a file name's stem and the readers that its ending asks for; none: ("", ())."""
    folded = name.casefold()
    endings = {suffix for reader in readers() for suffix in reader.SUFFIXES if folded.endswith(suffix)}
    if not endings:
        return "", ()
    ending = max(endings, key=len)
    return name[: -len(ending)], tuple(reader for reader in readers() if ending in reader.SUFFIXES)
