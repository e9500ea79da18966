"""Which files of an export hold which dataset. Nothing is skipped silently: the unrecognised is listed."""

from __future__ import annotations

import gc
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from analyzer.errors import ExportError, UsageError
from analyzer.export.bundles import SEVERAL, unbundled
from analyzer.export.known_defects import known_defects
from analyzer.export.notes import ARCHIVE, Note, note
from analyzer.export.page_gaps import missing_pages
from analyzer.export.readers import json_pages
from analyzer.export.recogniser import Recogniser
from analyzer.export.sheets.recognition import is_sheet
from analyzer.export.walking import survey

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from analyzer.export.candidates import Candidate
    from analyzer.export.files import ExportFile
    from analyzer.export.places import Place

_HINT = "Point at the folder or file that holds the export; README.md lists what it should contain."


@dataclass(frozen=True)
class Inventory:
    """The files of an export, in reading order."""

    root: Path
    files: tuple[ExportFile, ...]
    unrecognised: tuple[str, ...]
    """Paths relative to the root."""
    manifest: Place | None = None
    notes: tuple[Note, ...] = ()
    """What is wrong with archives, with files in them that are not read, and with the exporter."""

    @cached_property
    def _by_dataset(self) -> dict[str, tuple[ExportFile, ...]]:
        found: defaultdict[str, list[ExportFile]] = defaultdict(list)
        sheets = []
        for file in self.files:
            if file.layout != json_pages.LAYOUT and is_sheet(file.path):
                sheets.append(file)  # of two copies of a record the first stays, and a sheet says least
            else:
                found[file.dataset].append(file)
        for file in sheets:
            found[file.dataset].append(file)
        return {dataset: tuple(files) for dataset, files in found.items()}

    @property
    def datasets(self) -> frozenset[str]:
        """The datasets that are there, be they empty."""
        return frozenset(self._by_dataset)

    def of(self, dataset: str) -> tuple[ExportFile, ...]:
        """Return a dataset's files in reading order."""
        return self._by_dataset.get(dataset, ())


def take_inventory(path: Path) -> Inventory:
    """List what a folder, an archive or a single file holds.

    Raises:
        UsageError: there is no such path.
        ExportError: nothing in it is recognised, or a folder cannot be listed.
    """
    if not path.exists():
        raise UsageError(f"{path} does not exist.", "Check the path of the export.")
    if not path.is_dir() and not path.is_file():
        raise UsageError(f"{path} is neither a folder nor a file.", "Save what it gives in a file first.")
    with _collector_paused():
        return _inventory(path)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep Python's cycle collector from going through the members of archives again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _inventory(path: Path) -> Inventory:
    holding = survey(path)
    recogniser = Recogniser()
    files: list[ExportFile] = []
    others: list[str] = []
    flawed: list[Candidate] = []
    counted: list[Note] = []
    for each in holding.candidates:
        if each.flaw:
            flawed.append(each)
        file = recogniser.recognised(each)
        if file is None:
            others.append(each.name)
        elif file.dataset == SEVERAL:
            bundle = unbundled(file)
            files += bundle.parts
            others += bundle.others
            counted += bundle.notes
        else:
            files.append(file)
    if not files:
        reasons = [f"{each.name} {each.flaw.message}" for each in flawed if each.flaw]
        reasons += [each.message for each in (*recogniser.notes, *counted)]
        message = f"{path} holds nothing that is recognised as an export."
        raise ExportError(" ".join((message, *reasons[:1])), _HINT)
    notes = tuple(_notes(flawed, files, recogniser))
    half_read = {note.file for note in notes if note.rule == ARCHIVE and note.dataset}
    return Inventory(
        root=path if path.is_dir() else path.parent,
        files=tuple(files),
        unrecognised=tuple(name for name in others if name not in half_read),
        manifest=holding.manifest,
        notes=(*notes, *recogniser.notes, *counted, *known_defects(files), *missing_pages(files, others)),
    )


def _notes(flawed: list[Candidate], files: list[ExportFile], recogniser: Recogniser) -> Iterator[Note]:
    """Yield what archives say of themselves: for each dataset that may miss records because of it."""
    for each in flawed:
        assert each.flaw is not None
        if each.archive:
            content, _ = recogniser.content(each)
            datasets = {content.dataset} if content else set()
        else:
            datasets = {file.dataset for file in files if file.path.startswith(f"{each.name}/")}
        yield from (note(each.flaw, dataset, each.name) for dataset in sorted(datasets) or [""])
