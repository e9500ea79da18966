"""Bytes as they were saved, read as UTF-8: gzip by its magic number, UTF-16 by its mark or its zeros."""

from __future__ import annotations

import codecs
import json
from typing import TYPE_CHECKING, Self

from analyzer.export.gzip_stream import GzipStream
from analyzer.export.notes import CUT_FILE, ENCODING, Flaw
from analyzer.export.places.disk import OnDisk

if TYPE_CHECKING:
    from analyzer.export.places import Place, Source

_SMALL = 1 << 20
"""Bytes; files up to this size are read at once."""
_GZIP = b"\x1f\x8b"
_FIRST = 1 << 16
_STEP = 1 << 20


class Utf8Stream:
    """A file read as UTF-8 without a byte order mark, whatever it was saved in.

    What a damaged file still gives is given; `flaw` then tells what is wrong. Bytes of a file that is UTF-8
    already are passed on unchecked.
    """

    def __init__(self, place: Place) -> None:
        self.flaw: Flaw | None = None
        self._file = place.open()
        self._most = max(place.size + 1, _FIRST)
        self._sources: tuple[Source, ...] = (self._file,)
        head = self._raw(min(self._most, _FIRST))
        if head.startswith(_GZIP):
            self._sources = (GzipStream(self._file, head), self._file)
            head = self._raw(8)
        self._decoder, self._kept = _decoder(head)

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
        """Return the next bytes, exactly `size` unless the file ends."""
        parts = []
        source = self._sources[0]
        while size > 0 and (part := source.read(min(size, self._most))):  # more would reserve more
            parts.append(part)
            size -= len(part)
        if size > 0 and self.flaw is None:
            self.flaw = _damage(self._sources)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _transcoded(self, raw: bytes, *, final: bool = False) -> bytes:
        decoder = self._decoder
        if decoder is None:
            return raw
        replaced = decoder.decode(raw, final)
        if "\ufffd" in replaced and self.flaw is None:
            message = "is damaged UTF-16 text; what is unreadable shows as U+FFFD. Export it again as UTF-8."
            self.flaw = Flaw(ENCODING, message, incomplete=False)
        return replaced.encode()


def whole_text(place: Place) -> bytes | None:
    """Return the text of a small JSON file as UTF-8 without a byte order mark; None: only a stream can tell.

    Raises:
        OSError: the file cannot be read.
    """
    if not isinstance(place, OnDisk) or place.size > _SMALL:
        return None
    raw = place.content()
    if not raw or raw[0] in b"{[":
        return None if not raw or raw[1:2] == b"\0" else raw
    if raw.startswith(codecs.BOM_UTF16_LE) and raw[3:4] == b"\0" != raw[2:3]:
        try:
            return raw.decode("utf-16").encode()  # three times as fast as by the name of its order
        except UnicodeDecodeError:
            return None
    return None


def _damage(sources: tuple[Source, ...]) -> Flaw | None:
    """Return what the layers around the text say: the file itself, or the archive that it lies in."""
    for source, kind in zip(sources[::-1], ("file in its archive", "gzip file"), strict=False):
        if source.damage:
            return Flaw(CUT_FILE, f"is a damaged {kind} ({source.damage}); its head was read. Copy it again.")
    return None


def _decoder(head: bytes) -> tuple[codecs.IncrementalDecoder | None, bytes]:
    """Return what turns the rest of a file into text (None: it is UTF-8), and that rest's first bytes."""
    name = json.detect_encoding(head[:8])
    if name in {"utf-8", "utf-8-sig"}:
        return None, head.removeprefix(codecs.BOM_UTF8)
    return codecs.getincrementaldecoder(name)("replace"), head
