"""A file on disk."""

from __future__ import annotations

import hashlib
import io
import os
from functools import cache

import msgspec

_SMALL = 1 << 20
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)


class DiskSource(io.FileIO):
    """A file's bytes, unbuffered: whoever reads asks for large portions."""

    damage = ""


class OnDisk(msgspec.Struct, frozen=True, gc=False):
    """A regular file; an export may hold some hundred thousand, which the cycle collector is spared."""

    path: str
    size: int

    @property
    def name(self) -> str:
        """The last part of its path."""
        return os.path.basename(self.path)  # noqa: PTH119  # a Path for each of so many files would cost

    def open(self) -> DiskSource:
        """Return its bytes from the beginning."""
        return DiskSource(self.path)

    def content(self) -> bytes | None:
        """Return its bytes at once, which costs half of `open`; None: its size is not what it was.

        Raises:
            OSError: it cannot be read.
        """
        descriptor = os.open(self.path, _READ)
        try:
            found = os.read(descriptor, self.size + 1)
        finally:
            os.close(descriptor)
        return found if len(found) == self.size else None

    def random_access(self) -> str:
        """Return its path."""
        return self.path

    def sha256(self) -> str:
        """Return the SHA-256 of its bytes as hex digits; of a large file cached until it changes."""
        if self.size <= _SMALL and (content := self.content()) is not None:
            return hashlib.sha256(content).hexdigest()
        state = os.stat(self.path)  # noqa: PTH116  # likewise
        return _sha256(self.path, state.st_size, state.st_mtime_ns)


@cache
def _sha256(path: str, _size: int, _modified: int) -> str:
    with open(path, "rb", buffering=0) as stream:  # noqa: PTH123  # likewise
        return hashlib.file_digest(stream, "sha256").hexdigest()
