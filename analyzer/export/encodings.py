"""Bytes as they were saved, read as UTF-8: gzip by its magic number, UTF-16 by its mark or its zeros."""

from __future__ import annotations

import codecs
import json
import os
from typing import TYPE_CHECKING, Self

from analyzer.export.gzip_stream import GzipStream
from analyzer.export.notes import CUT_FILE, ENCODING, Flaw

if TYPE_CHECKING:
    import io
    from pathlib import Path

_GZIP = b"\x1f\x8b"
_STEP = 1 << 20


class Utf8Stream:
    """A file read as UTF-8 without a byte order mark, whatever it was saved in.

    What a damaged file still gives is given; `flaw` then tells what is wrong. Bytes of a file that is UTF-8
    already are passed on unchecked.
    """

    def __init__(self, location: Path) -> None:
        self.flaw: Flaw | None = None
        self._file = location.open("rb")
        self._size = os.fstat(self._file.fileno()).st_size
        self._source: io.BufferedReader | GzipStream = self._file
        if self._file.peek(2)[:2] == _GZIP:
            self._source = GzipStream(self._file)
        self._decoder, self._kept = _decoder(self._raw(8))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def read(self, size: int) -> bytes:
        """Return the next bytes, at least `size` of them unless the file ends."""
        if self._decoder is None:
            kept, self._kept = self._kept, b""
            return kept + self._raw(max(size - len(kept), 0))
        parts = []
        while size > 0 and (raw := self._kept + self._raw(min(size, _STEP))):
            self._kept = b""
            parts.append(self._transcoded(raw))
            size -= len(parts[-1])
        if size > 0:
            parts.append(self._transcoded(b"", final=True))
        return b"".join(parts)

    def _raw(self, size: int) -> bytes:
        if self._source is self._file:
            return self._file.read(min(size, self._size))  # asking for more would reserve more
        parts = []
        while size > 0 and (part := self._source.read(size)):
            parts.append(part)
            size -= len(part)
        damage = self._source.damage if isinstance(self._source, GzipStream) else ""
        if damage and self.flaw is None:
            message = f"is a damaged gzip file ({damage}); its head was read. Copy it again."
            self.flaw = Flaw(CUT_FILE, message)
        return b"".join(parts)

    def _transcoded(self, raw: bytes, *, final: bool = False) -> bytes:
        decoder = self._decoder
        if decoder is None:
            return raw
        replaced = decoder.decode(raw, final)
        if "\ufffd" in replaced and self.flaw is None:
            message = "is damaged UTF-16 text; what is unreadable shows as U+FFFD. Export it again as UTF-8."
            self.flaw = Flaw(ENCODING, message, incomplete=False)
        return replaced.encode()


def _decoder(head: bytes) -> tuple[codecs.IncrementalDecoder | None, bytes]:
    """Return what turns the rest of a file into text (None: it is UTF-8), and that rest's first bytes."""
    name = json.detect_encoding(head)
    if name in {"utf-8", "utf-8-sig"}:
        return None, head.removeprefix(codecs.BOM_UTF8)
    return codecs.getincrementaldecoder(name)("replace"), head
