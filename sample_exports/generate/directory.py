"""Puts tenants, groups, applications and administrators into a tenant under construction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_exports.generate import directory_records, policy_records
from sample_exports.generate.clock import ago

if TYPE_CHECKING:
    from sample_exports.generate.directory_records import Record
    from sample_exports.generate.tenant import Tenant

GRAPH_TYPES = {"users": "user", "groups": "group", "service_principals": "servicePrincipal"}


def found(tenant: Tenant, name: str, domains: list[Record]) -> None:
    """The tenant itself, its domains and what entitlement management brings along."""
    for record in domains:
        tenant.add("domains", record, record["id"])
    tenant.add(
        "organization",
        directory_records.organization(tenant.new_id("organization", name), name, domains, ago(2600)),
    )
    tenant.add(
        "entitlement_settings",
        {
            "id": "singleton",
            "externalUserLifecycleAction": "blockSignInAndDelete",
            "durationUntilExternalUserDeletedAfterBlocked": "P30D",
        },
    )
    for record in policy_records.role_definitions():
        tenant.add("entitlement_role_definitions", record)


def add_group(
    tenant: Tenant,
    name: str,
    *people: str,
    rule: str | None = None,
    unified: bool = False,
    role_assignable: bool = False,
) -> None:
    """A group with its direct members."""
    tenant.add(
        "groups",
        directory_records.group(
            tenant.new_id("group", name),
            name,
            created=ago(900),
            rule=rule,
            unified=unified,
            role_assignable=role_assignable,
        ),
    )
    tenant.join(name, *people)


def add_application(tenant: Tenant, name: str, *roles: str, kind: str = "Application") -> None:
    """An application with its roles, or a managed identity."""
    entries = [
        directory_records.app_role(tenant.new_id("app role", f"{name}/{role}"), role) for role in roles
    ]
    tenant.add(
        "service_principals",
        directory_records.service_principal(
            tenant.new_id("service principal", name),
            tenant.new_id("application", name),
            name,
            entries,
            kind=kind,
        ),
    )


def make_admin(tenant: Tenant, dataset: str, holder: str, role: str) -> None:
    """Give a user or group (`dataset` says which) a directory role over the whole tenant."""
    principal = tenant.get(dataset, holder)
    tenant.add(
        "directory_role_assignments",
        {
            "id": tenant.new_id("directory role", f"{role}/{holder}"),
            "roleDefinitionId": role,
            "principalId": principal["id"],
            "directoryScopeId": "/",
            "principal": _principal(dataset, principal),
        },
        f"{role}/{holder}",
    )


def delegate(tenant: Tenant, role: str, dataset: str, holder: str, catalog: str | None = None) -> None:
    """Give somebody a role of entitlement management, tenant-wide or in one catalog."""
    principal = tenant.get(dataset, holder)
    scope = f"/AccessPackageCatalog/{tenant.id_of('catalogs', catalog)}" if catalog else "/"
    tenant.add(
        "entitlement_role_assignments",
        {
            "id": tenant.new_id("entitlement role", f"{role}/{holder}/{scope}"),
            "roleDefinitionId": role,
            "principalId": principal["id"],
            "appScopeId": scope,
            "directoryScopeId": None,
            "principal": _principal(dataset, principal),
            "roleDefinition": {"id": role, "displayName": policy_records.ROLE_NAMES[role]},
        },
        f"{role}/{holder}/{scope}",
    )


def _principal(dataset: str, record: Record) -> Record:
    return {
        "@odata.type": f"#microsoft.graph.{GRAPH_TYPES[dataset]}",
        "id": record["id"],
        "displayName": record["displayName"],
    }
