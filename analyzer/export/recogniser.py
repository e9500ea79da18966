"""What each file of an export holds. Paths of one shape are looked at once.

An export may hold some hundred thousand files whose paths differ in ids only, so what a path tells is kept by
its shape: `Groups/<id>/Members/<id>/<the same>.json`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from analyzer.datasets import dataset_named
from analyzer.export.archives import archive_ending
from analyzer.export.bundles import MOST, SEVERAL, may_be_bundle
from analyzer.export.encodings import Utf8Stream, whole_text
from analyzer.export.files import ExportFile
from analyzer.export.notes import Note
from analyzer.export.readers import split_name
from analyzer.export.recognition import (
    GUID,
    Content,
    context_content,
    is_page,
    is_related_object,
    named_content,
)
from analyzer.export.sheets.recognition import is_sheet, sheet_content

if TYPE_CHECKING:
    from analyzer.export.candidates import Candidate
    from analyzer.export.places import Place
    from analyzer.export.readers import Reader

_BEGINNING = 4096
_LONGEST = 4 << 20
"""Bytes. No page of Graph is longer."""
_VALUE_FIRST = re.compile(r'\s*\{\s*"value"\s*:')
"""PowerShell's hashtables have no order: the context may come after the records."""
_GUID_LENGTH = 36
_OTHER_ID = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])(?!.*[=. ]).{30,}")
"""Role assignments and licences have longer ids; the name of a dataset has no digits."""
_ID, _SAME, _LONG = "\0", "\0=", "\0+"  # no path holds a zero byte


class _Named(NamedTuple):
    """What a path tells."""

    content: Content | None
    readers: tuple[Reader, ...]
    look_inside: bool
    """Its first bytes may tell what its name does not."""
    parent: int | None = None
    """Where in the path, the file's ending left out, the parent's id stands."""
    layout: str | None = None
    """How it is to be read, where the path alone settles that: so it is with nearly every file."""

    @property
    def is_general(self) -> bool:
        """Whether it holds for every path of the shape."""
        return self.content is None or self.content.parent is None or self.parent is not None


class Recogniser:
    """Recognises the files of one export."""

    def __init__(self) -> None:
        self.notes: list[Note] = []
        """Why files are not recognised although it is clear what they hold."""
        self._known: dict[tuple[str, ...], dict[str, _Named]] = {}
        """By the shape of the folders but the innermost, then by the shape of that one and the file name."""
        self._head: str | None = None
        self._below: dict[str, _Named] = {}
        self._here: dict[str, _Named] = {}
        """Likewise, below these very folders: whatever parent is told stands in them."""

    def recognised(self, candidate: Candidate) -> ExportFile | None:
        """Return a file that is to be read; None: it is not, or nothing tells what it holds.

        The dataset of a file that may hold several is `SEVERAL`.
        """
        name, place = candidate.name, candidate.place
        if place is None:
            return None
        known = self._path_tells(candidate)
        if known.layout is not None and known.content is not None:
            dataset, parent, side = known.content
            return ExportFile(name, place, dataset, known.layout, parent, place.size, side)
        content, readers = self._content(candidate, known)
        if is_sheet(name):
            found = sheet_content(place, name, split_name(name.rpartition("/")[2])[0], content)
            if isinstance(found, Note):
                self.notes.append(found)
                return None
            content = found
        if content is None:
            return None
        dataset, parent, side = content
        for reader in readers:
            if reader.DATASETS is None or dataset in reader.DATASETS:
                owner = parent if reader.IS_JSON or is_sheet(name) else None
                return ExportFile(name, place, dataset, reader.LAYOUT, owner, place.size, side)
        return None

    def content(self, candidate: Candidate) -> tuple[Content | None, tuple[Reader, ...]]:
        """Return what a file holds, by path, first bytes or name of its archive, and who could read it."""
        return self._content(candidate, self._path_tells(candidate))

    def _content(self, candidate: Candidate, known: _Named) -> tuple[Content | None, tuple[Reader, ...]]:
        content = known.content
        if content is None and known.look_inside:
            content = _content_inside(candidate.place)
        if content is None and candidate.archive and known.readers:
            content = _content_by_archive(candidate.archive, candidate.path.split("/"))
        return content, known.readers

    def _path_tells(self, candidate: Candidate) -> _Named:
        path = candidate.path
        rest, _, file_name = path.rpartition("/")
        head, _, folder = rest.rpartition("/")
        if head != self._head:  # files come folder by folder: the same one, mostly
            self._below = self._known.setdefault(_shape(head), {})
            self._here = {}
            self._head = head
        ending = _shape_of_ending(head, folder, file_name)
        return self._here.get(ending) or self._of_shape(ending, path.split("/"))

    def _of_shape(self, ending: str, segments: list[str]) -> _Named:
        known = self._below.get(ending)
        if known is None:
            known = _named(segments)
            if _ID in ending and known.is_general:
                self._below[ending] = known
        elif known.parent is not None and known.content is not None:
            parent = segments[known.parent]
            parent = parent[:_GUID_LENGTH] if known.parent == len(segments) - 1 else parent
            known = known._replace(content=known.content._replace(parent=parent))
        if _ID in ending and known.is_general and (known.parent or 0) < len(segments) - 2:
            self._here[ending] = known
        return known


def _shape(head: str) -> tuple[str, ...]:
    """Return folders without their ids; what a path tells is the same for all paths of one shape."""
    return tuple(_ID if GUID.fullmatch(name) else name for name in head.split("/"))


def _shape_of_ending(head: str, folder: str, file_name: str) -> str:
    """Return the innermost folder and the file name without their ids."""
    general = folder
    if len(folder) == _GUID_LENGTH and GUID.match(folder):
        general = _SAME if head.endswith(folder) else _ID
    if folder and file_name.startswith(folder) and file_name[len(folder) :].startswith("."):
        if general is folder and _OTHER_ID.fullmatch(folder):
            general = _LONG + folder[:_GUID_LENGTH] if GUID.match(folder) else _LONG
        return f"{general}/{_SAME}{file_name[len(folder) :]}"
    if len(file_name) > _GUID_LENGTH and GUID.match(file_name):
        return f"{general}/{_ID}{file_name[_GUID_LENGTH:]}"
    return f"{general}/{file_name}"


def _named(segments: list[str]) -> _Named:
    """Look at one path; `segments`: its folders and its file name."""
    *folders, file_name = segments
    stem, readers = split_name(file_name)
    if not readers:
        return _Named(None, (), look_inside=False)
    parts = (*map(_folder, folders), stem)
    content = named_content(parts)
    json = any(reader.IS_JSON for reader in readers)
    look_inside = content is None and json and not is_related_object(parts)
    parent = None if content is None or content.parent not in parts else parts.index(content.parent)
    layout = readers[0].LAYOUT if content is not None and json and len(readers) == 1 else None
    return _Named(content, readers, look_inside, parent, layout)


def _folder(name: str) -> str:
    """Return a folder's name; Spark writes the part files of a dataset into a folder `users.parquet`."""
    stem, _ = split_name(name)
    return stem if stem and dataset_named(stem) else name


def _content_inside(place: Place | None) -> Content | None:
    """Recognise a document by its first bytes; a page whose records come first, by its last."""
    if place is None:
        return None
    try:
        head, whole = _beginning(place)
        found = context_content(head)
        if found is None and not whole and _VALUE_FIRST.match(head):
            return context_content(head + _after_the_records(place))
    except OSError:
        return None
    if place.size <= MOST and may_be_bundle(head):
        return Content(SEVERAL)
    return found


def _beginning(place: Place) -> tuple[str, bool]:
    """Return the first text of a document, and whether that is all of it."""
    small = whole_text(place) if place.size <= _BEGINNING else None
    if small is not None:
        return small.decode("utf-8", "replace"), True
    with Utf8Stream(place) as stream:
        return stream.read(_BEGINNING).decode("utf-8", "replace"), False


def _after_the_records(place: Place) -> str:
    with Utf8Stream(place) as stream:
        stream.read(_BEGINNING)
        rest = stream.read(_LONGEST)
    return rest.rpartition(b"]")[2].decode("utf-8", "replace") if len(rest) < _LONGEST else ""


def _content_by_archive(archive: str, segments: list[str]) -> Content | None:
    """Recognise what is but numbered by the name of the archive it lies in."""
    *folders, file_name = segments
    parts = (*folders, split_name(file_name)[0])
    if not all(map(is_page, parts)):
        return None
    named = archive.removesuffix(archive[-len(archive_ending(archive)) :])
    return named_content((*named.split("/"), *parts))
