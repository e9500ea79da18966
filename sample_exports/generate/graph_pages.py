"""A tenant as an exporter saves it that follows every link of Microsoft Graph v1.0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_exports.generate import relations
from sample_exports.generate.layouts import (
    CONTEXTS,
    GOVERNANCE,
    write_object,
    write_page,
    write_pages,
    write_tickets,
)

if TYPE_CHECKING:
    from pathlib import Path

    from sample_exports.generate.tenant import Tenant

PAGE_SIZES = {"users": 60, "assignments": 50, "assignment_requests": 40, "assignment_policies": 25}
ONE_PAGE = (
    "organization",
    "domains",
    "subscribed_skus",
    "deleted_users",
    "service_principals",
    "app_role_assignments",
    "directory_role_assignments",
    "entitlement_role_definitions",
    "entitlement_role_assignments",
    "catalogs",
    "access_packages",
    "access_reviews",
    "audit_events",
)


def write_graph_pages(tenant: Tenant, folder: Path, without: frozenset[str] = frozenset()) -> None:
    """Every dataset but those in `without`."""
    for dataset, size in PAGE_SIZES.items():
        if dataset not in without:
            write_pages(folder / dataset, CONTEXTS[dataset], tenant.records[dataset], size)
    for dataset in ONE_PAGE:
        if dataset not in without:
            write_page(folder / f"{dataset}.json", CONTEXTS[dataset], tenant.records[dataset])
    write_page(folder / "groups.json", CONTEXTS["groups"], relations.groups_with_owners(tenant))
    write_page(
        folder / "connected_organizations.json",
        CONTEXTS["connected_organizations"],
        relations.organizations_with_sponsors(tenant),
    )
    for group_id, members in relations.member_pages(tenant).items():
        write_page(folder / "group_members" / f"{group_id}.json", "directoryObjects", members)
    for catalog in tenant.records["catalogs"]:
        context = f"{GOVERNANCE}/catalogs('{catalog['id']}')/resources(roles(),scopes())"
        write_page(
            folder / "catalog_resources" / f"{catalog['id']}.json",
            context,
            relations.resources_of(tenant, catalog),
        )
    for settings in tenant.records["entitlement_settings"]:
        write_object(folder / "entitlement_settings.json", settings)
    if "tickets" not in without:
        write_tickets(folder / "tickets.csv", tenant.records["tickets"])
