"""What a CSV file holds: its name says so, else its columns. Membership lists need the group's id as well."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from analyzer.export.edges import RELATIONS
from analyzer.export.notes import NO_IDENTITY, Flaw, note
from analyzer.export.readers.portal_csv import DATASETS, SUFFIXES, lacking
from analyzer.export.recognition import GUID, Content
from analyzer.export.sheets.headers import folded, layout_of, meaning
from analyzer.export.sheets.text import header_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.export.notes import Note
    from analyzer.export.places import Place

_MEMBER_MARKS = {"isuser", "isgroup", "isguest", "objecttype", "membertype"}
_USER_MARKS = {"accountenabled", "blockcredential", "blocksignin", "givenname", "firstname"}
_PEOPLE = {"name", "user", "displayname", "email", "userprincipalname", "objectid"}
_VOCABULARY = frozenset({"users", "group_members", "assignments", "assignment_requests"})


def is_sheet(name: str) -> bool:
    """Tell whether a file name is that of a CSV file."""
    return name.casefold().endswith(SUFFIXES)


def sheet_content(location: Place, name: str, stem: str, named: Content | None) -> Content | Note | None:
    """Recognise a CSV file; `name` is its path in the export, `named` what path and stem say.

    Returns:
        a note when it is clear what the file holds and that it lacks what would make it usable.
    """
    if named and named.dataset not in (DATASETS or ()):
        return named
    wanted = [named.dataset] if named else _VOCABULARY
    header = header_of(location, partial(meaning, wanted))
    if header is None:
        return named
    dataset = named.dataset if named else _told_by(header.names)
    if dataset is None:
        return None
    layout = layout_of(dataset, header.names)
    if not layout.columns:  # another delimiter, another table: the reader says so
        return named
    parent = _parent((*name.split("/")[:-1], stem), named) if dataset in RELATIONS else None
    if parent and layout.has(RELATIONS[dataset].parent):
        parent = None
    missing = lacking(dataset, layout, parent)
    if not missing:
        return Content(dataset, parent)
    partial_list = dataset != "users"  # the portal lists all users at once, all else piece by piece
    return note(Flaw(NO_IDENTITY, _advice(dataset, missing), incomplete=partial_list), dataset, name)


def _told_by(names: Sequence[str]) -> str | None:
    """Return the dataset whose vocabulary a header speaks."""
    found = {folded(name) for name in names}
    if {"groupid", "memberid"} <= found:
        return "group_members"
    if {"userprincipalname"} <= found and found & _USER_MARKS:
        return "users"
    if found & {"id", "objectid"} and found & _MEMBER_MARKS:
        return "group_members"
    if found & {"targetid", "targetobjectid", "assignmentid"}:
        return "assignments"
    if "requestid" in found and found & {"requestor", "requestedby", "requeststate", "requeststatus"}:
        return "assignment_requests"
    policy = found & {"policy", "policyname", "assignmentpolicy"}
    return "assignments" if policy and "status" in found and found & _PEOPLE else None


def _parent(segments: tuple[str, ...], named: Content | None) -> str | None:
    """Return the one GUID in the file's name, else in its folder's, else what `group_members/<name>` says."""
    for segment in (segments[-1], *segments[-2:-1]):
        guids = {guid.casefold(): guid for guid in GUID.findall(segment)}
        if guids:
            return next(iter(guids.values())) if len(guids) == 1 else None
    return named.parent if named and named.parent and " " not in named.parent else None


def _advice(dataset: str, missing: Sequence[str]) -> str:
    relation = RELATIONS.get(dataset)
    if relation and relation.parent in missing:
        return (
            f"lists {dataset.replace('_', ' ')} and nothing in it or its name says of which group; it is not "
            f"used. Rename it to {dataset}_<object id>.csv."
        )
    return (
        f"holds {dataset.replace('_', ' ')} without {' and '.join(missing)}; it is not used. "
        "Export it again with the column that holds the object id."
    )
