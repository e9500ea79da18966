"""Who is in a group: directly, through a group inside it, or perhaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.second_opinion.records import Record, Tenant
    from tests.second_opinion.why_logic import Truth
    from tests.second_opinion.why_people import Person


def in_group(tenant: Tenant, group_id: str | None, person: Person) -> Truth:
    """Direct membership is certain; whether a nested one counts is not documented.

    Of a group that the export does not hold, nothing is known.
    """
    if person.outsider:
        return False
    if group_id is None or "group_members" not in tenant or not _is_listed(tenant, group_id):
        return None
    edges = tenant["group_members"]
    if any(edge["groupId"] == group_id and edge["memberId"] == person.id for edge in edges):
        return True
    inside, waiting = {group_id}, [group_id]
    while waiting:
        holder = waiting.pop()
        inner = {edge["memberId"] for edge in edges if edge["groupId"] == holder and _is_group(tenant, edge)}
        waiting += inner - inside
        inside |= inner
    nested = any(edge["groupId"] in inside and edge["memberId"] == person.id for edge in edges)
    return None if nested or any(_unlisted(tenant, each) for each in inside) else False


def _is_group(tenant: Tenant, edge: Record) -> bool:
    return edge.get("memberType") == "group" or _is_listed(tenant, edge["memberId"])


def _is_listed(tenant: Tenant, identity: str) -> bool:
    return any(record["id"] == identity for record in tenant.get("groups", []))


def _unlisted(tenant: Tenant, group_id: str) -> bool:
    """A group without a record of its own and without a member: the export may not have looked."""
    return not _is_listed(tenant, group_id) and all(
        edge["groupId"] != group_id for edge in tenant["group_members"]
    )
