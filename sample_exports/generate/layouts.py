"""Writes a tenant's records to files: Graph pages, bare arrays, or Parquet."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sample_exports.generate.directory_records import Record

RIGHT_TO_LEFT_OVERRIDE = "\u202e"
"""Escaped in the files, so that they show on a screen in the order they are written."""

GRAPH = "https://graph.microsoft.com/v1.0"
GOVERNANCE = "identityGovernance/entitlementManagement"
CONTEXTS = {
    "organization": "organization",
    "domains": "domains",
    "subscribed_skus": "subscribedSkus",
    "users": "users",
    "deleted_users": "directory/deletedItems/microsoft.graph.user",
    "groups": "groups(owners())",
    "service_principals": "servicePrincipals",
    "app_role_assignments": "appRoleAssignments",
    "directory_role_assignments": "roleManagement/directory/roleAssignments(principal())",
    "entitlement_role_definitions": "roleManagement/entitlementManagement/roleDefinitions",
    "entitlement_role_assignments": "roleManagement/entitlementManagement/roleAssignments(principal())",
    "catalogs": f"{GOVERNANCE}/catalogs",
    "access_packages": f"{GOVERNANCE}/accessPackages(catalog(),resourceRoleScopes(role(),scope()))",
    "assignment_policies": f"{GOVERNANCE}/assignmentPolicies(accessPackage(),catalog())",
    "assignments": f"{GOVERNANCE}/assignments(target(),accessPackage(),assignmentPolicy())",
    "assignment_requests": f"{GOVERNANCE}/assignmentRequests(requestor(),accessPackage(),assignment())",
    "connected_organizations": f"{GOVERNANCE}/connectedOrganizations(internalSponsors(),externalSponsors())",
    "access_reviews": "identityGovernance/accessReviews/definitions",
    "audit_events": "auditLogs/directoryAudits",
}


def write_page(path: Path, context: str, records: Iterable[Record], next_link: str | None = None) -> None:
    """One Graph response; each record on its own line."""
    lines = ",\n".join(_compact(record) for record in records)
    head = f'{{"@odata.context": "{GRAPH}/$metadata#{context}",\n'
    follow = f'"@odata.nextLink": "{next_link}",\n' if next_link else ""
    _write(path, f'{head}{follow}"value": [\n{lines}\n]}}\n' if lines else f'{head}{follow}"value": []}}\n')


def write_pages(folder: Path, context: str, records: list[Record], size: int) -> None:
    """Several Graph responses, `page-0001.json` and on; the last has no next link."""
    starts = range(0, len(records), size)
    for number, start in enumerate(starts, start=1):
        link = (
            f"{GRAPH}/{context.split('(', maxsplit=1)[0]}?$skip={start + size}"
            if start + size < len(records)
            else None
        )
        write_page(folder / f"page-{number:04}.json", context, records[start : start + size], link)


def write_array(path: Path, records: Iterable[Record]) -> None:
    """A bare JSON array; each record on its own line."""
    lines = ",\n".join(_compact(record) for record in records)
    _write(path, f"[\n{lines}\n]\n" if lines else "[]\n")


def write_object(path: Path, record: Record) -> None:
    """One object, as Graph answers for a singleton."""
    _write(path, json.dumps(record, ensure_ascii=False, indent=2) + "\n")


def write_tickets(path: Path, tickets: Iterable[Record]) -> None:
    """The help desk's list."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ["user", "access_package", "link"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(tickets)


def _compact(record: Record) -> str:
    text = json.dumps(record, ensure_ascii=False, separators=(", ", ": "))
    return text.replace(RIGHT_TO_LEFT_OVERRIDE, "\\u202e")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
