"""The files of a tar archive. A compressed one is uncompressed once, into a file without a name."""

from __future__ import annotations

import tarfile
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from analyzer.export.gzip_stream import GzipStream
from analyzer.export.notes import ARCHIVE, Flaw
from analyzer.export.places import hashed
from analyzer.export.places.members import Listing, Member, is_bomb, member, without_overwritten
from analyzer.export.places.shared import SharedFile
from analyzer.export.places.zip_files import DAMAGES

if TYPE_CHECKING:
    from io import BufferedReader

_BLOCK = 512
_STEP = 1 << 20
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class TarMember:
    """A regular file."""

    archive: SharedFile
    name: str
    start: int
    size: int

    def open(self) -> TarSource:
        """Return its bytes from the beginning."""
        return TarSource(self.archive.region(self.start, self.size), self.size)

    def random_access(self) -> BinaryIO:
        """Return its part of the archive."""
        return self.archive.region(self.start, self.size)

    def sha256(self) -> str:
        """Return the SHA-256 of its bytes as hex digits."""
        return hashed(self.open())


class TarSource:
    """The bytes of a member."""

    def __init__(self, file: BufferedReader, size: int) -> None:
        self.damage = ""
        self._file = file
        self._missing = size

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""
        found = self._file.read(min(size, self._missing))
        self._missing -= len(found)
        if not found and size and self._missing:
            self.damage = "it ends early"
        return found

    def close(self) -> None:
        """Give back the part of the archive."""
        self._file.close()


def tar_listing(archive: SharedFile) -> Listing:
    """List the files of a tar archive, compressed or not, sound or damaged; raises nothing about its content.

    Raises:
        OSError: there is no room to uncompress it.
    """
    damage = ""
    if archive.read_at(0, len(_GZIP)) == _GZIP:
        archive, damage = _uncompressed(archive)
    members, reason = _members(archive)
    reason = damage or reason
    if not reason:
        return Listing(without_overwritten(members))
    found = f"{len(members)} of its files were found" if members else "none of its files was found"
    flaw = Flaw(ARCHIVE, f"is a damaged tar archive ({reason}); {found}. Copy it again.")
    return Listing(without_overwritten(members), flaw)


def _uncompressed(archive: SharedFile) -> tuple[SharedFile, str]:
    spooled = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115  # SharedFile closes it
    with archive.region(0, archive.size) as packed:
        stream = GzipStream(packed)
        size = 0
        while part := stream.read(_STEP):
            size += spooled.write(part)
            if is_bomb(size, packed.tell()):
                return SharedFile(spooled), f"{packed.tell():,} bytes became {size:,}, as in an archive bomb"
    return SharedFile(spooled), stream.damage


def _members(archive: SharedFile) -> tuple[list[Member], str]:
    """Return what was found, and why nothing follows it ("": that is the end)."""
    found: list[Member] = []
    try:
        with (
            archive.region(0, archive.size) as file,
            tarfile.open(fileobj=file, mode="r:", errorlevel=0) as listed,
        ):
            while (info := listed.next()) is not None:
                cast("Any", listed).members.clear()  # it keeps them all, and there may be very many
                if not info.isdir():
                    found.append(_member(archive, info))
            ending = archive.read_at(listed.offset, _BLOCK)
    except (*DAMAGES, tarfile.TarError) as error:
        return found, str(error) or type(error).__name__
    if not ending:
        return found, "it ends early"
    return found, f"what stands at byte {listed.offset:,} is no tar header" if ending.strip(b"\0") else ""


def _member(archive: SharedFile, info: tarfile.TarInfo) -> Member:
    place = TarMember(archive, info.name.rpartition("/")[2], info.offset_data, info.size)
    if info.issym() or info.islnk():
        return member(info.name, None, "it is a link. Put the file itself into the archive.")
    if not info.isreg() or info.issparse():
        return member(info.name, None, "it is no plain file. Put only files and folders into the archive.")
    return member(info.name, place)
