"""Column names as portals, tools and people write them, and the properties they stand for.

Microsoft documents the columns of its user and group member downloads. Those of access package assignments
and requests are not documented: what such a name stands for is a guess, and the reader says which it made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa

from analyzer.datasets import arrow_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Path = tuple[str, ...]

DOCUMENTED: dict[str, dict[str, str]] = {
    "users": {
        "objectid": "id",
        "firstname": "givenName",
        "lastname": "surname",
        "title": "jobTitle",
        "whencreated": "createdDateTime",
        "companyname": "companyName",
        "directorysynced": "onPremisesSyncEnabled",
        "invitationstate": "externalUserState",
        "identityissuer": "identities",
        "alternateemailaddress": "otherMails",
        "blockcredential": "accountEnabled",
        "blocksignin": "accountEnabled",
    },
    "group_members": {
        "id": "memberId",
        "objectid": "memberId",
        "objecttype": "memberType",
    },
    "group_owners": {"id": "ownerId", "objectid": "ownerId", "objecttype": "ownerType"},
    "groups": {"objectid": "id"},
}
"""Folded column name to dotted path, beside the paths themselves."""

GUESSED: dict[str, dict[str, str]] = {
    "assignments": {
        "assignmentid": "id",
        "objectid": "target.objectId",
        "userid": "target.objectId",
        "userobjectid": "target.objectId",
        "subjectid": "target.id",
        "name": "target.displayName",
        "displayname": "target.displayName",
        "user": "target.displayName",
        "email": "target.email",
        "mail": "target.email",
        "emailaddress": "target.email",
        "userprincipalname": "target.principalName",
        "upn": "target.principalName",
        "accesspackage": "accessPackage.displayName",
        "accesspackagename": "accessPackage.displayName",
        "policy": "assignmentPolicy.displayName",
        "policyid": "assignmentPolicy.id",
        "policyname": "assignmentPolicy.displayName",
        "assignmentpolicy": "assignmentPolicy.displayName",
        "assignmentstate": "state",
        "assignmentstatus": "state",
    },
    "assignment_requests": {
        "requestid": "id",
        "objectid": "requestor.objectId",
        "requestorid": "requestor.objectId",
        "name": "requestor.displayName",
        "requestor": "requestor.displayName",
        "requestedby": "requestor.displayName",
        "email": "requestor.email",
        "userprincipalname": "requestor.principalName",
        "accesspackage": "accessPackage.displayName",
        "accesspackagename": "accessPackage.displayName",
        "requeststate": "state",
        "requeststatus": "state",
    },
    "connected_organizations": {"name": "displayName"},
}

_INVERTED = frozenset({"blockcredential", "blocksignin"})
_BRACKETED = re.compile(r"\[([^\[\]]+)\]")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\].*")
_NO_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file that stands for a property."""

    position: int
    name: str
    """As the file has it."""
    path: Path
    inverted: bool
    """It says the opposite: `Block credential` is true for who may not sign in."""
    guessed: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns of a file stand for."""

    columns: tuple[Column, ...]
    unread: tuple[str, ...]
    """Names that stand for nothing we know."""

    def has(self, name: str) -> bool:
        """Tell whether a column stands for a property of the record, not of something inside it."""
        return any(column.path == (name,) for column in self.columns)


def folded(name: str) -> str:
    """Return what remains of a column name when case, blanks and punctuation do not matter."""
    return _NO_LETTER.sub("", name.removeprefix("$_.")).casefold()


def layout_of(dataset: str, names: Sequence[str]) -> Layout:
    """Return what column names stand for. Of two for one property the more exact wins, then the first."""
    ranked = sorted(_candidates(dataset, names), key=lambda each: (each[0], each[1].position))
    chosen: dict[Path, Column] = {}
    for _, column in ranked:
        chosen.setdefault(column.path, column)
    if dataset in GUESSED and ("state",) not in chosen and ("status",) in chosen:  # what portals call it
        chosen["state",] = replace(chosen.pop(("status",)), path=("state",), guessed=True)
    columns = sorted(chosen.values(), key=lambda column: column.position)
    read = {column.position for column in columns}
    unread = (name for position, name in enumerate(names) if name and position not in read)
    return Layout(tuple(columns), tuple(unread))


def meaning(datasets: Iterable[str], names: Sequence[str]) -> int:
    """Count the names that stand for something in the dataset where most of them do."""
    return max((len(layout_of(dataset, names).columns) for dataset in datasets), default=0)


def _candidates(dataset: str, names: Sequence[str]) -> Iterator[tuple[int, Column]]:
    """Yield (how far-fetched, column) for each name that could stand for something."""
    exact = _paths(dataset)
    known = _synonyms(dataset, DOCUMENTED)
    whole = _whole(dataset)
    guesses = _synonyms(dataset, GUESSED)
    for position, name in enumerate(names):
        label = folded(_ASIDE.sub("", name))
        inside = _BRACKETED.search(name)
        key = folded(inside[1]) if inside else label
        inverted = label in _INVERTED
        if name in whole:
            yield 0, Column(position, name, whole[name], inverted=False, guessed=False)
            continue
        for rank, table in enumerate((exact, known, guesses)):
            if key in table:
                yield rank, Column(position, name, table[key], inverted, guessed=rank == 2)
                break


@cache
def _paths(dataset: str) -> dict[str, Path]:
    """Return the paths by their folded names; `target.objectId` and `TargetObjectId` are the same."""
    return {folded("".join(path)): path for path in _below(arrow_schema(dataset), ())}


def _below(fields: Iterable[pa.Field], prefix: Path) -> Iterator[Path]:
    for field in fields:
        if pa.types.is_struct(field.type):
            yield from _below(field.type, (*prefix, field.name))
        else:
            yield (*prefix, field.name)


@cache
def _whole(dataset: str) -> dict[str, Path]:
    """Return the structs, which come as JSON text under their own names."""
    schema = arrow_schema(dataset)
    return {field.name: (field.name,) for field in schema if pa.types.is_struct(field.type)}


def _synonyms(dataset: str, table: dict[str, dict[str, str]]) -> dict[str, Path]:
    return {name: tuple(path.split(".")) for name, path in table.get(dataset, {}).items()}
