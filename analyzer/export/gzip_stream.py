"""A gzip file read to its last sound byte, even when it was cut."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Protocol

    class Readable(Protocol):
        """Anything that gives bytes."""

        def read(self, size: int, /) -> bytes:
            """Return the next bytes, at most `size`; none at the end."""


_STEP = 1 << 16
_WITH_HEADER = 31


class GzipStream:
    """The bytes inside a gzip file, members in a row; `damage` tells why they ended early."""

    def __init__(self, file: Readable, head: bytes = b"") -> None:
        """`head`: bytes that were taken from the file before."""
        self.damage = ""
        self._file = file
        self._head = head
        self._member = zlib.decompressobj(_WITH_HEADER)
        self._waiting = b""
        self._begun = False

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""
        found = b""
        while not found and not self.damage and (raw := self._next()):
            try:
                found = self._member.decompress(raw, size)
            except zlib.error as error:
                self.damage = str(error)
        return found

    def close(self) -> None:
        """Do nothing: the file belongs to whoever opened it."""

    def _next(self) -> bytes:
        """Return compressed bytes; start the next member where one ended."""
        if self._member.eof:
            self._waiting = (self._member.unused_data or self._file.read(_STEP)).lstrip(b"\0")
            self._member, self._begun = zlib.decompressobj(_WITH_HEADER), False
        else:
            self._waiting = self._member.unconsumed_tail or self._head or self._file.read(_STEP)
            self._head = b""
        if not self._waiting and self._begun:
            self.damage = "it ends early"
        self._begun = self._begun or bool(self._waiting)
        return self._waiting
