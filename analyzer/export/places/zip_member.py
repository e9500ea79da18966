"""One file inside a zip archive: read where it lies, checked against what the archive says of it."""

from __future__ import annotations

import struct
import tempfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast

from analyzer.export.places import hashed, pieces

if TYPE_CHECKING:
    from io import BufferedReader

    from analyzer.export.places.shared import SharedFile

STORED, DEFLATED = 0, 8
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
LOCAL_MAGIC = b"PK\3\4"

BARE = -15
"""What zlib calls deflated bytes without a header."""

ENCRYPTED = "it is encrypted. Make the archive again without a password."
UNKNOWN_METHOD = "compression method {} is not known. Make the archive again with Deflate."
BOMB = "{:,} bytes would become {:,}, as in an archive bomb."
"""Why a file is not read, whether a directory or its own header tells of it."""

_STEP = 1 << 16


@dataclass(frozen=True, slots=True)
class ZipMember:
    """A stored or deflated file."""

    archive: SharedFile
    name: str
    header: int
    """Where its local header begins."""
    method: int
    compressed: int
    size: int
    crc: int

    def open(self) -> ZipSource:
        """Return its bytes from the beginning."""
        header = self.archive.read_at(self.header, LOCAL_HEADER.size)
        if len(header) < LOCAL_HEADER.size or not header.startswith(LOCAL_MAGIC):
            return ZipSource(self.archive.region(0, 0), self, "it is not where the archive says")
        *_, name, extra = LOCAL_HEADER.unpack(header)
        start = self.header + LOCAL_HEADER.size + name + extra
        return ZipSource(self.archive.region(start, self.compressed), self)

    def random_access(self) -> BinaryIO:
        """Return its bytes as an anonymous file, gone when it is closed."""
        spooled = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115  # whoever reads closes it
        source = self.open()
        for piece in pieces(source):
            spooled.write(piece)
        if source.damage:
            spooled.close()
            raise OSError(source.damage)
        spooled.seek(0)
        return spooled

    def sha256(self) -> str:
        """Return the SHA-256 of its bytes as hex digits."""
        return hashed(self.open())


class ZipSource:
    """The bytes of a member. It never gives more than the archive declares."""

    def __init__(self, file: BufferedReader, facts: ZipMember, damage: str = "") -> None:
        self.damage = damage
        self._file = file
        self._facts = facts
        self._inflater = zlib.decompressobj(BARE) if facts.method == DEFLATED else None
        self._given = 0
        self._crc = 0

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""
        wanted = min(size, self._facts.size - self._given)
        if wanted <= 0 or self.damage:
            return b""
        try:
            found = self._file.read(wanted) if self._inflater is None else self._inflated(wanted)
        except zlib.error as error:
            found, self.damage = b"", str(error)
        self._given += len(found)
        self._crc = zlib.crc32(found, self._crc)
        if not found:
            self.damage = self.damage or "it ends early"
        elif self._given == self._facts.size and self._crc != self._facts.crc:
            self.damage = "its checksum is wrong"
        return found

    def close(self) -> None:
        """Give back the part of the archive."""
        self._file.close()

    def _inflated(self, size: int) -> bytes:
        inflater = self._inflater
        assert inflater is not None
        while not inflater.eof and (raw := inflater.unconsumed_tail or self._file.read(_STEP)):
            if found := inflater.decompress(raw, size):
                return found
        return b""
