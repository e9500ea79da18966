"""Every file of an export that could be data: in folders, and in archives that lie in them."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.errors import ExportError
from analyzer.export.archives import archive_ending, contents
from analyzer.export.candidates import MANIFEST, Candidate, Contents, is_data
from analyzer.export.files import legible, reading_order
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
            return contents(legible(path.name), single)
        return Contents([Candidate(legible(path.name), single)])
    manifest = path / MANIFEST
    stated = OnDisk(str(manifest), manifest.stat().st_size) if manifest.is_file() else None
    return Contents(_below(path), stated)


def _below(path: Path) -> Iterator[Candidate]:
    """Yield each file below a folder and in its archives, in reading order."""
    home = path.resolve()
    above: list[tuple[str, list[os.DirEntry[str]]]] = []
    prefix, entries = "", _entries(str(path))
    while entries or above:
        if not entries:
            prefix, entries = above.pop()
            continue
        entry = entries.pop()
        name = prefix + legible(entry.name)
        if entry.is_dir(follow_symlinks=False):
            above.append((prefix, entries))
            prefix, entries = f"{name}/", _entries(entry.path)
            continue
        place = _place(entry, home)
        if place is not None and archive_ending(entry.name):
            yield from contents(name, place).candidates
        else:
            yield Candidate(name, place)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """Return what could be data in a folder, the last in reading order first.

    Raises:
        ExportError: we may not look into it. What it holds would be missing without anybody noticing.
    """
    try:
        with os.scandir(folder) as entries:
            found = [entry for entry in entries if is_data(entry.name)]
    except OSError as error:
        raise ExportError(f"{folder} cannot be listed: {error.strerror}.", "Check its rights.") from error
    if len(found) > 1:
        found.sort(key=_order, reverse=True)
    return found


def _order(entry: os.DirEntry[str]) -> str:
    """Put `g1.json` before what lies in `g1`: it is the first page, and the folder has the others."""
    return reading_order(f"{entry.name}/" if entry.is_dir(follow_symlinks=False) else entry.name)


def _place(entry: os.DirEntry[str], home: Path) -> OnDisk | None:
    """Return where a regular file is; None for a link that leaves the export, breaks, or names a folder."""
    try:
        if entry.is_file(follow_symlinks=False):
            return OnDisk(entry.path, entry.stat().st_size)
        if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(home):
            return None
        facts = entry.stat()
    except (OSError, RuntimeError):  # Python 3.11 raises the latter for a link to itself
        return None
    return OnDisk(entry.path, facts.st_size) if stat.S_ISREG(facts.st_mode) else None
