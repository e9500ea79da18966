"""The relations of a tenant, in the forms an export may carry them: nested, per parent, or as flat tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sample_exports.generate.directory_records import Record
    from sample_exports.generate.tenant import Tenant

SHOWN = ("id", "displayName", "userPrincipalName")


def _directory(tenant: Tenant) -> dict[str, Record]:
    return {
        record["id"]: record
        for name in ("users", "groups", "service_principals")
        for record in tenant.records[name]
    }


def _listed(people: dict[str, Record], edges: dict[str, str]) -> list[Record]:
    return [
        {"@odata.type": f"#microsoft.graph.{kind}"}
        | {key: people[member][key] for key in SHOWN if key in people[member]}
        for member, kind in edges.items()
    ]


def member_pages(tenant: Tenant) -> dict[str, list[Record]]:
    """The members of every group, by group id; groups without members included."""
    people = _directory(tenant)
    return {group["id"]: _listed(people, tenant.members[group["id"]]) for group in tenant.records["groups"]}


def groups_with_owners(tenant: Tenant) -> list[Record]:
    """The groups, each with its owners expanded."""
    people = _directory(tenant)
    return [
        group | {"owners": _listed(people, tenant.owners[group["id"]])} for group in tenant.records["groups"]
    ]


def organizations_with_sponsors(tenant: Tenant) -> list[Record]:
    """The connected organizations, each with its sponsors expanded."""
    people = _directory(tenant)
    sponsors = tenant.records["connected_organization_sponsors"]

    def of(organization: Record, kind: str) -> list[Record]:
        return _listed(
            people,
            {
                edge["sponsorId"]: "user"
                for edge in sponsors
                if edge["connectedOrganizationId"] == organization["id"] and edge["sponsorKind"] == kind
            },
        )

    return [
        organization
        | {"internalSponsors": of(organization, "internal"), "externalSponsors": of(organization, "external")}
        for organization in tenant.records["connected_organizations"]
    ]


def resources_of(tenant: Tenant, catalog: Record) -> list[Record]:
    """The resources of one catalog, without the reference to it: their page is the catalog's."""
    return [
        {key: value for key, value in resource.items() if key != "catalog"}
        for resource in tenant.records["catalog_resources"]
        if resource["catalog"]["id"] == catalog["id"]
    ]


def flat_relations(tenant: Tenant) -> dict[str, list[Record]]:
    """The relations as tables of their own, by dataset."""
    packages = tenant.records["access_packages"]
    return {
        "group_members": [
            {"groupId": group, "memberId": member, "memberType": kind}
            for group, edges in tenant.members.items()
            for member, kind in edges.items()
        ],
        "group_owners": [
            {"groupId": group, "ownerId": owner, "ownerType": kind}
            for group, edges in tenant.owners.items()
            for owner, kind in edges.items()
        ],
        "resource_role_scopes": [
            scope | {"accessPackage": {"id": package["id"], "displayName": package["displayName"]}}
            for package in packages
            for scope in package["resourceRoleScopes"]
        ],
        "incompatible_access_packages": [
            {"accessPackageId": package["id"], "incompatibleAccessPackageId": other["id"]}
            for package in packages
            for other in package["incompatibleAccessPackages"]
        ],
        "incompatible_groups": [
            {"accessPackageId": package["id"], "groupId": group["id"]}
            for package in packages
            for group in package["incompatibleGroups"]
        ],
    }


def packages_without_relations(tenant: Tenant) -> list[Record]:
    """The packages as they look when nothing but the catalog was expanded."""
    relations = {"resourceRoleScopes", "incompatibleAccessPackages", "incompatibleGroups"}
    return [
        {key: value for key, value in package.items() if key not in relations}
        for package in tenant.records["access_packages"]
    ]
