"""The files of a zip archive. Its directory is at its end: a cut archive is read header by header instead."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from analyzer.export.notes import ARCHIVE, Flaw
from analyzer.export.places.members import Listing, is_bomb, member, without_overwritten
from analyzer.export.places.zip_member import BOMB, DEFLATED, ENCRYPTED, STORED, UNKNOWN_METHOD, ZipMember
from analyzer.export.places.zip_salvage import salvaged_members

if TYPE_CHECKING:
    from analyzer.export.places.shared import SharedFile

DAMAGES = (
    zipfile.BadZipFile,
    NotImplementedError,
    ValueError,
    OverflowError,
    struct.error,
    EOFError,
    OSError,
    zlib.error,
)
"""What zipfile and tarfile raise for bytes that are no archive."""

_ENCRYPTED = 0x1 | 0x40
_HEADER = 30


def zip_listing(archive: SharedFile) -> Listing:
    """List the files of a zip archive, sound or damaged; raises nothing about its content."""
    try:
        with zipfile.ZipFile(archive.region(0, archive.size)) as listed:
            infos = [info for info in listed.infolist() if not _is_folder(info)]
            end = listed.start_dir
    except DAMAGES as error:
        return _damaged(archive, str(error) or type(error).__name__)
    overlapping = _overlapping(infos, end)
    members = [
        member(
            info.filename,
            _place(archive, info),
            _refusal(info, overlapping=info.header_offset in overlapping),
        )
        for info in infos
    ]
    return Listing(without_overwritten(members))


def _place(archive: SharedFile, info: zipfile.ZipInfo) -> ZipMember:
    name = info.filename.rpartition("/")[2]
    compressed, size = info.compress_size, info.file_size
    return ZipMember(archive, name, info.header_offset, info.compress_type, compressed, size, info.CRC)


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.filename.endswith(("/", "\\"))


def _refusal(info: zipfile.ZipInfo, *, overlapping: bool) -> str:
    """Return why a file is not read, or ""."""
    if info.flag_bits & _ENCRYPTED:
        return ENCRYPTED
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link. Put the file itself into the archive."
    if info.compress_type not in {STORED, DEFLATED}:
        return UNKNOWN_METHOD.format(info.compress_type)
    if overlapping:
        return "it shares its bytes with another file of the archive, as an archive bomb does."
    if is_bomb(info.file_size, info.compress_size):
        return BOMB.format(info.compress_size, info.file_size)
    return ""


def _overlapping(infos: list[zipfile.ZipInfo], end: int) -> set[int]:
    """Return the headers of files whose bytes reach into what comes after them."""
    ordered = sorted(infos, key=lambda info: info.header_offset)
    found: set[int] = set()
    starts = [info.header_offset for info in ordered]
    for info, after in zip(ordered, [*starts, end][1:], strict=True):
        if info.header_offset + _HEADER + info.compress_size > after:
            found.add(info.header_offset)
    return found


def _damaged(archive: SharedFile, reason: str) -> Listing:
    members = without_overwritten(salvaged_members(archive))
    message = f"is a damaged zip archive ({reason}); "
    message += f"{len(members)} of its files were found. " if members else "none of its files was found. "
    return Listing(members, Flaw(ARCHIVE, f"{message}Copy it again."))
