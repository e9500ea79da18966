"""Which files of an export hold which dataset. Nothing is skipped silently: the unrecognised is listed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from analyzer.errors import ExportError, UsageError
from analyzer.export.archives import archive_ending
from analyzer.export.encodings import Utf8Stream
from analyzer.export.files import ExportFile
from analyzer.export.known_defects import known_defects
from analyzer.export.notes import Note, note
from analyzer.export.readers import split_name
from analyzer.export.recognition import Content, context_content, is_page, is_related_object, named_content
from analyzer.export.walking import survey

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from analyzer.export.candidates import Candidate
    from analyzer.export.places import Place
    from analyzer.export.readers import Reader

_BEGINNING = 4096
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
        ordered = sorted(self.files, key=lambda file: file.dataset)
        return {dataset: tuple(files) for dataset, files in groupby(ordered, lambda file: file.dataset)}

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
    found = survey(path)
    recognised = [(each, _recognised(each)) for each in found.candidates]
    files = tuple(file for _, file in recognised if file)
    if not files:
        reasons = [f"{each.name} {each.flaw.message}" for each in found.candidates if each.flaw]
        raise ExportError(
            " ".join((f"{path} holds nothing that is recognised as an export.", *reasons[:1])), _HINT
        )
    read = {each.archive for each, file in recognised if file}
    return Inventory(
        root=path if path.is_dir() else path.parent,
        files=files,
        unrecognised=tuple(each.name for each, file in recognised if file is None and each.name not in read),
        manifest=found.manifest,
        notes=(*_notes(found.candidates, files), *known_defects(files)),
    )


def _recognised(candidate: Candidate) -> ExportFile | None:
    place = candidate.place
    if place is None:
        return None
    content, readers = _content(candidate)
    for reader in readers:
        if content and (reader.DATASETS is None or content.dataset in reader.DATASETS):
            parent = content.parent if reader.IS_JSON else None
            return ExportFile(
                candidate.name, place, content.dataset, reader.LAYOUT, parent, place.size, content.side
            )
    return None


def _content(candidate: Candidate) -> tuple[Content | None, tuple[Reader, ...]]:
    """Return what a file holds, by its path, its first bytes or its archive's name, and who could read it."""
    inner = candidate.name.removeprefix(f"{candidate.archive}/") if candidate.archive else candidate.name
    *folders, file_name = inner.split("/")
    stem, readers = split_name(file_name)
    if not readers:
        return None, ()
    segments = (*folders, stem)
    content = named_content(segments)
    if content is None and not is_related_object(segments):
        content = _content_inside(candidate.place, readers)
    if content is None and candidate.archive and all(map(is_page, (*folders, stem))):
        archive = candidate.archive.removesuffix(archive_ending(candidate.archive))
        content = named_content((*archive.split("/"), *folders, stem))
    return content, readers


def _content_inside(place: Place | None, readers: tuple[Reader, ...]) -> Content | None:
    """Recognise a document by its first bytes."""
    if place is None or not any(reader.IS_JSON for reader in readers):
        return None
    try:
        with Utf8Stream(place) as stream:
            return context_content(stream.read(_BEGINNING).decode("utf-8", "replace"))
    except OSError:
        return None


def _notes(candidates: list[Candidate], files: tuple[ExportFile, ...]) -> Iterator[Note]:
    """Yield what archives say of themselves: for each dataset that may miss records because of it."""
    for each in (each for each in candidates if each.flaw):
        assert each.flaw is not None
        if each.archive:
            content, _ = _content(each)
            datasets = {content.dataset} if content else set()
        else:
            datasets = {file.dataset for file in files if file.path.startswith(f"{each.name}/")}
        yield from (note(each.flaw, dataset, each.name) for dataset in sorted(datasets) or [""])
