"""Archives of an export are looked into where they are. Nothing is unpacked beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.errors import ExportError
from analyzer.export.candidates import MANIFEST, Candidate, Contents, is_data
from analyzer.export.files import legible, reading_order
from analyzer.export.notes import ARCHIVE, UNREADABLE, Flaw
from analyzer.export.places.shared import SharedFile
from analyzer.export.places.tar_files import tar_listing
from analyzer.export.places.zip_files import zip_listing

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.export.places import Place
    from analyzer.export.places.disk import OnDisk
    from analyzer.export.places.members import Listing, Member

_LISTINGS: dict[str, Callable[[SharedFile], Listing]] = {
    ".zip": zip_listing,
    ".tar": tar_listing,
    ".tar.gz": tar_listing,
    ".tgz": tar_listing,
}
_LAST = frozenset(ending[-1] for ending in (*_LISTINGS, *map(str.upper, _LISTINGS)))
_TOO_DEEP = "is an archive inside an archive and was not read. Unpack the outer one first."


def archive_ending(name: str) -> str:
    """Return the ending that makes a file an archive; "" when it is none."""
    if name[-1:] not in _LAST:  # there may be very many files, and most are none
        return ""
    folded = name.casefold()
    return next((ending for ending in _LISTINGS if folded.endswith(ending)), "")


def contents(name: str, place: OnDisk) -> Contents:
    """Return the archive itself, if something is wrong with it, then its files.

    Raises:
        ExportError: there is no room to uncompress it.
    """
    try:
        archive = SharedFile(open(place.path, "rb"))  # noqa: PTH123, SIM115  # it is closed with its last member
    except OSError as error:
        reason = error.strerror or type(error).__name__
        flaw = Flaw(UNREADABLE, f"could not be read: {reason}. Check the file and its rights.")
        return Contents([Candidate(name, None, flaw)])
    try:
        listing = _LISTINGS[archive_ending(name)](archive)
    except OSError as error:
        message = f"{name} cannot be uncompressed: {error.strerror or error}."
        raise ExportError(message, "Make room in the folder for temporary files, or unpack it.") from error
    found = [_candidate(name, member) for member in listing.members if _is_data(member)]
    found.sort(key=lambda each: reading_order(each.name))
    itself = [Candidate(name, None, listing.flaw)] if listing.flaw or not found else []
    return Contents([*itself, *found], _manifest(listing.members))


def _candidate(archive: str, member: Member) -> Candidate:
    name = f"{archive}/{legible(member.name)}"
    if archive_ending(member.name):
        return Candidate(name, None, Flaw(ARCHIVE, _TOO_DEEP), archive)
    return Candidate(name, member.place, member.flaw, archive)


def _is_data(member: Member) -> bool:
    return all(map(is_data, member.name.split("/")))


def _manifest(members: list[Member]) -> Place | None:
    """Return the manifest at the top, or in the one folder that is there."""
    named = (each for each in members if each.name.rpartition("/")[2] == MANIFEST)
    found = [each for each in named if each.place is not None and each.name.count("/") <= 1]
    return min(found, key=lambda each: (each.name.count("/"), each.name)).place if found else None
