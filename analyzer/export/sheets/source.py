"""The bytes of a CSV file as one stream of sound UTF-8, its header taken off."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.export.notes import ENCODING, NOT_CSV, Flaw

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from analyzer.export.encodings import Utf8Stream

DELIMITERS = ",;\t|"
HEAD = 1 << 16
"""Bytes that the header must fit into."""

_RECORD = re.compile(r'(?:"[^"]*"|[^"\r\n])*')
_LINE = re.compile(r"[^\r\n]*")
_LINE_END = re.compile(r"\r\n|\r|\n")
_PREAMBLE = re.compile(r"#TYPE |version:|sep=", re.IGNORECASE)
_MARK = "\ufffd"
_TEXT_PER_ZERO = 50
"""Characters to one zero byte: with fewer it is no text that was damaged."""


@dataclass(frozen=True, slots=True)
class Header:
    """The first record of a CSV file."""

    names: tuple[str, ...]
    """Column names as written, blanks around them removed; "" where there is none."""
    delimiter: str


class SheetSource(io.RawIOBase):
    """What stands below the header, for Arrow to read. `flaw` tells what is wrong with the bytes.

    Text that is not UTF-8 is read all the same; what cannot be shown becomes U+FFFD. `quotes` counts the
    quotation marks met so far.
    """

    def __init__(self, stream: Utf8Stream) -> None:
        super().__init__()
        self.quotes = 0
        self._replaced = False
        self._below_header = False
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._kept = b""

    def readable(self) -> bool:
        """Return True."""
        return True

    def take_header(self, known: Callable[[Sequence[str]], int]) -> Header | Flaw:
        """Take the header off; `known` counts the names among some that mean something.

        Lines that tools write above it (`#TYPE`, `version:v1.0`, `sep=;`) are skipped.
        """
        text = self._filled(HEAD).decode("utf-8", "ignore")  # the cut may go through a character
        if not text.strip():
            return Flaw(NOT_CSV, "is empty, not even a header is there. Save the list again.")
        record, start, delimiters = _header_record(text)
        if "\0" in record or text.count("\0") * _TEXT_PER_ZERO > len(text):
            return Flaw(NOT_CSV, "is no text but binary data. Save it as comma-separated UTF-8 text.")
        if record.count('"') % 2:
            message = "opens a quotation mark in its header and never closes it. Export it again."
            return Flaw(NOT_CSV, message)
        self._below_header = True
        self._kept = self._sound_text(self._kept[len(text[:start].encode()) :].decode(), b"")
        splits = [Header(_split(record, mark), mark) for mark in delimiters]
        return max(splits, key=lambda each: (known(each.names), len(each.names)))

    @property
    def flaw(self) -> Flaw | None:
        """What is wrong with the bytes read so far."""
        if self._stream.flaw or not self._replaced:
            return self._stream.flaw
        message = "is not UTF-8 text throughout; what is unreadable shows as U+FFFD. Save it as UTF-8."
        return Flaw(ENCODING, message, incomplete=False)

    @property
    def at_end(self) -> bool:
        """Whether nothing is left."""
        return not self._filled(1)

    def read(self, size: int = -1) -> bytes:
        """Return so many bytes, fewer only at the end."""
        part = self._filled(size)
        size = len(part) if size < 0 else size
        part, self._kept = part[:size], part[size:]
        self.quotes += part.count(b'"')
        return part

    def _filled(self, size: int) -> bytes:
        while len(self._kept) < size or size < 0:
            raw = self._stream.read(max(size - len(self._kept), HEAD))
            self._kept += self._sound(raw)
            if not raw:
                break
        return self._kept

    def _sound(self, raw: bytes) -> bytes:
        return self._sound_text(self._decoder.decode(raw, final=not raw), raw)

    def _sound_text(self, text: str, raw: bytes) -> bytes:
        """Return text without zero bytes below the header, which Arrow would take for data."""
        if self._below_header and "\0" in text:
            text = text.replace("\0", _MARK)
            self._replaced = True
        self._replaced = self._replaced or (_MARK in text and bool(raw) and _MARK.encode() not in raw)
        return text.encode()


def _header_record(text: str) -> tuple[str, int, str]:
    """Return the header's text, where the next record begins, and the delimiters it may have."""
    delimiters, start = DELIMITERS, 0
    while True:
        record, start = _record_at(text, start)
        preamble = _PREAMBLE.match(record)
        if preamble and preamble[0].casefold() == "sep=" and len(record) == len("sep=") + 1:
            delimiters = record[-1]
        if start >= len(text) or (record.strip() and not preamble):
            return record, start, delimiters


def _record_at(text: str, start: int) -> tuple[str, int]:
    for pattern in (_RECORD, _LINE):  # the second: a quotation mark that is never closed
        found = pattern.match(text, start)
        end = found.end() if found else start
        line_end = _LINE_END.match(text, end)
        if line_end or end == len(text):
            break
    return text[start:end], line_end.end() if line_end else len(text)


def _split(record: str, delimiter: str) -> tuple[str, ...]:
    try:
        cells = next(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter), [])
    except csv.Error:
        cells = record.split(delimiter)
    return tuple(cell.strip() for cell in cells)
