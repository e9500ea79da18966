"""Which files of an export hold which dataset. Nothing is skipped silently: the unrecognised is listed."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.errors import ExportError, UsageError
from analyzer.export.encodings import Utf8Stream
from analyzer.export.files import ExportFile, reading_order
from analyzer.export.notes import Note
from analyzer.export.readers import split_name
from analyzer.export.recognition import Content, context_content, named_content
from analyzer.export.sheets.recognition import is_sheet, sheet_content

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.export.readers import Reader

_NOT_DATA = re.compile(
    r"\.|readme|truth[._]|.*\.md$|(licen[cs]e(\.txt)?|manifest\.json|desktop\.ini|thumbs\.db|__macosx)$",
    re.IGNORECASE,
)
_MANIFEST = "manifest.json"
_BEGINNING = 4096
_HINT = "Point at the folder or file that holds the export; README.md lists what it should contain."


@dataclass(frozen=True)
class Inventory:
    """The files of an export, in reading order."""

    root: Path
    files: tuple[ExportFile, ...]
    unrecognised: tuple[str, ...]
    """Paths relative to the root."""
    manifest: Path | None = None
    notes: tuple[Note, ...] = ()
    """Why some are not recognised."""

    @cached_property
    def _by_dataset(self) -> dict[str, tuple[ExportFile, ...]]:
        # Of two copies of a record the first stays, and a spreadsheet says least.
        ordered = sorted(self.files, key=lambda file: (file.dataset, is_sheet(file.path)))
        return {dataset: tuple(files) for dataset, files in groupby(ordered, lambda file: file.dataset)}

    @property
    def datasets(self) -> frozenset[str]:
        """The datasets that are there, be they empty."""
        return frozenset(self._by_dataset)

    def of(self, dataset: str) -> tuple[ExportFile, ...]:
        """Return a dataset's files in reading order."""
        return self._by_dataset.get(dataset, ())


def take_inventory(path: Path) -> Inventory:
    """List what a folder or a single file holds.

    Raises:
        UsageError: there is no such path.
        ExportError: nothing in it is recognised, or a folder cannot be listed.
    """
    if not path.exists():
        raise UsageError(f"{path} does not exist.", "Check the path of the export.")
    root = path if path.is_dir() else path.parent
    found = sorted(_walk(path), key=lambda item: reading_order(item[0]))
    recognised = {name: _recognised(root, name, size) for name, size in found if size is not None}
    files = tuple(file for file in recognised.values() if isinstance(file, ExportFile))
    notes = tuple(each for each in recognised.values() if isinstance(each, Note))
    if not files:
        hint = notes[0].message if notes else _HINT
        raise ExportError(f"{path} holds nothing that is recognised as an export.", hint)
    manifest = root / _MANIFEST
    return Inventory(
        root=root,
        files=files,
        unrecognised=tuple(name for name, _ in found if not isinstance(recognised.get(name), ExportFile)),
        manifest=manifest if path.is_dir() and manifest.is_file() else None,
        notes=notes,
    )


def _walk(path: Path) -> Iterator[tuple[str, int | None]]:
    """Yield each file that could be data: path relative to the root, size (None: it is not to be opened)."""
    if not path.is_dir():
        yield path.name, path.stat().st_size
        return
    home = path.resolve()
    folders = [("", path)]
    while folders:
        prefix, folder = folders.pop()
        for entry in _entries(folder):
            name = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                folders.append((f"{name}/", Path(entry.path)))
            else:
                yield name, _size(entry, home)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """Return what could be data in a folder.

    Raises:
        ExportError: we may not look into it. What it holds would be missing without anybody noticing.
    """
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not _NOT_DATA.match(entry.name)]
    except OSError as error:
        raise ExportError(f"{folder} cannot be listed: {error.strerror}.", "Check its rights.") from error


def _size(entry: os.DirEntry[str], home: Path) -> int | None:
    """Return a regular file's size; None for a link that leaves the export, breaks, or names a folder."""
    try:
        if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(home):
            return None
        facts = entry.stat()
    except (OSError, RuntimeError):  # Python 3.11 raises the latter for a link to itself
        return None
    return facts.st_size if stat.S_ISREG(facts.st_mode) else None


def _recognised(root: Path, name: str, size: int) -> ExportFile | Note | None:
    *folders, file_name = name.split("/")
    stem, readers = split_name(file_name)
    location = root.joinpath(*folders, file_name)
    if not readers:
        return None
    content = named_content((*folders, stem)) or _content_inside(location, readers)
    if is_sheet(file_name):
        found = sheet_content(location, name, stem, content)
        if isinstance(found, Note):
            return found
        content = found
    for reader in readers:
        if content and (reader.DATASETS is None or content.dataset in reader.DATASETS):
            parent = content.parent if reader.IS_JSON or is_sheet(file_name) else None
            return ExportFile(name, location, content.dataset, reader.LAYOUT, parent, size)
    return None


def _content_inside(location: Path, readers: tuple[Reader, ...]) -> Content | None:
    """Recognise a document by its first bytes."""
    if not any(reader.IS_JSON for reader in readers):
        return None
    try:
        with Utf8Stream(location) as stream:
            return context_content(stream.read(_BEGINNING).decode("utf-8", "replace"))
    except OSError:
        return None
