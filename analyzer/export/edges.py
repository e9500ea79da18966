"""Relations that Graph lists per parent: a file has the members of one group, its path says of which."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Relation:
    """How the objects in a parent's file become rows of a dataset."""

    parent: str
    """Column that takes the parent's id."""
    child: str
    """Column that takes the object's `id`."""
    kind: str | None = None
    """Column that takes the last segment of the object's `@odata.type`."""
    side: str | None = None
    """Column that takes what the path alone tells: `internal` or `external`."""


RELATIONS = {
    "group_members": Relation("groupId", "memberId", "memberType"),
    "group_owners": Relation("groupId", "ownerId", "ownerType"),
    "incompatible_access_packages": Relation("accessPackageId", "incompatibleAccessPackageId"),
    "incompatible_groups": Relation("accessPackageId", "groupId"),
    "connected_organization_sponsors": Relation("connectedOrganizationId", "sponsorId", side="sponsorKind"),
}
"""Datasets whose records, in a parent's file, are plain directory objects or packages."""

OWNERS = {
    "catalog_resources": "catalog",
    "access_packages": "catalog",
    "resource_role_scopes": "accessPackage",
    "assignment_policies": "accessPackage",
    "assignments": "accessPackage",
    "assignment_requests": "accessPackage",
}
"""Datasets whose records, in a parent's file, stay what they are: the member whose `id` is the parent's."""

WRAPPED = {
    "resource_role_scopes": ("resourceRoleScopes", "accessPackageResourceRoleScopes"),
}
"""Datasets that Graph v1.0 gives only inside their owner (`$expand`): the member that holds the records."""

PER_PARENT = frozenset({*RELATIONS, "catalog_resources", "resource_role_scopes"})
"""Datasets of which `<dataset>/<parent>.json` holds one parent's records."""

NAVIGATIONS = {
    ("groups", "members"): "group_members",
    ("groups", "owners"): "group_owners",
    ("catalogs", "resources"): "catalog_resources",
    ("catalogs", "accesspackageresources"): "catalog_resources",
    ("catalogs", "accesspackages"): "access_packages",
    ("access_packages", "incompatibleaccesspackages"): "incompatible_access_packages",
    ("access_packages", "incompatiblegroups"): "incompatible_groups",
    ("access_packages", "resourcerolescopes"): "resource_role_scopes",
    ("access_packages", "accesspackageresourcerolescopes"): "resource_role_scopes",
    ("access_packages", "resourcescopes"): "resource_role_scopes",
    ("access_packages", "assignmentpolicies"): "assignment_policies",
    ("access_packages", "accesspackageassignmentpolicies"): "assignment_policies",
    ("access_packages", "assignments"): "assignments",
    ("access_packages", "accesspackageassignments"): "assignments",
    ("access_packages", "assignmentrequests"): "assignment_requests",
    ("access_packages", "accesspackageassignmentrequests"): "assignment_requests",
    ("connected_organizations", "internalsponsors"): "connected_organization_sponsors",
    ("connected_organizations", "externalsponsors"): "connected_organization_sponsors",
}
"""(owner's dataset, folded property) to dataset: `groups/<id>/members`, `groups('<id>')/members`.

`ResourceScopes` is the folder that EntraExporter makes.
"""
