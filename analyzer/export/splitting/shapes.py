"""One JSON document, in any shape Graph and its exporters save it, split into the texts of its records.

`{"value": [...]}`, a bare array, one object, `{"value": {...}}`, an array of pages, a `$batch` answer, one
record or one page per line. msgspec finds where records begin and end; no Python object is built per record.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import msgspec
from msgspec import UNSET, Raw, UnsetType

from analyzer.export.notes import NOT_JSON, Flaw
from analyzer.export.splitting.document import COUNT, NEXT_LINK, Document, error_body
from analyzer.export.splitting.salvage import is_json, salvaged_document, salvaged_lines

REFUSALS = (msgspec.DecodeError, RecursionError)
"""What msgspec raises for text that is not JSON, or nested beyond reason."""

_EMPTY = 'is empty. Export it again; a list without records is [] or {"value": []}, not nothing.'


class _Answer(msgspec.Struct):
    """The members by which a page, an error, a batch and a record are told apart."""

    id: Raw | UnsetType = UNSET
    value: Raw | UnsetType = UNSET
    error: Raw | UnsetType = UNSET
    responses: Raw | UnsetType = UNSET
    next_link: Raw | UnsetType = msgspec.field(default=UNSET, name=NEXT_LINK)
    count: Raw | UnsetType = msgspec.field(default=UNSET, name=COUNT)


class _Page(_Answer):
    value: list[Raw] | UnsetType = UNSET  # type: ignore[assignment]


class _Identified(msgspec.Struct):
    id: str


class _Response(msgspec.Struct):
    status: int = 200
    body: Raw = Raw(b"null")


_PAGE = msgspec.json.Decoder(_Page)
_ANSWER = msgspec.json.Decoder(_Answer)
_MEMBERS = msgspec.json.Decoder(dict[str, Raw])
_IDENTIFIED = msgspec.json.Decoder(_Identified)
_LIST = msgspec.json.Decoder(list[Raw])
_RESPONSES = msgspec.json.Decoder(list[_Response])
_LINES = msgspec.json.Decoder(Raw)


def split_document(data: bytes) -> Document:
    """Split a whole document. Nothing is raised: what is wrong is a flaw, and every good record comes out."""
    start = data[:64].lstrip()[:1] or data.lstrip()[:1]
    if not start:
        return Document(flaws=[Flaw(NOT_JSON, _EMPTY)])
    try:
        if start == b"{":
            return _from_object(data)
        if start == b"[":
            return split_list(data)
    except REFUSALS:
        pass
    return split_lines(data) if has_lines(data) else salvaged_document(data)


def split_list(data: bytes) -> Document:
    """Split a JSON array of records or pages.

    Raises:
        msgspec.DecodeError, RecursionError: it is not JSON.
    """
    return _from_texts(_LIST.decode(data))


def split_lines(data: bytes) -> Document:
    """Split text with one record (or page) per line."""
    try:
        return _from_texts(_LINES.decode_lines(data))
    except REFUSALS:
        return salvaged_lines(data)


def has_lines(data: bytes) -> bool:
    """Tell whether text begins with one record per line, be the first one broken."""
    first, _, rest = data.lstrip().partition(b"\n")
    if rest.isspace() or rest == b"":
        return False
    return is_json(first) or (not _goes_on(first) and _is_record(rest.partition(b"\n")[0]))


def _is_record(line: bytes) -> bool:
    return is_json(line) and not _is_page(Raw(line))


def _goes_on(line: bytes) -> bool:
    """Tell whether a line is the beginning of a document of many lines, or no beginning at all."""
    return line.rstrip().endswith((b"{", b"[", b",", b":")) or line[:1] not in {b"{", b"["}


def _from_texts(texts: list[Raw]) -> Document:
    """Take the elements of an array: records, or pages that are split in turn."""
    if not texts or not _is_page(texts[0]):
        return Document(texts)
    return reduce(Document.followed_by, (split_document(bytes(text)) for text in texts), Document())


def _is_page(text: Raw) -> bool:
    try:
        answer = _PAGE.decode(text)
    except REFUSALS:
        return False
    return answer.id is UNSET and (answer.value is not UNSET or answer.error is not UNSET)


def _from_object(data: bytes) -> Document:
    try:
        page = _PAGE.decode(data)
    except msgspec.ValidationError:  # JSON, and `value` is not a list
        return _from_odd_object(data)
    if page.value is not UNSET:
        nested = _from_texts(page.value)
        nested.next_link = _text(page.next_link) or nested.next_link
        nested.stated = nested.stated if page.count is UNSET else _number(page.count)
        return nested
    if page.id is UNSET and page.error is not UNSET:
        return Document(flaws=[error_body(msgspec.json.decode(page.error))])
    if page.id is UNSET and page.responses is not UNSET:
        return _from_batch(_RESPONSES.decode(page.responses))
    return _without_id(data) if page.id is UNSET else Document([data.strip()])


def _from_odd_object(data: bytes) -> Document:
    """Take `{"value": {...}}` and `{"value": null}`; anything else is one record."""
    answer = _ANSWER.decode(data)
    if answer.id is UNSET and answer.value is not UNSET:
        inner = bytes(answer.value)
        if inner == b"null":
            return Document()
        if inner.startswith(b"{"):
            return Document(_by_id(inner) or [inner])
    return Document([data.strip()])


def _without_id(data: bytes) -> Document:
    """Take a page as .NET spells it, `{"Value": [...]}`, and records by their ids; else one record."""
    page = _MEMBERS.decode(data).get("Value")
    if page is not None and bytes(page).startswith(b"["):
        return split_document(bytes(page))
    return Document(_by_id(data) or [data.strip()])


def _by_id(data: bytes) -> list[Raw]:
    """Return the records of `{"<id>": {"id": "<id>", ...}, ...}`, which some programs write; else none."""
    members = _MEMBERS.decode(data)
    try:
        is_so = all(_IDENTIFIED.decode(text).id == name for name, text in members.items())
    except msgspec.ValidationError:
        return []
    return list(members.values()) if is_so else []


def _from_batch(responses: list[_Response]) -> Document:
    whole = Document()
    for response in responses:
        part = split_document(bytes(response.body))
        link = whole.next_link or part.next_link  # the answers are different lists, not pages of one
        whole = whole.followed_by(part)
        whole.next_link = link
    return whole


def _text(raw: Raw | UnsetType) -> str:
    value: Any = None if raw is UNSET else msgspec.json.decode(raw)
    return value if isinstance(value, str) else ""


def _number(raw: Raw) -> int | None:
    value: Any = msgspec.json.decode(raw)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
