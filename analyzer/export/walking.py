"""Every file of an export that could be data: in folders, and in archives that lie in them."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.errors import ExportError
from analyzer.export.archives import archive_ending, contents
from analyzer.export.candidates import MANIFEST, Candidate, Contents, is_data
from analyzer.export.files import reading_order
from analyzer.export.places.disk import OnDisk

if TYPE_CHECKING:
    from collections.abc import Iterator


def survey(path: Path) -> Contents:
    """Return what a folder, an archive or a single file holds.

    Raises:
        ExportError: a folder cannot be listed, or an archive not be uncompressed.
    """
    if not path.is_dir():
        single = OnDisk(str(path), path.stat().st_size)
        if archive_ending(path.name):
            return contents(path.name, single)
        return Contents([Candidate(path.name, single)])
    found: list[Candidate] = []
    for name, place in sorted(_below(path), key=lambda item: reading_order(item[0])):
        if place is not None and archive_ending(name):
            found += contents(name, place).candidates
        else:
            found.append(Candidate(name, place))
    manifest = path / MANIFEST
    stated = OnDisk(str(manifest), manifest.stat().st_size) if manifest.is_file() else None
    return Contents(found, stated)


def _below(path: Path) -> Iterator[tuple[str, OnDisk | None]]:
    """Yield each file below a folder: path relative to it, where it is (None: it is not to be opened)."""
    home = path.resolve()
    folders = [("", str(path))]
    while folders:
        prefix, folder = folders.pop()
        for entry in _entries(folder):
            name = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                folders.append((f"{name}/", entry.path))
            else:
                yield name, _place(entry, home)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """Return what could be data in a folder.

    Raises:
        ExportError: we may not look into it. What it holds would be missing without anybody noticing.
    """
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if is_data(entry.name)]
    except OSError as error:
        raise ExportError(f"{folder} cannot be listed: {error.strerror}.", "Check its rights.") from error


def _place(entry: os.DirEntry[str], home: Path) -> OnDisk | None:
    """Return where a regular file is; None for a link that leaves the export, breaks, or names a folder."""
    try:
        if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(home):
            return None
        facts = entry.stat()
    except (OSError, RuntimeError):  # Python 3.11 raises the latter for a link to itself
        return None
    return OnDisk(entry.path, facts.st_size) if stat.S_ISREG(facts.st_mode) else None
