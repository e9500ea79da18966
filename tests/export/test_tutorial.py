"""The files of Microsoft's tutorial for Azure Data Explorer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.export.conftest import MakeExport, ReadDataset

USER = {
    "ObjectID": "u1",
    "DisplayName": "Ana",
    "UserPrincipalName": "ana@contoso.example",
    "UserType": "Member",
    "CreatedDateTime": "2024-05-01",
    "AccountEnabled": True,
    "CustomExtension": "",
    "SnapshotDate": "2026-01-01",
}
ASSIGNMENT = {
    "Id": "a1",
    "ScheduleStartDateTime": "05/31/2024 17:05:00",
    "AccessPackageId": "p1",
    "AccessPackageDisplayName": "Sales",
    "TargetId": "s1",
    "TargetObjectId": "u1",
    "TargetDisplayName": "Ana",
    "TargetEmail": "ana@contoso.example",
    "TargetPrincipalName": "ana@contoso.example",
    "TargetSubjectType": "user",
    "SnapshotDate": "2026-01-01",
}
MEMBERSHIP: list[dict[str, Any]] = [
    {"GroupId": "g1", "Members": ["u1", "u2"], "SnapshotDate": "2026-01-01"},
    {"GroupId": "g2", "Members": "u3", "SnapshotDate": "2026-01-01"},
    {"GroupId": "g3", "Members": None, "SnapshotDate": "2026-01-01"},
]
ROLE = {"AppRoleId": "r", "PrincipalId": "u1", "ResourceId": "s", "CreatedDateTime": 1556235940420}


def test_users_and_assignments_meet(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    root = make_export({"EntraUsers.json": [USER], "EntraAccessPackageAssignments.json": ASSIGNMENT})
    user = read_dataset(root, "users").rows[0]
    assert (user["id"], user["createdDateTime"]) == ("u1", "2024-05-01T00:00:00Z")
    assignment = read_dataset(root, "assignments").rows[0]
    assert assignment["target"]["objectId"] == "u1"
    assert assignment["accessPackage"] == {"id": "p1", "displayName": "Sales"}
    assert assignment["schedule"] == {"startDateTime": "2024-05-31T17:05:00Z"}
    assert assignment["state"] == "delivered"


def test_members_are_lists_a_text_or_nothing(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    found = read_dataset(make_export({"EntraGroupMembership.json": MEMBERSHIP}), "group_members").rows
    assert [(row["groupId"], row["memberId"]) for row in found] == [("g1", "u1"), ("g1", "u2"), ("g2", "u3")]


def test_what_has_no_id_gets_one(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    rows = [{**ROLE, "SnapshotDate": "2026-01-01"}]
    found = read_dataset(make_export({"AppRoleAssignments.json": rows}), "app_role_assignments").rows
    assert (found[0]["id"], found[0]["createdDateTime"]) == ("u1_s_r", "2019-04-25T23:45:40Z")


@pytest.mark.parametrize("record", [{"id": "u1"}, {"id": "u1", "displayName": "ObjectID"}])
def test_other_records_stay_as_they_are(
    make_export: MakeExport, read_dataset: ReadDataset, record: dict[str, Any]
) -> None:
    assert read_dataset(make_export({"EntraUsers.json": [record]}), "users").rows == [record]
