"""A part of a file that holds several datasets: kept in memory, for such files are small."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from analyzer.export.places import Place


class ExtractSource(io.BytesIO):
    """The bytes of an extract."""

    damage = ""


class Extract(NamedTuple):
    """Some records of a file, as a document of its own."""

    whole: Place
    content: bytes

    @property
    def name(self) -> str:
        """The name of the whole file."""
        return self.whole.name

    @property
    def size(self) -> int:
        """Bytes of the extract."""
        return len(self.content)

    def open(self) -> ExtractSource:
        """Return its bytes from the beginning."""
        return ExtractSource(self.content)

    def random_access(self) -> ExtractSource:
        """Return the same: memory is seekable."""
        return self.open()

    def sha256(self) -> str:
        """Return the SHA-256 of the whole file: that is what can be checked."""
        return self.whole.sha256()
