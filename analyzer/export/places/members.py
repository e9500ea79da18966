"""What archives have in common: names that are not to be trusted, and files that would fill the disk."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analyzer.export.notes import ARCHIVE_MEMBER, Flaw

if TYPE_CHECKING:
    from analyzer.export.places import Place

GREATEST_RATIO = 200
"""A file may grow by this factor when it is uncompressed. Exports of real tenants grow by 5 to 40."""
UNSUSPECTED = 256 << 20
"""Bytes; what is not bigger uncompressed may have grown by any factor."""

_DRIVE = re.compile(r"[A-Za-z]:(?=[\\/])")


@dataclass(slots=True)
class Member:
    """A file in an archive."""

    name: str
    """Relative, posix, without anything that points elsewhere."""
    place: Place | None
    """None: it is not to be read; `flaw` says why."""
    flaw: Flaw | None = None


@dataclass(slots=True)
class Listing:
    """The files of an archive, and what is wrong with the archive as a whole."""

    members: list[Member] = field(default_factory=list)
    flaw: Flaw | None = None


def is_bomb(size: int, compressed: int) -> bool:
    """Tell whether so few bytes cannot honestly become so many."""
    return size > max(UNSUSPECTED, GREATEST_RATIO * compressed)


def member(stored_name: str, place: Place | None, refusal: str = "") -> Member:
    """Return a member under a clean name; `refusal` says why it is not read."""
    name = _clean(stored_name)
    if refusal:
        flaw = Flaw(ARCHIVE_MEMBER, f"was not read: {refusal}", value=stored_name)
        return Member(name, None, flaw)
    if name == stored_name.replace("\\", "/").removeprefix("./"):
        return Member(name, place)
    message = "is stored under a name that points out of the archive. It was read in place, as if it did not."
    return Member(name, place, Flaw(ARCHIVE_MEMBER, message, value=stored_name, incomplete=False))


def without_overwritten(members: list[Member]) -> list[Member]:
    """Return the members, of each name the last: that is what unpacking leaves."""
    last = {each.name: each for each in members}
    if len(last) < len(members):
        counts: dict[str, int] = {}
        for each in members:
            counts[each.name] = counts.get(each.name, 0) + 1
        for name, times in counts.items():
            if times > 1 and last[name].flaw is None:
                message = f"is in the archive {times} times; the last one was read, as if it were unpacked."
                last[name].flaw = Flaw(ARCHIVE_MEMBER, message, incomplete=False)
    return list(last.values())


def _clean(name: str) -> str:
    parts = _DRIVE.sub("", name).replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in {"", ".", ".."}) or "nameless"
