"""Publishes a report as a whole: everything is written beside its place first, then renamed into it.

An interrupted run leaves the old report or none. run.json goes first when an old report makes way and
comes last when the new one is complete: a folder without run.json holds no complete report, and the
hashes in it say which files belong to the report. Files we do not write are never touched.
Renaming guards against interruption; against power loss the hashes do, so nothing waits for the disk.
"""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.errors import UsageError
from analyzer.reports import run_json
from analyzer.reports.formats import load_format, require_formats

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from analyzer.analysis import Analysis

_ELSEWHERE = "Choose another place with --out."


def write_report(analysis: Analysis, folder: Path, formats: Iterable[str] = ()) -> tuple[str, ...]:
    """Write the CSV files, the formats asked for and run.json; return the file names, run.json last.

    Raises:
        UsageError: a format is unknown, or the folder cannot be written.
    """
    names = require_formats(formats)
    require_report_folder(folder)
    with _explained(folder), _staged(folder) as stage:
        for name in names:
            load_format(name).write(analysis, stage)
        run_json.write(analysis.run, stage)
        return _publish(stage, folder)


def write_file(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill one file, then put it in its place.

    Raises:
        UsageError: the place is a folder or cannot be written.
    """
    require_report_file(path)
    special = path.exists() and not path.is_file()  # a pipe or a device, such as /dev/stdout
    with _explained(path), nullcontext(path.parent) if special else _staged(path) as folder:
        write(folder / path.name)
        if not special:
            (folder / path.name).replace(path)


def require_report_folder(folder: Path) -> None:
    """Refuse early, before a long run, a report folder that could not be written.

    Raises:
        UsageError: it is a file, or may not be written.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"The report folder '{folder}' is a file.", _ELSEWHERE)
    _require_writable(folder)


def require_report_file(path: Path) -> None:
    """Refuse early a file that could not be written.

    Raises:
        UsageError: it is a folder, or may not be written.
    """
    if path.is_dir():
        raise UsageError(f"'{path}' is a folder, not a file.", "Name a file with --out.")
    _require_writable(path.parent)


def _require_writable(folder: Path) -> None:
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    if not nearest.is_dir():
        raise UsageError(f"'{folder}' cannot be made: '{nearest}' is a file.", _ELSEWHERE)
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise UsageError(f"'{nearest}' may not be written.", _ELSEWHERE)


@contextmanager
def _explained(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"Cannot write '{place}': {error.strerror or error}.", _ELSEWHERE) from error


@contextmanager
def _staged(place: Path) -> Iterator[Path]:
    """Give an empty folder on the same disk as `place`; remove it, and folders made for it, at the end."""
    place = Path(os.path.abspath(place))  # noqa: PTH100  # "." has no name, and links stay links
    home = place if place.is_dir() else place.parent
    made = [folder for folder in (home, *home.parents) if not folder.exists()]
    stage = home / f".{place.name}.{secrets.token_hex(4)}.partial"
    try:
        stage.mkdir(parents=True)
        yield stage
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        for folder in made:
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        raise
    shutil.rmtree(stage, ignore_errors=True)


def _publish(stage: Path, folder: Path) -> tuple[str, ...]:
    names = sorted(path.name for path in stage.iterdir())
    names.sort(key=lambda name: name == run_json.FILE_NAME)
    if not folder.exists():
        stage.rename(folder)
        return tuple(names)
    for name in names:
        if (folder / name).is_dir():
            raise UsageError(f"'{folder / name}' is a folder where a report file belongs.", _ELSEWHERE)
    (folder / run_json.FILE_NAME).unlink(missing_ok=True)
    for name in names:
        (stage / name).replace(folder / name)
    return tuple(names)
