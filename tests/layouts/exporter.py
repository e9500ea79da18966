"""EntraExporter: one object per file, in beta. What it does not ask for, and what is empty, has no folder.

v3 (PowerShell 7): UTF-8. v2 as Windows PowerShell 5.1 leaves it: UTF-16LE, `/Date()/`, a context per object.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.export.dialects.writers import beta
from tests.layouts.pages import graph
from tests.layouts.powershell import out_file
from tests.layouts.tenant import Tenant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.layouts.tenant import Record

EM = "IdentityGovernance/EntitlementManagement"
PACKAGES = f"{EM}/AccessPackages"
FOLDERS = {
    "subscribed_skus": "SubscribedSkus",
    "domains": "Domains",
    "service_principals": "ServicePrincipals",
    "access_reviews": "IdentityGovernance/AccessReviews",
    "entitlement_role_definitions": "RoleManagement/EntitlementManagement/RoleDefinitions",
    "entitlement_role_assignments": "RoleManagement/EntitlementManagement/RoleAssignments",
    "directory_role_assignments": "RoleManagement/Directory/RoleAssignments",
}
NOT_ASKED = {
    "users": {"manager", "sponsors", "signInActivity"},
    "groups": {"members", "owners"},
    "connected_organizations": {"internalSponsors", "externalSponsors"},
    "access_packages": {
        "catalog",
        "resourceRoleScopes",
        "incompatibleAccessPackages",
        "incompatibleGroups",
        "assignmentPolicies",
    },
    "assignment_policies": {"catalog"},
    "assignments": {"target"},
}
SUPPLEMENT = (
    "assignment_requests",
    "assignments",
    "audit_events",
    "catalog_resources",
    "catalogs",
    "deleted_users",
)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")


def exporter_v3(tenant: Tenant) -> dict[str, bytes]:
    """v3: no context, no ResourceScopes (its known defect), settings in a file."""
    [settings] = tenant.records["entitlement_settings"]
    objects = {**dict(_objects(tenant)), f"{EM}/Settings/Settings/Settings.json": _settings(settings)}
    return {path: json.dumps(each, indent=2).encode() for path, each in objects.items()}


def exporter_v2(tenant: Tenant) -> dict[str, bytes]:
    """v2: a context on each object, ResourceScopes; what has no id, as the settings, is skipped."""
    context = {"@odata.context": "https://graph.microsoft.com/beta/$metadata#any/$entity"}
    objects = {**dict(_objects(tenant)), **dict(_scopes(tenant))}
    return {
        path: out_file(_dates({**context, **each})).replace(*_escaped_slash())
        for path, each in objects.items()
    }


def _objects(tenant: Tenant) -> Iterator[tuple[str, Record]]:
    [organization] = tenant.records["organization"]
    yield "Organization/Organization.json", organization
    for dataset, folder in FOLDERS.items():
        yield from _files(folder, dataset, tenant.records[dataset])
    yield from _files("Users", "users", tenant.records["users"])
    for role in tenant.records["app_role_assignments"]:
        yield from _files(f"ServicePrincipals/{role['resourceId']}/AppRoleAssignedTo", "", [role])
    yield from _groups(tenant)
    yield from _connected(tenant)
    yield from _packages(tenant)


def _groups(tenant: Tenant) -> Iterator[tuple[str, Record]]:
    yield from _files("Groups", "groups", tenant.records["groups"])
    listed = tenant.children.get("group_members", {})
    for group in tenant.records["groups"]:
        place = f"Groups/{group['id']}"
        yield from _files(f"{place}/Owners", "", group.get("owners") or ())
        members = group.get("members") or listed.get(group["id"]) or ()
        yield from _files(f"{place}/Members", "", members)


def _connected(tenant: Tenant) -> Iterator[tuple[str, Record]]:
    place = f"{EM}/ConnectedOrganizations"
    yield from _files(place, "connected_organizations", tenant.records["connected_organizations"])
    for organization in tenant.records["connected_organizations"]:
        for side in ("internal", "external"):
            folder = f"{place}/{organization['id']}/{side.capitalize()}Sponsors"
            yield from _files(folder, "", organization.get(f"{side}Sponsors") or ())


def _packages(tenant: Tenant) -> Iterator[tuple[str, Record]]:
    listed: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for dataset in ("assignment_policies", "assignments"):
        for record in tenant.records.get(dataset, ()):
            listed[dataset, record["accessPackage"]["id"]].append(record)
    for package in tenant.records["access_packages"]:
        identifier = package["id"]
        [(path, written)] = _files(PACKAGES, "access_packages", [package])
        yield path, {**written, "catalogId": package["catalog"]["id"]}
        policies = [
            {**policy, "accessPackage": {"id": identifier}}
            for policy in package.get("assignmentPolicies") or ()
        ]
        place = f"{PACKAGES}/{identifier}"
        policies += listed["assignment_policies", identifier]
        yield from _files(f"{place}/AssignmentPolicies", "assignment_policies", policies)
        held = listed["assignments", identifier]
        for (path, written), record in zip(
            _files(f"{place}/Assignments", "assignments", held), held, strict=True
        ):
            yield path, {**written, "targetId": record["target"]["id"]}


def _scopes(tenant: Tenant) -> Iterator[tuple[str, Record]]:
    for package in tenant.records["access_packages"]:
        kept = {key: package[key] for key in ("id", "displayName", "resourceRoleScopes")}
        identifier = package["id"]
        yield (
            f"{PACKAGES}/{identifier}/ResourceScopes/{identifier}/{identifier}.json",
            beta("access_packages", kept),
        )


def _files(folder: str, dataset: str, records: Iterable[Record]) -> Iterator[tuple[str, Record]]:
    for record in records:
        gone = NOT_ASKED.get(dataset, set())
        asked = {key: value for key, value in record.items() if key not in gone}
        identifier = record["id"]
        yield f"{folder}/{identifier}/{identifier}.json", beta(dataset, asked)


def _settings(record: Record) -> Record:
    written = beta("entitlement_settings", record)
    return {key: value for key, value in written.items() if key != "id"}


def _dates(value: Any) -> Any:
    """Return moments as Windows PowerShell writes them, in milliseconds."""
    if isinstance(value, dict):
        return {key: _dates(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_dates(member) for member in value]
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return f"/Date({round(datetime.fromisoformat(value).timestamp() * 1000)})/"
    return value


def _escaped_slash() -> tuple[bytes, bytes]:
    """It escapes the slashes of dates, too."""
    return '"/Date('.encode("utf-16-le"), '"\\/Date('.encode("utf-16-le")


def exporter_with_pages(tenant: Tenant) -> dict[str, bytes]:
    """v2, and Graph's own pages of what it does not ask for, or not fully."""
    supplement = Tenant(
        {name: records for name, records in tenant.records.items() if name in SUPPLEMENT},
        {name: parents for name, parents in tenant.children.items() if name in SUPPLEMENT},
        tenant.tickets,
    )
    return exporter_v2(tenant) | graph(supplement)
