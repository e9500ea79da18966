"""A directory role that a package grants, and an assignment of the same role that the export shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.access_routes.asking import opened, rows
from tests.second_opinion import records as make

if TYPE_CHECKING:
    from pathlib import Path

    from tests.second_opinion.records import Record, Tenant

ROLE = make.GLOBAL_ADMINISTRATOR
BY_HAND, ELSEWHERE = make.role("ada", ROLE), make.role("ada", ROLE, "/administrativeUnits/west")
BY_GROUP = make.role("admins", ROLE)


def tenant(*assigned: Record) -> Tenant:
    """Ada is an administrator through the package Duty; `assigned`: what the directory shows beside it."""
    return {
        "organization": [make.organization()],
        "subscribed_skus": [make.sku()],
        "users": [make.member("ada")],
        "groups": [make.group("admins")],
        "group_members": [make.edge("admins", "ada")],
        "app_role_assignments": [],
        "directory_role_assignments": list(assigned),
        "catalogs": [make.catalog()],
        "access_packages": [make.package("duty")],
        "resource_role_scopes": [make.grant("duty", "DirectoryRole", ROLE, "Active")],
        "assignment_policies": [make.policy("everybody", package_id="duty")],
        "assignments": [make.assignment("given", make.person("ada"), "duty")],
        "assignment_requests": [],
    }


def of_role(told: Any) -> list[dict[str, Any]]:
    return [row for row in rows(told) if row["resource_id"] == ROLE]


@pytest.mark.parametrize(
    ("assigned", "expected"),
    [
        # what a package delivers is one way of holding a role, as with groups and applications
        pytest.param(BY_HAND, {"directory-role": (False, False)}, id="the same role"),
        pytest.param(BY_GROUP, {"directory-role-via-group": (True, True)}, id="through a group as well"),
        pytest.param(ELSEWHERE, {"directory-role": (True, False)}, id="another scope is another access"),
    ],
)
def test_whether_it_is_outside_packages_and_held_twice(
    tmp_path: Path, assigned: Record, expected: dict[str, tuple[bool, bool]]
) -> None:
    found = of_role(opened(tmp_path, tenant(assigned)).access().routes)
    beside = {row["route"]: row for row in found if row["route"] != "access-package"}
    assert {route: (row["outside_packages"], row["held_twice"]) for route, row in beside.items()} == expected


def test_without_directory_roles_nobody_knows_whether_it_is_held_twice(tmp_path: Path) -> None:
    export = tenant()
    del export["directory_role_assignments"]
    (role,) = of_role(opened(tmp_path, export).access().routes)
    assert role["held_twice"] is None


@pytest.mark.parametrize(
    ("assigned", "outcome", "left"),
    [
        # it may be what the package delivered, or an assignment that stays: not documented
        pytest.param([BY_HAND], "undetermined", None, id="the same role"),
        pytest.param([BY_GROUP], "kept", "directory-role-via-group admins", id="a group gives it as well"),
        pytest.param([BY_HAND, BY_GROUP], "kept", "directory-role-via-group admins", id="both"),
    ],
)
def test_who_keeps_it_when_the_assignment_ends(
    tmp_path: Path, assigned: list[Record], outcome: str, left: str | None
) -> None:
    told = opened(tmp_path, tenant(*assigned)).access_if_removed("assignment", "given").rows
    (row,) = of_role(told)
    assert (row["outcome"], row["still_held_through"]) == (outcome, left)
