"""Ids that point nowhere: a problem row for each; the record stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.tables.snapshots import problems_of, source_of

if TYPE_CHECKING:
    from pathlib import Path

ANYWHERE: dict[str, list[dict[str, Any]]] = {
    name: []
    for name in (
        "users",
        "groups",
        "catalogs",
        "access_packages",
        "assignment_policies",
        "connected_organizations",
    )
}
SINGLE = {"@odata.type": "#microsoft.graph.singleUser", "userId": "gone"}
GROUP = {"@odata.type": "#microsoft.graph.groupMembers", "groupId": "gone"}
REFERENCES = [
    ("users", {"id": "x", "manager": {"id": "gone"}}, "/manager/id"),
    ("access_packages", {"id": "x", "catalog": {"id": "gone"}}, "/catalog/id"),
    ("assignment_policies", {"id": "x", "accessPackage": {"id": "gone"}}, "/accessPackage/id"),
    (
        "assignment_policies",
        {"id": "x", "specificAllowedTargets": [SINGLE]},
        "/specificAllowedTargets/userId",
    ),
    (
        "assignment_policies",
        {"id": "x", "specificAllowedTargets": [GROUP]},
        "/specificAllowedTargets/groupId",
    ),
    ("assignments", {"id": "x", "target": {"objectId": "gone"}}, "/target/objectId"),
    ("assignments", {"id": "x", "accessPackage": {"id": "gone"}}, "/accessPackage/id"),
    ("assignments", {"id": "x", "assignmentPolicy": {"id": "gone"}}, "/assignmentPolicy/id"),
    ("assignment_requests", {"id": "x", "requestor": {"objectId": "gone"}}, "/requestor/objectId"),
    ("assignment_requests", {"id": "x", "accessPackage": {"id": "gone"}}, "/accessPackage/id"),
    ("resource_role_scopes", {"id": "x", "accessPackage": {"id": "gone"}}, "/accessPackage/id"),
    ("group_owners", {"groupId": "gone", "ownerId": "x"}, "/groupId"),
    ("incompatible_groups", {"accessPackageId": "x", "groupId": "gone"}, "/groupId"),
]


@pytest.mark.parametrize(("dataset", "record", "pointer"), REFERENCES)
def test_a_reference_to_nothing_is_a_problem_row(
    tmp_path: Path, dataset: str, record: dict[str, Any], pointer: str
) -> None:
    (problem,) = problems_of(tmp_path, {**ANYWHERE, dataset: [record]})
    assert problem["rule"] == "reference"
    assert (problem["dataset"], problem["file"], problem["row"]) == (dataset, f"{dataset}.json", 1)
    assert (problem["pointer"], problem["value"]) == (pointer, "gone")


def test_the_record_stays(tmp_path: Path) -> None:
    source = source_of(tmp_path, {**ANYWHERE, "users": [{"id": "ann", "manager": {"id": "gone"}}]})
    assert len(source.dataset("users")) == 1
    assert source.dataset("users").complete


def test_a_dataset_that_was_not_exported_holds_nobody_accountable(tmp_path: Path) -> None:
    assert problems_of(tmp_path, {"access_packages": [{"id": "p", "catalog": {"id": "gone"}}]}) == []


def test_no_reference_is_no_problem(tmp_path: Path) -> None:
    export = {**ANYWHERE, "assignments": [{"id": "x", "target": None, "accessPackage": {"id": None}}]}
    assert problems_of(tmp_path, export) == []


def test_a_deleted_user_is_somebody(tmp_path: Path) -> None:
    export = {
        "users": [],
        "deleted_users": [{"id": "dora"}],
        "assignments": [{"id": "x", "target": {"objectId": "dora"}}],
    }
    assert problems_of(tmp_path, export) == []


def test_an_application_may_hold_an_assignment(tmp_path: Path) -> None:
    export = {
        "users": [],
        "service_principals": [{"id": "app"}],
        "assignments": [{"id": "x", "target": {"objectId": "app"}}],
    }
    assert problems_of(tmp_path, export) == []


def test_a_stranger_in_a_group_is_a_problem_row_of_the_membership(tmp_path: Path) -> None:
    edges = [{"groupId": "g", "memberId": "gone", "memberType": "user"}]
    (problem,) = problems_of(tmp_path, {"users": [], "groups": [{"id": "g"}], "group_members": edges})
    assert (problem["dataset"], problem["row"], problem["pointer"]) == ("group_members", 1, "/memberId")
    assert (problem["rule"], problem["value"]) == ("reference", "gone")


def test_a_device_in_a_group_is_none(tmp_path: Path) -> None:
    edges = [{"groupId": "g", "memberId": "pc", "memberType": "device"}]
    assert problems_of(tmp_path, {"users": [], "groups": [{"id": "g"}], "group_members": edges}) == []


def test_rows_are_counted_in_the_file_where_the_admin_finds_them(tmp_path: Path) -> None:
    pages = {
        "assignments/page-1": {"value": [{"id": "a"}, {"id": None}]},
        "assignments/page-2": {"value": [{"id": "a"}, {"id": "b", "target": {"objectId": "gone"}}]},
    }
    found = [row for row in problems_of(tmp_path, {"users": [], **pages}) if row["rule"] == "reference"]
    assert [(row["file"], row["row"]) for row in found] == [("assignments/page-2.json", 2)]
