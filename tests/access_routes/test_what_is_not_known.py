"""What an export does not show is unknown, and said so; nobody is forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from analyzer.errors import ExportError
from tests.access_routes.asking import opened, rows
from tests.access_routes.one_user import ADA, tenant
from tests.second_opinion import records as make

if TYPE_CHECKING:
    from pathlib import Path


def without(*datasets: str) -> dict[str, Any]:
    return {name: records for name, records in tenant().items() if name not in datasets}


def told(folder: Path, export: dict[str, Any], **asked: str) -> list[dict[str, Any]]:
    return rows(opened(folder, export).access(**asked).routes)


@pytest.mark.parametrize(
    ("dataset", "sentence"),
    [
        ("group_members", "Routes through groups cannot be seen: the export has no group_members."),
        ("assignments", "Routes through access packages cannot be seen: the export has no assignments."),
        ("app_role_assignments", "Routes through app roles cannot be seen"),
        ("directory_role_assignments", "Routes through directory roles cannot be seen"),
        ("group_owners", "Routes through the ownership of groups cannot be seen"),
    ],
)
def test_a_dataset_that_is_missing_is_told(tmp_path: Path, dataset: str, sentence: str) -> None:
    gaps = opened(tmp_path, without(dataset)).access(user=ADA).gaps
    assert any(sentence in gap for gap in gaps)


def test_without_assignments_nobody_is_outside_of_packages_for_sure(tmp_path: Path) -> None:
    found = told(tmp_path, without("assignments"), resource="club")
    assert {(row["outside_packages"], row["held_twice"]) for row in found} == {(None, None)}


def test_without_groups_nobody_knows_what_is_held_twice(tmp_path: Path) -> None:
    """A package grants membership of a group; another group inside it may hold the person as well."""
    given = [make.assignment("given", make.person(ADA), "sales-tools")]
    found = told(tmp_path, without("groups") | {"assignments": given}, resource="crm")
    assert [(row["route"], row["held_twice"]) for row in found] == [("access-package", None)]


def test_an_assignment_that_names_nobody_may_be_anybodys(tmp_path: Path) -> None:
    """As exported without `$expand=target`: it is neither missing, nor is anything sure beside it."""
    given = [make.assignment(each, make.person(None), "sales-tools") for each in ("a", "b")]
    export = tenant() | {"assignments": given}
    found = told(tmp_path, export, resource="crm")
    assigned = [row for row in found if row["route"] == "access-package"]
    assert {(row["confidence"], row["delivered_but_missing"]) for row in assigned} == {("probable", None)}
    assert {(row["outside_packages"], row["held_twice"]) for row in found if row not in assigned} == {
        (None, None)
    }


def test_whoever_is_surely_not_in_the_directory_has_not_got_what_was_delivered(tmp_path: Path) -> None:
    given = [make.assignment("a", make.person(None, mail="new@elsewhere.example"), "sales-tools")]
    found = told(tmp_path, tenant() | {"assignments": given}, resource="crm")
    assigned = [row for row in found if row["route"] == "access-package"]
    assert {row["delivered_but_missing"] for row in assigned} == {True}


def test_of_two_assignments_that_name_nobody_one_keeps_nothing_for_the_other(tmp_path: Path) -> None:
    given = [make.assignment(each, make.person(None), "sales-tools") for each in ("a", "b")]
    lost = opened(tmp_path, tenant() | {"assignments": given}).access_if_removed("assignment", "a")
    assert {row["outcome"] for row in rows(lost.rows)} == {"undetermined"}


def test_without_members_an_assignment_is_only_probable_and_nothing_is_missing_for_sure(
    tmp_path: Path,
) -> None:
    found = told(tmp_path, without("group_members"), resource="crm")
    assert {(row["confidence"], row["delivered_but_missing"]) for row in found} == {("probable", None)}


def test_a_package_whose_roles_were_not_exported_is_a_route_to_something(tmp_path: Path) -> None:
    given = [make.assignment("given", make.person(ADA), "package-gone")]
    found = told(tmp_path, tenant() | {"assignments": given}, user=ADA)
    (row,) = [row for row in found if row["route"] == "access-package"]
    assert (row["access_package_id"], row["resource_id"], row["confidence"]) == (
        "package-gone",
        None,
        "unknown",
    )
    by_hand = [row for row in found if row["route"] == "group-direct"]
    assert {row["outside_packages"] for row in by_hand} == {None}  # the package may grant any of it


def test_a_group_of_which_nobody_knows_whether_a_rule_fills_it(tmp_path: Path) -> None:
    groups = [{"id": each["id"]} for each in tenant()["groups"]]
    found = told(tmp_path, tenant() | {"groups": groups}, resource="club")
    assert {(row["role"], row["confidence"]) for row in found} == {
        ("Member", "probable"),
        ("Owner", "certain"),
    }


def test_people_whom_the_directory_does_not_hold_are_kept(tmp_path: Path) -> None:
    given = [
        make.assignment("a", make.person("stranger"), "sales-tools"),
        make.assignment("b", make.person(None, mail="new@fabrikam.example"), "sales-tools"),
    ]
    held = [make.app_role("stranger", "app")]
    found = told(tmp_path, tenant() | {"assignments": given, "app_role_assignments": held})
    strangers = {(row["user_id"], row["user_principal_name"], row["route"]) for row in found}
    assert strangers >= {
        ("stranger", None, "access-package"),
        ("stranger", None, "app-role-direct"),
        (None, "new@fabrikam.example", "access-package"),
    }
    assert (
        len(told(tmp_path, tenant() | {"assignments": given, "app_role_assignments": held}, user="stranger"))
        == 2
    )


def test_applications_are_no_users(tmp_path: Path) -> None:
    target = make.person("app") | {"subjectType": "servicePrincipal"}
    export = tenant() | {"assignments": [make.assignment("given", target, "sales-tools")]}
    report = opened(tmp_path, export).access()
    assert "app" not in set(report.routes["user_id"])
    assert any("held by applications" in gap for gap in report.gaps)


def test_groups_in_a_circle_end(tmp_path: Path) -> None:
    circle = [make.edge("staff", "juniors", "group"), make.edge("juniors", "staff", "group")]
    export = tenant() | {"group_members": [make.edge("juniors", ADA), *circle]}
    found = told(tmp_path, export, user=ADA)
    assert [(row["resource_id"], row["chain"]) for row in found if row["route"] == "group-nested"] == [
        ("staff", "juniors > staff")
    ]


def test_the_shortest_of_several_chains_is_told(tmp_path: Path) -> None:
    shortcut = [*tenant()["group_members"], make.edge("all-contoso", "juniors", "group")]
    (row,) = [
        row
        for row in told(tmp_path, tenant() | {"group_members": shortcut}, resource="all-contoso")
        if row["user_id"] == ADA
    ]
    assert row["chain"] == "juniors > all-contoso"


def test_without_users_nobody_can_be_told(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no users"):
        opened(tmp_path, without("users")).access()
