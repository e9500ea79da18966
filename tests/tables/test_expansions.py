"""Relations that Graph returns inside their parent count like those in files of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.tables.snapshots import relations_of, source_of

if TYPE_CHECKING:
    from pathlib import Path

ROLE = {"id": "r1", "role": {"originId": "Member_sales", "originSystem": "AadGroup"}}
USER = {"@odata.type": "#microsoft.graph.user", "id": "ann"}
NESTED = [
    (
        "access_packages",
        "assignmentPolicies",
        {"id": "pol"},
        "assignment_policies",
        {"id": "pol", "accessPackage.id": "p"},
    ),
    (
        "access_packages",
        "resourceRoleScopes",
        ROLE,
        "resource_role_scopes",
        {"id": "r1", "accessPackage.id": "p"},
    ),
    (
        "access_packages",
        "incompatibleAccessPackages",
        {"id": "other"},
        "incompatible_access_packages",
        {"accessPackageId": "p", "incompatibleAccessPackageId": "other"},
    ),
    (
        "access_packages",
        "incompatibleGroups",
        {"id": "g"},
        "incompatible_groups",
        {"accessPackageId": "p", "groupId": "g"},
    ),
    ("groups", "owners", USER, "group_owners", {"groupId": "p", "ownerId": "ann", "ownerType": "user"}),
    (
        "connected_organizations",
        "externalSponsors",
        USER,
        "connected_organization_sponsors",
        {"connectedOrganizationId": "p", "sponsorId": "ann", "sponsorKind": "external"},
    ),
    (
        "connected_organizations",
        "internalSponsors",
        USER,
        "connected_organization_sponsors",
        {"connectedOrganizationId": "p", "sponsorId": "ann", "sponsorKind": "internal"},
    ),
]


def cells(folder: Path, export: dict[str, Any], child: str, *paths: str) -> list[tuple[Any, ...]]:
    dataset = source_of(folder, export).dataset(child)
    return list(zip(*(dataset.column(path).to_pylist() for path in paths), strict=True))


@pytest.mark.parametrize(("parent", "path", "element", "child", "expected"), NESTED)
def test_elements_become_rows_that_name_their_parent(  # noqa: PLR0917
    tmp_path: Path, parent: str, path: str, element: dict[str, Any], child: str, expected: dict[str, str]
) -> None:
    export = {parent: [{"id": "p", path: [element]}, {"id": "q", path: []}]}
    assert cells(tmp_path, export, child, *expected) == [tuple(expected.values())]


@pytest.mark.parametrize(("parent", "path", "element", "child", "_expected"), NESTED)
def test_a_relation_that_nobody_expanded_is_not_there(
    tmp_path: Path, parent: str, path: str, element: dict[str, Any], child: str, _expected: dict[str, str]
) -> None:
    del path, element
    assert not source_of(tmp_path, {parent: [{"id": "p"}]}).has(child)


def test_expanded_and_empty_is_an_empty_dataset(tmp_path: Path) -> None:
    source = source_of(tmp_path, {"access_packages": [{"id": "p", "assignmentPolicies": []}]})
    assert source.has("assignment_policies")
    assert len(source.dataset("assignment_policies")) == 0


def test_a_record_of_its_own_wins_over_the_expanded_copy(tmp_path: Path) -> None:
    export = {
        "access_packages": [
            {"id": "p", "assignmentPolicies": [{"id": "pol", "displayName": "old"}, {"id": "only"}]}
        ],
        "assignment_policies": [{"id": "pol", "displayName": "new", "accessPackage": {"id": "p"}}],
    }
    found = cells(tmp_path, export, "assignment_policies", "id", "displayName")
    assert found == [("pol", "new"), ("only", None)]


def test_one_role_scope_expanded_in_two_packages_is_two_rows(tmp_path: Path) -> None:
    export = {"access_packages": [{"id": each, "resourceRoleScopes": [ROLE]} for each in ("a", "b")]}
    found = cells(tmp_path, export, "resource_role_scopes", "accessPackage.id", "id")
    assert found == [("a", "r1"), ("b", "r1")]


def test_only_packages_with_expanded_roles_have_known_roles(tmp_path: Path) -> None:
    export = {"access_packages": [{"id": "a", "resourceRoleScopes": []}, {"id": "b"}]}
    assert relations_of(tmp_path, export)["roles_known"].tolist() == [True, False]


def test_a_table_of_roles_speaks_for_every_package(tmp_path: Path) -> None:
    export = {"access_packages": [{"id": "a"}, {"id": "b"}], "resource_role_scopes": []}
    assert relations_of(tmp_path, export)["roles_known"].tolist() == [True, True]
