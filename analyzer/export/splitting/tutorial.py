"""Microsoft's tutorial for Azure Data Explorer saves flat records: `EntraUsers.json` and its neighbours.

Source: entra-docs, id-governance/custom-entitlement-report-with-adx-and-entra-id.md. Only what its own names
hide is rewritten here; capital letters alone are a matter of the dialects.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Record = dict[str, Any]
    Texts = Sequence[msgspec.Raw | bytes]

_HEAD = 1 << 13
_ANY = msgspec.json.Decoder(dict[str, Any])
_REFUSALS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INVARIANT = "%m/%d/%Y %H:%M:%S"


def is_tutorial(dataset: str, text: bytes) -> bool:
    """Tell whether the records of a document may have to be rewritten; the first one tells."""
    return dataset in _REWRITES and text.find(_REWRITES[dataset][0], 0, _HEAD) >= 0


def tutorial_records(dataset: str, records: Texts) -> Texts:
    """Return the records of a dataset as Graph would have them; other records stay as they are."""
    if not records or dataset not in _REWRITES:
        return records
    key, rewrite = _REWRITES[dataset]
    if key not in bytes(records[0]):
        return records
    return [text for record in records for text in _rewritten(record, key.decode(), rewrite)]


def _rewritten(
    text: msgspec.Raw | bytes, key: str, rewrite: Callable[[Record], Iterator[Record]]
) -> list[msgspec.Raw | bytes]:
    try:
        record = _ANY.decode(text)
        return [msgspec.json.encode(row) for row in rewrite(record)] if key in record else [text]
    except _REFUSALS:
        return [text]


def _users(record: Record) -> Iterator[Record]:
    named = {key[:1].lower() + key[1:]: value for key, value in record.items()}
    named["id"] = named.pop("objectID", None)
    for unknown in ("snapshotDate", "customExtension"):
        named.pop(unknown, None)
    yield {**named, "createdDateTime": _time(named.get("createdDateTime"))}


def _members(record: Record) -> Iterator[Record]:
    members = record.get("Members")
    for member in [members] if isinstance(members, str) else members or ():
        yield {"groupId": record.get("GroupId"), "memberId": member}


def _assignments(record: Record) -> Iterator[Record]:
    package = {"id": record.get("AccessPackageId"), "displayName": record.get("AccessPackageDisplayName")}
    words = {"id": "Id", "objectId": "ObjectId", "displayName": "DisplayName", "email": "Email"}
    words |= {"principalName": "PrincipalName", "subjectType": "SubjectType"}
    yield {
        "id": record.get("Id"),
        "state": "delivered",  # the tutorial asks for no other
        "schedule": {"startDateTime": _time(record.get("ScheduleStartDateTime"))},
        "accessPackage": package,
        "target": {name: record.get(f"Target{word}") for name, word in words.items()},
    }


def _app_role_assignments(record: Record) -> Iterator[Record]:
    """The tutorial leaves the id out; principal, resource and role are together as unique."""
    named = {key[:1].lower() + key[1:]: value for key, value in record.items() if key != "SnapshotDate"}
    parts = (named.get("principalId"), named.get("resourceId"), named.get("appRoleId"))
    created = _time(named.get("createdDateTime"))
    yield {"id": "_".join(map(str, parts)), **named, "createdDateTime": created}


def _time(value: Any) -> Any:
    """Return ISO 8601 for a day, an invariant .NET date or milliseconds; anything else as it is."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return f"{value}T00:00:00Z"
    try:
        if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()):
            moment = datetime.fromtimestamp(int(value) / 1000, UTC)
        else:
            moment = datetime.strptime(value, _INVARIANT).replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, OSError):
        return value
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


_REWRITES: dict[str, tuple[bytes, Callable[[Record], Iterator[Record]]]] = {
    "users": (b"ObjectID", _users),
    "group_members": (b"Members", _members),
    "assignments": (b"TargetObjectId", _assignments),
    "app_role_assignments": (b"SnapshotDate", _app_role_assignments),
}
"""Dataset to the key that only the tutorial writes, and what becomes of a record."""
