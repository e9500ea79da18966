"""Relations that Graph lists per parent: a file has the members of one group, its name says of which."""

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


RELATIONS = {
    "group_members": Relation("groupId", "memberId", "memberType"),
    "group_owners": Relation("groupId", "ownerId", "ownerType"),
    "incompatible_access_packages": Relation("accessPackageId", "incompatibleAccessPackageId"),
    "incompatible_groups": Relation("accessPackageId", "groupId"),
}
"""Datasets whose records, in a parent's file, are plain directory objects or packages."""

CATALOG_RESOURCES = "catalog_resources"
"""Here the records stay what they are and only gain `catalog.id`."""

PER_PARENT = frozenset({*RELATIONS, CATALOG_RESOURCES})

NAVIGATIONS = {
    ("groups", "members"): "group_members",
    ("groups", "owners"): "group_owners",
    ("catalogs", "resources"): CATALOG_RESOURCES,
    ("catalogs", "accesspackageresources"): CATALOG_RESOURCES,
    ("access_packages", "incompatibleaccesspackages"): "incompatible_access_packages",
    ("access_packages", "incompatiblegroups"): "incompatible_groups",
}
"""(owner's dataset, folded property) to dataset: `groups/<id>/members`, `groups('<id>')/members`."""
