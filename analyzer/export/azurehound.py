"""AzureHound: `{"data": [{"kind": "AZUser", "data": {...}}, ...]}`, objects of all kinds in one list."""

from __future__ import annotations

from typing import Any

import msgspec

from analyzer.export.recognition import Content

_OBJECTS = {
    "AZUser": "users",
    "AZGroup": "groups",
    "AZServicePrincipal": "service_principals",
    "AZAppRoleAssignment": "app_role_assignments",
}
_EDGES = {"AZGroupMember": ("group_members", "member"), "AZGroupOwner": ("group_owners", "owner")}


class _Item(msgspec.Struct):
    kind: str
    data: msgspec.Raw


class _Edges(msgspec.Struct):
    group: str = msgspec.field(name="groupId")
    members: list[dict[str, Any]] | None = None
    owners: list[dict[str, Any]] | None = None


_ITEM = msgspec.json.Decoder(_Item)
_EDGES_OF_A_GROUP = msgspec.json.Decoder(_Edges)


def azurehound_content(item: bytes) -> tuple[Content | None, bytes]:
    """Return what one element of the list holds, and it as a page of Graph."""
    element = _ITEM.decode(item)
    if element.kind in _OBJECTS:
        return Content(_OBJECTS[element.kind]), b'{"value":[' + bytes(element.data) + b"]}"
    if element.kind not in _EDGES:
        return None, b""
    dataset, word = _EDGES[element.kind]
    listed = _EDGES_OF_A_GROUP.decode(element.data)
    rows = [_edge(listed.group, each.get(word), word) for each in listed.members or listed.owners or ()]
    return Content(dataset), msgspec.json.encode({"value": [row for row in rows if row]})


def _edge(group: str, other: Any, word: str) -> dict[str, Any] | None:
    if not isinstance(other, dict) or "id" not in other:
        return None
    kind = str(other.get("@odata.type") or "").rpartition(".")[2]
    edge = {"groupId": group, f"{word}Id": other["id"]}
    return {**edge, f"{word}Type": kind} if kind else edge
