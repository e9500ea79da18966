"""Files of a zip archive that lost its directory, found by the header that stands before each of them."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, NamedTuple

from analyzer.export.places.members import Member, is_bomb, member
from analyzer.export.places.zip_member import (
    BARE,
    BOMB,
    DEFLATED,
    ENCRYPTED,
    LOCAL_HEADER,
    LOCAL_MAGIC,
    STORED,
    UNKNOWN_METHOD,
    ZipMember,
)

if TYPE_CHECKING:
    from analyzer.export.places.shared import SharedFile

_STEP = 1 << 16
_LONGEST_DESCRIPTOR = 24
_SIZES_FOLLOW = 0x8
_UTF8 = 0x800


class _Header(NamedTuple):
    magic: bytes
    version: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    compressed: int
    size: int
    name_length: int
    extra_length: int


def salvaged_members(archive: SharedFile) -> list[Member]:
    """Return the files from the beginning of an archive up to the cut; the last may be cut itself."""
    found: list[Member] = []
    at = 0
    while (header := _header_at(archive, at)) is not None:
        name = _name(archive.read_at(at + LOCAL_HEADER.size, header.name_length), header.flags)
        start = at + LOCAL_HEADER.size + header.name_length + header.extra_length
        if header.flags & _SIZES_FOLLOW and not header.compressed:
            header = _measured(archive, start, header)
        refusal = _refusal(header)
        place = ZipMember(
            archive, name.rpartition("/")[2], at, header.method, header.compressed, header.size, header.crc
        )
        if not name.endswith(("/", "\\")):
            found.append(member(name, place, refusal))
        at = _next_header(archive, start + header.compressed)
    return found


def _header_at(archive: SharedFile, at: int) -> _Header | None:
    text = archive.read_at(at, LOCAL_HEADER.size)
    if len(text) < LOCAL_HEADER.size or not text.startswith(LOCAL_MAGIC):
        return None
    return _Header(*LOCAL_HEADER.unpack(text))


def _name(raw: bytes, flags: int) -> str:
    return raw.decode("utf-8" if flags & _UTF8 else "cp437", "replace")


def _refusal(header: _Header) -> str:
    if header.flags & 1:
        return ENCRYPTED
    if header.method not in {STORED, DEFLATED}:
        return UNKNOWN_METHOD.format(header.method)
    if is_bomb(header.size, header.compressed):
        return BOMB.format(header.compressed, header.size)
    return ""


def _measured(archive: SharedFile, start: int, header: _Header) -> _Header:
    """Return the header with the sizes that stand after the file: only uncompressing tells where that is."""
    if header.method != DEFLATED:
        return header
    inflater = zlib.decompressobj(BARE)
    size = crc = read = 0
    try:
        while not inflater.eof and (raw := inflater.unconsumed_tail or archive.read_at(start + read, _STEP)):
            read += 0 if inflater.unconsumed_tail else len(raw)
            part = inflater.decompress(raw, _STEP)
            size, crc = size + len(part), zlib.crc32(part, crc)
            if is_bomb(size, read):
                break
    except zlib.error:
        pass
    cut = 0 if inflater.eof else 1  # one byte more than there is: reading then tells that it ends early
    return header._replace(compressed=read - len(inflater.unused_data), size=size + cut, crc=crc)


def _next_header(archive: SharedFile, end: int) -> int:
    """Return where the next header begins: at once, or after the sizes that follow a file."""
    gap = archive.read_at(end, _LONGEST_DESCRIPTOR + len(LOCAL_MAGIC)).find(LOCAL_MAGIC)
    return end + max(gap, 0)
