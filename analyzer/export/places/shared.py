"""One open file, read at several positions by several threads."""

from __future__ import annotations

import io
import os
import weakref
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

    from _typeshed import WriteableBuffer


class SharedFile:
    """An open file whose position belongs to nobody; it is closed when nothing refers to it any more."""

    def __init__(self, handle: BinaryIO) -> None:
        self._handle = handle
        self._lock = Lock()
        self.size = handle.seek(0, os.SEEK_END)
        weakref.finalize(self, handle.close)

    def read_at(self, position: int, size: int) -> bytes:
        """Return up to `size` bytes from a position; fewer only at the end of the file."""
        with self._lock:
            self._handle.seek(position)
            return self._handle.read(size)

    def region(self, start: int, size: int) -> io.BufferedReader:
        """Return a part of the file as a file of its own, which ends early where the whole ends."""
        return io.BufferedReader(_Region(self, start, size), 1 << 16)


class _Region(io.RawIOBase):
    def __init__(self, whole: SharedFile, start: int, size: int) -> None:
        self._whole = whole
        self._start = start
        self._size = max(min(size, whole.size - start), 0)
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError("a position before the beginning")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        wanted = min(len(view), max(self._size - self._at, 0))
        found = self._whole.read_at(self._start + self._at, wanted)
        view[: len(found)] = found
        self._at += len(found)
        return len(found)
