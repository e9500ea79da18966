"""Records that came inside the object they belong to: one package with its `resourceRoleScopes`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET, Raw, UnsetType

from analyzer.export.edges import OWNERS, WRAPPED

if TYPE_CHECKING:
    from collections.abc import Sequence

_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def unwrapped(dataset: str, records: Sequence[Raw | bytes]) -> Sequence[Raw | bytes]:
    """Return the records of a dataset, each with its owner's id, in place of owners that hold them.

    Records that hold none stay as they are.
    """
    members = WRAPPED.get(dataset, ())
    if not any(_key(member) in bytes(record).lower() for record in records for member in members):
        return records
    found: list[Raw | bytes] = []
    for record in records:
        inner = _inside(dataset, record)
        found += [record] if inner is None else inner
    return found


def _inside(dataset: str, record: Raw | bytes) -> list[bytes] | None:
    try:
        owner = _wrapper(dataset).decode(record)
    except _UNREADABLE:
        return None
    names = owner.__struct_fields__[2:]
    lists = [getattr(owner, name) for name in names]
    if all(each is UNSET for each in lists):
        return None
    identifier = owner.id if isinstance(owner.id, str) else owner.id_in_capitals
    return [_with_owner(bytes(each), OWNERS[dataset], identifier) for part in lists for each in part or ()]


def _with_owner(text: bytes, owner: str, identifier: Any) -> bytes:
    """Return a record that names its owner, unless it does already."""
    if not text.startswith(b"{") or not isinstance(identifier, str):
        return text
    members = _MEMBERS.decode(text)
    if owner in members or not members:
        return text
    return b'{"%s":{"id":%s},%s' % (owner.encode(), msgspec.json.encode(identifier), text[1:])


def _key(member: str) -> bytes:
    return f'"{member.lower()}"'.encode()


@cache
def _wrapper(dataset: str) -> msgspec.json.Decoder[Any]:
    """Return a decoder of the members that matter, as Graph and as its PowerShell modules spell them."""
    fields: list[tuple[str, Any, Any]] = [
        ("id", str | None | UnsetType, UNSET),
        ("id_in_capitals", str | None | UnsetType, msgspec.field(default=UNSET, name="Id")),
    ]
    spellings = [name for member in WRAPPED[dataset] for name in (member, member[0].upper() + member[1:])]
    fields += [(name, list[Raw] | None | UnsetType, UNSET) for name in spellings]
    return msgspec.json.Decoder(msgspec.defstruct("Wrapper", fields))


_MEMBERS = msgspec.json.Decoder(dict[str, Raw])
