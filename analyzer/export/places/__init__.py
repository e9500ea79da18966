"""Where the bytes of a file lie: on disk, or inside an archive that is read in place and never unpacked."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, BinaryIO, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

_STEP = 1 << 20
_MOST_IN_MEMORY = 1 << 24


class Source(Protocol):
    """Bytes read once, from the first to the last."""

    @property
    def damage(self) -> str:
        """Why the bytes ended early or cannot be trusted; "" while all is well."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most `size`, perhaps fewer; none at the end."""

    def close(self) -> None:
        """Give back what the operating system lent."""


class Place(Protocol):
    """A file that can be opened as often as needed, also from several threads at once."""

    @property
    def name(self) -> str:
        """The last part of its path."""

    @property
    def size(self) -> int:
        """Bytes; of a file in an archive as many as the archive says it unpacks to."""

    def open(self) -> Source:
        """Return its bytes from the beginning.

        Raises:
            OSError: it cannot be opened.
        """

    def random_access(self) -> BinaryIO | str:
        """Return the path of a seekable file, or such a file, which must be closed.

        Raises:
            OSError: it cannot be opened, or its archive is damaged there.
        """

    def sha256(self) -> str:
        """Return the SHA-256 of its bytes as hex digits.

        Raises:
            OSError: it cannot be read.
        """


def pieces(source: Source) -> Iterator[bytes]:
    """Yield all bytes of a source, then close it."""
    try:
        while piece := source.read(_STEP):
            yield piece
    finally:
        source.close()


def hashed(source: Source) -> str:
    """Return the SHA-256 of a source as hex digits, and close it."""
    digest = hashlib.sha256()
    for piece in pieces(source):
        digest.update(piece)
    return digest.hexdigest()


def small_content(place: Place) -> bytes:
    """Return the bytes of a file that must be small.

    Raises:
        OSError: it cannot be read, or is too big to be what it is said to be.
    """
    if place.size > _MOST_IN_MEMORY:
        raise OSError(f"{place.size:,} bytes are too many")
    return b"".join(pieces(place.open()))
