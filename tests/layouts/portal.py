"""What the portal downloads, users and members of groups as CSV, beside Graph's pages for the rest."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from tests.layouts.pages import graph
from tests.layouts.tenant import Tenant, short_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

USERS = (
    "userPrincipalName",
    "displayName",
    "surname",
    "mail",
    "givenName",
    "id",
    "userType",
    "jobTitle",
    "department",
    "accountEnabled",
    "creationType",
    "directorySynced",
    "invitationState",
    "identityIssuer",
    "createdDateTime",
)
MEMBERS = ("id", "userPrincipalName", "displayName", "objectType", "userType", "isUser", "isGroup", "isGuest")


def portal(tenant: Tenant) -> dict[str, bytes]:
    """Users and members as the portal lists them."""
    rest = Tenant(
        {dataset: records for dataset, records in tenant.records.items() if dataset != "users"},
        {dataset: parents for dataset, parents in tenant.children.items() if dataset != "group_members"},
        tenant.tickets,
    )
    files = graph(rest)
    files["exportUsers_2026-3-2.csv"] = _sheet(USERS, map(_user, tenant.records["users"]))
    for group, members in tenant.children.get("group_members", {}).items():
        files[f"exportGroupMembers_2026-3-2_{group}.csv"] = _sheet(MEMBERS, map(_member, members))
    return files


def _user(record: dict[str, Any]) -> dict[str, Any]:
    issuers = [
        each["issuer"] for each in record.get("identities") or () if each["signInType"] != "userPrincipalName"
    ]
    return {
        **{name: record.get(name) for name in USERS},
        "invitationState": record.get("externalUserState"),
        "identityIssuer": next(iter(issuers), None),
    }


def _member(record: dict[str, Any]) -> dict[str, Any]:
    kind = short_type(record)
    return {**{name: record.get(name) for name in MEMBERS}, "objectType": kind.capitalize()}


def _sheet(names: Sequence[str], rows: Iterable[dict[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")
