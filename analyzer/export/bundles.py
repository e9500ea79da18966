"""Files that hold several datasets: saved `$batch` answers, lists of pages of different lists, AzureHound.

Each dataset in them becomes a file of its own, `answers.json#users`; its records are counted within it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from msgspec import UNSET, Raw, UnsetType

from analyzer.export.azurehound import azurehound_content
from analyzer.export.encodings import Utf8Stream
from analyzer.export.files import ExportFile
from analyzer.export.notes import CUT_FILE, Flaw, note
from analyzer.export.places.extract import Extract
from analyzer.export.recognition import Content, context_content, named_content
from analyzer.export.splitting.record_runs import unreadable
from analyzer.export.splitting.sound_elements import sound_elements
from analyzer.export.stated_counts import fewer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.export.notes import Note

SEVERAL = "*"
"""What stands for the dataset of a file that may hold several."""
MOST = 64 << 20
"""Bytes; a bigger file is not taken apart."""

_BEGINNING = 4096
_HEAD = re.compile(
    r'\s*(?:\{\s*"responses"\s*:|\[\s*\{\s*"(?:responses|@odata\.context)"\s*:'
    r'|\{\s*(?:"meta"\s*:\s*\{[^{}]*\}\s*,\s*)?"data"\s*:\s*\[\s*\{\s*"(?:kind"\s*:\s*"AZ|data"\s*:\s*\{))'
)
_BROKEN = "breaks off or is not JSON after answer {}; the answers before were read. Export or copy it again."
_REFUSALS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class _Meta(msgspec.Struct):
    count: int | None = None


class _Answer(msgspec.Struct):
    id: Raw | UnsetType = UNSET
    value: Raw | UnsetType = UNSET
    body: Raw | UnsetType = UNSET
    error: Raw | UnsetType = UNSET
    responses: list[Raw] | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    data: Raw | UnsetType = UNSET
    meta: Raw | UnsetType = UNSET


_ANSWER = msgspec.json.Decoder(_Answer)
_META = msgspec.json.Decoder(_Meta)
_LIST = msgspec.json.Decoder(list[Raw])
_ANY = msgspec.json.Decoder(Any)


def may_be_bundle(head: str) -> bool:
    """Tell from its beginning whether a document may hold several datasets."""
    return bool(_HEAD.match(head))


class Unbundled(NamedTuple):
    """What a bundle held."""

    parts: list[ExportFile]
    """A file for each dataset."""
    others: list[str]
    """Names for what is not recognised; the bundle's own where it could not be taken apart."""
    notes: list[Note]


def unbundled(file: ExportFile) -> Unbundled:
    """Take a bundle apart. One that is damaged gives the answers before the damage, and a note."""
    try:
        with Utf8Stream(file.location) as stream:
            text = stream.read(MOST + 1)
    except OSError as error:
        return Unbundled([], [file.path], [note(unreadable(error), "", file.path)])
    if len(text) > MOST:
        return Unbundled([], [file.path], [])
    try:
        return _parted(file, list(_answers(text)), _stated(text))
    except _REFUSALS:
        answers = list(_sound_answers(text))
    whole = _parted(file, answers, None)
    flaw = Flaw(CUT_FILE, _BROKEN.format(len(answers)), after=len(answers))
    datasets = sorted({part.dataset for part in whole.parts}) or [""]  # any may lack records
    return whole._replace(notes=[note(flaw, dataset, file.path) for dataset in datasets])


def _parted(file: ExportFile, answers: list[tuple[Content | None, bytes]], stated: int | None) -> Unbundled:
    found: dict[Content, list[bytes]] = {}
    others: list[str] = []
    for number, (content, page) in enumerate(answers, 1):
        if content is None:
            others.append(f"{file.path}#{number}")
        else:
            found.setdefault(content, []).append(page)
    parts = [_part(file, content, pages) for content, pages in found.items()]
    notes = []
    if stated is not None and stated > len(answers):  # of which kind, nothing tells
        datasets = dict.fromkeys(part.dataset for part in parts)
        notes = [fewer(each, file.path, "/meta/count", stated, len(answers)) for each in datasets]
    return Unbundled(parts, others if parts else [file.path], notes)


def _stated(text: bytes) -> int | None:
    """Return how many elements AzureHound says that it wrote."""
    if text.lstrip().startswith(b"["):
        return None
    meta = _ANSWER.decode(text).meta
    try:
        return _META.decode(meta).count if isinstance(meta, Raw) else None
    except msgspec.DecodeError:
        return None


def _part(file: ExportFile, content: Content, pages: list[bytes]) -> ExportFile:
    dataset, parent, side = content
    place = Extract(file.location, b"[" + b",".join(pages) + b"]")
    name = "/".join(part for part in (dataset, parent, side) if part)
    return ExportFile(f"{file.path}#{name}", place, dataset, file.layout, parent, place.size, side)


def _answers(text: bytes) -> Iterator[tuple[Content | None, bytes]]:
    """Yield what each answer holds, and the answer as a page."""
    elements = _LIST.decode(text) if text.lstrip().startswith(b"[") else [Raw(text)]
    for element in elements:
        yield from _of_element(element)


def _of_element(element: Raw | bytes) -> Iterator[tuple[Content | None, bytes]]:
    answer = _ANSWER.decode(element)
    if answer.responses is not UNSET:
        for response in answer.responses:
            yield _response(_ANSWER.decode(response))
    elif isinstance(answer.data, Raw):
        for item in _LIST.decode(answer.data):
            yield azurehound_content(bytes(item))
    else:
        yield _content(bytes(element)), _page(bytes(element), answer)


def _sound_answers(text: bytes) -> Iterator[tuple[Content | None, bytes]]:
    """Yield the answers of a bundle that is not JSON, up to the first that is broken."""
    for name, element in sound_elements(text):
        try:
            if name == "responses":
                yield _response(_ANSWER.decode(element))
            elif name == "data":
                yield azurehound_content(element)
            elif not name:
                yield from _of_element(element)
        except _REFUSALS:
            return


def _response(response: _Answer) -> tuple[Content | None, bytes]:
    """Take one answer of a batch; where its body does not say what it is, the id of the request may."""
    body = bytes(response.body) if isinstance(response.body, Raw) else b"null"
    if not body.lstrip().startswith(b"{"):
        return None, b""
    content = _content(body) or _named(bytes(response.id) if isinstance(response.id, Raw) else b'""')
    return content, _page(body, _ANSWER.decode(body))


def _named(identifier: bytes) -> Content | None:
    name: Any = _ANY.decode(identifier)
    return named_content(tuple(name.strip("/").split("/"))) if isinstance(name, str) else None


def _content(document: bytes) -> Content | None:
    return context_content(document[:_BEGINNING].decode("utf-8", "replace"))


def _page(document: bytes, answer: _Answer) -> bytes:
    """Return a document as a page: what is one object becomes a page with one record."""
    is_page = answer.id is UNSET and (answer.value is not UNSET or answer.error is not UNSET)
    return document if is_page else b'{"value":[' + document + b"]}"
