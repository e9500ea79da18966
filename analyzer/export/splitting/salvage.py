"""The slow and careful way through a document that is not JSON as a whole: every record that is, comes out.

A record that is not JSON comes out as the text it is, so that validation can show it. Python's scanner finds
the end of a sound record; for a broken one the brackets do, else the next record that looks like the others.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from analyzer.export.notes import CUT_FILE, NOT_JSON, Flaw
from analyzer.export.splitting.document import NEXT_LINK, Document, error_body
from analyzer.export.splitting.scanning import Text, scanned

if TYPE_CHECKING:
    from collections.abc import Iterator

_STRICT = msgspec.json.Decoder(msgspec.Raw)
_BLANK = re.compile(r"[\s,\x1e]*")
# A text is followed by one of these, or its quotes are not what they seem.
_TOKEN = re.compile(r'("(?:[^"\\]|\\.)*"(?=\s*(?:[,:\]}"]|\Z)))|[{}\[\]"]', re.DOTALL)
_NEXT_LINE = re.compile(r"\n\s*(?=[\[{])")
_AFTER_RECORD = re.compile(r"\s*(?:,\s*\{|[\]{]|\Z)")
# What looks like a record's end is inside a text when a quote comes before anything that could follow.
_IN_TEXT = re.compile(r'[^{\[\]"\n]*"')
_AFTER_LIST = re.compile(r'\]\s*(?:\Z|[}\[{]|,\s*")')
_BETWEEN_RECORDS = re.compile(r"\}\s*,?\s*(?=\{)")
_END_OF_GARBAGE = re.compile(r"[,\n](?=\s*\{)|(?=\]\s*(?:\}|\Z))")
_END_OF_TEXT = re.compile(r"\s*\][\s}]*\Z")
_LAST_END = re.compile(r"\}(?=\s*\][\s}]*\Z)")
_WEB_PAGE = re.compile("<[!?A-Za-z]")
_SEARCHED = 4096
_COMMAS = "has a comma too many or too few; every record was read. Mend the program that wrote it."


def is_json(text: msgspec.Raw | bytes) -> bool:
    """Tell whether a record's text is JSON to the letter (`NaN` is not)."""
    try:
        _STRICT.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def salvaged_lines(data: bytes) -> Document:
    """Split text of one record per line; a last line that breaks off is left out."""
    lines = [line for line in map(bytes.strip, data.split(b"\n")) if line]
    document = Document(lines)
    if lines and not data.endswith(b"\n") and not is_json(lines[-1]):
        document.records = lines[:-1]
        document.flaws.append(_cut(len(lines) - 1))
    document.refused = not all(map(is_json, document.records))
    return document


def salvaged_document(data: bytes) -> Document:
    """Split a document of any shape that holds records, broken records and whatever lies between them."""
    walk = _Walk(data)
    walk.documents()
    found = Document(walk.records, walk.flaws, walk.next_link)
    if not found.flaws and _unclosed(data):
        found.flaws.append(_cut(len(found.records)))
    found.refused = walk.broken or not all(map(is_json, walk.records))
    if not found.records and not found.flaws:
        found.flaws.append(Flaw(NOT_JSON, "holds no record. Export it again."))
    if walk.commas and not found.flaws and not found.refused:
        found.flaws.append(Flaw(NOT_JSON, _COMMAS, incomplete=False))
    return found


def _unclosed(data: bytes) -> bool:
    """Tell whether a page or list lacks its last bracket: what stood behind its records is lost."""
    text = data.strip()
    return {b"{": b"}", b"[": b"]"}.get(text[:1], text[-1:]) != text[-1:]


def _cut(records: int) -> Flaw:
    message = f"breaks off after record {records}; the records before were read. Export or copy it again."
    return Flaw(CUT_FILE, message, after=records)


class _Walk:
    """A position in a text, and what was found before it. One character is one byte of the file."""

    def __init__(self, data: bytes) -> None:
        self.records: list[bytes] = []
        self.flaws: list[Flaw] = []
        self.next_link = ""
        self.broken = False
        self.commas = False
        self._data = data
        self._text = Text(data, "latin-1")
        self._at = 0
        self._longest = _SEARCHED
        self._keys: set[str] = set()
        self._last_keys: set[str] | None = None
        self._beginning = ""

    def documents(self) -> None:
        """Walk to the end of the text: pages, lists and records in a row."""
        while char := self._next():
            if char == "[":
                self._at += 1
                self._list()
            elif char == "{":
                self._object()
            elif not self._skip_garbage():
                return

    def _next(self, *, follows: bool = False) -> str:
        """Step over blanks and commas; return the character there, "" at the end.

        An element that `follows` another one has one comma before it, anything else has none.
        """
        blank = _BLANK.match(self._text, self._at)
        gap = blank[0] if blank else ""
        self._at += len(gap)
        char = self._text[self._at : self._at + 1]
        self.commas |= gap.count(",") != (follows and char not in "]}")
        return char

    def _skip_garbage(self) -> bool:
        """Note what is no JSON and step to the next line that could be; False when there is none."""
        message = f"is not JSON at byte {self._at}; what could be read around it was. Export it again."
        self.flaws.append(Flaw(NOT_JSON, message, after=len(self.records), value=self._text[self._at :][:80]))
        following = _NEXT_LINE.search(self._text, self._at)
        is_web_page = _WEB_PAGE.match(self._text, self._at)
        if following is None or is_web_page:  # its scripts have brackets, too
            return False
        self._at = following.end()
        return True

    def _object(self) -> None:
        """Take a record, or the records of a page."""
        start = self._at
        value, end = scanned(self._text, start)
        if end and not _wraps(value):
            self._take(start, end, value)
        elif end and "error" in value:
            self.flaws.append(error_body(value["error"]))
            self._at = end
        elif not self._page():
            self._at = start
            if not self._broken_record():
                self.flaws.append(_cut(len(self.records)))

    def _page(self) -> bool:
        """Walk an object's members and take its list of records; False when there is none."""
        found = False
        follows = False
        self._at += 1
        while self._next(follows=follows) == '"':
            follows = True
            key, self._at = scanned(self._text, self._at)
            if not self._at or self._next() != ":":
                return found
            self._at += 1
            if self._next() == "[" and key == "value":
                found = True
                self._at += 1
                self._list()
                continue
            value, end = scanned(self._text, self._at)
            if not end:
                return found
            self.next_link = value if key == NEXT_LINK and isinstance(value, str) else self.next_link
            self._at = end
        self._at += self._next() == "}"
        return found

    def _list(self) -> None:
        """Take every record up to the list's end."""
        follows = False
        while char := self._next(follows=follows):
            follows = True
            start = self._at
            if char == "]" and _AFTER_LIST.match(self._text, start):
                self._at += 1
                return
            value, end = scanned(self._text, start)
            if end and _wraps(value) and "error" not in value:
                self._page()
            elif end and not self._ends_in_text(value, end):
                self._take(start, end, value)
            elif not self._broken_record(end):
                break
        self.flaws.append(_cut(len(self.records)))

    def _take(self, start: int, end: int, value: Any) -> None:
        self.records.append(self._data[start:end])
        self._at = end
        self._longest = max(self._longest, end - start)
        if isinstance(value, dict):
            self._keys = set(value)
            self._beginning = self._text[start : self._text.find(":", start)]

    def _ends_in_text(self, value: Any, end: int) -> bool:
        """Tell whether a value ends too early, inside a text that lacks its first quote."""
        is_whole = bool(self._keys) and isinstance(value, dict) and self._keys <= value.keys()
        return not is_whole and _IN_TEXT.match(self._text, end) is not None

    def _broken_record(self, otherwise: int = 0) -> bool:
        """Take the text of a record that is not JSON; False when it has no end."""
        start = self._at
        end = self._end_of_broken(start) or otherwise
        if not end:
            self._at = len(self._text)
            return False
        self.records.append(self._data[start:end].rstrip())
        self.broken = True
        self._at = end
        return True

    def _end_of_broken(self, start: int) -> int:
        if self._text[start] != "{":
            return self._end_of_garbage(start)
        end = self._end_by_brackets(start, start + 8 * self._longest)
        if end is None:  # the text is probably cut here, unless a record is seen that surely is one
            return self._end_by_next_record(start, self._keys, broken_ones=False)
        known = self._keys or self._keys_of_last(start)
        return (
            end
            or self._end_by_next_record(start, known, broken_ones=True)
            or self._end_by_brackets(start, len(self._text))
            or self._last_end(start)
        )

    def _end_of_garbage(self, start: int) -> int:
        """Return where a comma, the list's end, or a line that begins with a whole record ends it; or 0."""
        for end in _END_OF_GARBAGE.finditer(self._text, start + 1):
            value = scanned(self._text, self._text.find("{", end.end()))[0] if end[0] == "\n" else None
            if end[0] != "\n" or (self._keys and value and self._keys <= value.keys()):
                return end.start()
        return 0

    def _end_by_brackets(self, start: int, limit: int) -> int | None:
        """Return where the record's brackets close, if what follows is what follows a record; else 0.

        None: the text ends before they do, and its quotes are in order.
        """
        depth = 0
        for token in _TOKEN.finditer(self._text, start, limit):
            if token[0] == '"':
                return 0
            depth += 0 if token[1] else (1 if token[0] in "{[" else -1)
            if depth == 0:
                return token.end() if _AFTER_RECORD.match(self._text, token.end()) else 0
        return None if limit >= len(self._text) else 0

    def _end_by_next_record(self, start: int, known: set[str], *, broken_ones: bool) -> int:
        """Return the first bracket after which a record follows that has about the known keys."""
        for end, keys, after in self._objects(start) if known else ():
            if (after or broken_ones) and 2 * len(known & keys) >= len(known | keys):
                return end
        return 0

    def _keys_of_last(self, start: int) -> set[str]:
        """Return the keys of the list's last record, when the list has an end: what a record looks like."""
        if self._last_keys is None:
            found = self._objects(start)
            last = (keys for _, keys, after in found if after and _END_OF_TEXT.match(self._text, after))
            self._last_keys = next(last, set())
        return self._last_keys

    def _objects(self, start: int) -> Iterator[tuple[int, set[str], int]]:
        """Yield each bracket after which an object follows, that object's keys, and its end.

        An object that is broken itself has end 0; when it begins as records do, it passes for one.
        """
        for gap in _BETWEEN_RECORDS.finditer(self._text, start):
            value, end = scanned(self._text, gap.end())
            if end:
                yield gap.start() + 1, set(value), end
            elif self._beginning and self._text.startswith(self._beginning, gap.end()):
                yield gap.start() + 1, self._keys, 0

    def _last_end(self, start: int) -> int:
        end = _LAST_END.search(self._text, start)
        return end.end() if end else 0


def _wraps(value: Any) -> bool:
    """Tell a page or a saved error answer from a record."""
    if not isinstance(value, dict) or "id" in value:
        return False
    return isinstance(value.get("value"), list) or "error" in value
