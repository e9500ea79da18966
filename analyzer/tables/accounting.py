"""Every input file with its SHA-256: a report can be checked against its evidence."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.export.files import digest

if TYPE_CHECKING:
    from collections.abc import Collection

    from analyzer.export.files import ExportFile
    from analyzer.export.inventory import Inventory
    from analyzer.tables.journal import Journal


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """One file of the export, and how many records it held; None: nothing needed it, so it was not read."""

    path: str
    sha256: str | None
    """None: the file could not be read."""
    size: int
    dataset: str | None
    rows: int | None


class Digests:
    """Hashes the files beside the reading: hashing waits for the disk and leaves Python alone."""

    def __init__(self, inventory: Inventory) -> None:
        self._files = inventory.files
        self._hashes: Future[list[str | None]] | None = None

    def start(self) -> None:
        """Begin, unless it has begun."""
        if self._hashes is None:
            pool = ThreadPoolExecutor(1)
            self._hashes = pool.submit(lambda: [_digest(file) for file in self._files])
            pool.shutdown(wait=False)

    def input_files(self, journal: Journal, read: Collection[str]) -> tuple[InputFile, ...]:
        """Return every input file, sorted by path; `read` names the datasets that were read."""
        self.start()
        assert self._hashes is not None
        found = zip(self._files, self._hashes.result(), strict=True)
        made = (
            InputFile(
                path=file.path,
                sha256=sha256,
                size=file.size,
                dataset=file.dataset,
                rows=journal.rows[file.path] if file.dataset in read else None,
            )
            for file, sha256 in found
        )
        return tuple(sorted(made, key=lambda each: each.path))


def _digest(file: ExportFile) -> str | None:
    try:
        return digest(file)
    except OSError:
        return None
