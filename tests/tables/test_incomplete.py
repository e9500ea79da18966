"""Rows that may be missing: absence then proves nothing, and no check passes on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from analyzer.api import open_export
from tests.tables.snapshots import AS_OF, report_of, source_of, write

if TYPE_CHECKING:
    from pathlib import Path

    from analyzer.checking.outcome import Outcome

NEXT = "https://graph.microsoft.com/v1.0/users?$skiptoken=abc"
LICENSED = {
    "skuId": "s",
    "capabilityStatus": "Enabled",
    "servicePlans": [
        {"servicePlanId": "eec0eb4f-6444-4f95-aba0-50c24d67f998", "provisioningStatus": "Success"}
    ],
}


def outcome_of(folder: Path, export: dict[str, Any], slug: str) -> Outcome:
    analysis = open_export(write(folder, export), as_of=AS_OF).check(select=[slug])
    (outcome,) = analysis.outcomes
    return outcome


def test_a_whole_dataset_has_no_gaps(tmp_path: Path) -> None:
    pages = {
        "users/page-1": {"value": [{"id": "ann"}], "@odata.nextLink": NEXT},
        "users/page-2": {"value": [{"id": "bob"}]},
    }
    assert source_of(tmp_path, pages).dataset("users").complete


def test_a_next_page_that_nobody_fetched_is_a_gap(tmp_path: Path) -> None:
    users = source_of(tmp_path, {"users": {"value": [{"id": "ann"}], "@odata.nextLink": NEXT}}).dataset(
        "users"
    )
    assert not users.complete
    assert "users.json" in users.gaps[0]


def test_a_record_that_was_set_aside_is_a_gap(tmp_path: Path) -> None:
    users = source_of(tmp_path, {"users": [{"id": None}, {"id": "ann"}, {"id": ""}]}).dataset("users")
    assert users.column("id").to_pylist() == ["ann"]
    assert users.gaps == ("2 invalid records set aside",)


@pytest.mark.parametrize(
    "skus",
    [{"value": [LICENSED], "@odata.nextLink": NEXT}, [LICENSED, {"skuId": None}]],
    ids=["next page", "set aside"],
)
def test_no_check_passes_on_a_dataset_with_gaps(tmp_path: Path, skus: object) -> None:
    outcome = outcome_of(tmp_path, {"subscribed_skus": skus}, "license-missing")
    assert outcome.verdict.value == "undetermined"
    assert "subscribed_skus is incomplete" in outcome.reason


def test_a_finding_is_a_finding_all_the_same(tmp_path: Path) -> None:
    tickets = {
        "value": [{"user": "ann", "access_package": "p", "link": "https://x.example"}],
        "@odata.nextLink": NEXT,
    }
    export = {"tickets": tickets, "access_packages": [{"id": "p"}], "users": []}
    assert outcome_of(tmp_path, export, "my-access-link-wrong").verdict.value == "found"


def test_a_property_that_no_record_carries_was_not_exported(tmp_path: Path) -> None:
    users = source_of(tmp_path, {"users": [{"id": "ann", "mail": None}]}).dataset("users")
    assert users.has("mail")
    assert not users.has("accountEnabled")
    assert users.missed == {"accountEnabled"}, "so that a report can say what would decide"


def test_in_a_dataset_without_records_nothing_is_missed(tmp_path: Path) -> None:
    users = source_of(tmp_path, {"users": []}).dataset("users")
    assert not users.has("accountEnabled")
    assert users.missed == set()


def test_memberships_alone_are_judged_without_anybody_to_look_up(tmp_path: Path) -> None:
    members = [{"groupId": "g1", "memberId": "ann"}, {"groupId": "g1"}]
    report = report_of(tmp_path, {"group_members": members})
    assert [(row["row"], row["rule"]) for row in report.problems.to_pylist()] == [(2, "required")]


NESTED = [
    ("access_packages", "assignmentPolicies", "assignment_policies"),
    ("access_packages", "resourceRoleScopes", "resource_role_scopes"),
    ("access_packages", "incompatibleGroups", "incompatible_groups"),
    ("groups", "members", "group_members"),
    ("groups", "owners", "group_owners"),
    ("connected_organizations", "internalSponsors", "connected_organization_sponsors"),
]


@pytest.mark.parametrize(("owner", "inside", "dataset"), NESTED, ids=[each[2] for each in NESTED])
def test_lists_inside_incomplete_records_do_not_name_everything(
    owner: str, inside: str, dataset: str, tmp_path: Path
) -> None:
    """The page that nobody fetched has parents with lists of their own."""
    page = {"value": [{"id": "p", inside: [{"id": "x"}]}], "@odata.nextLink": NEXT}
    found = source_of(tmp_path, {owner: page}).dataset(dataset)
    assert not found.complete
    assert found.unseen_parents == (f"{owner}: unfollowed-next-link in {owner}.json",)
    assert found.gaps == (), "of the parents that are there, the lists are whole"
    assert found.parents == {"p"}


@pytest.mark.parametrize(("owner", "inside", "dataset"), NESTED, ids=[each[2] for each in NESTED])
def test_lists_inside_whole_records_name_everything(
    owner: str, inside: str, dataset: str, tmp_path: Path
) -> None:
    found = source_of(tmp_path, {owner: [{"id": "p", inside: [{"id": "x"}]}]}).dataset(dataset)
    assert found.complete


def test_a_list_of_its_own_names_everything_whatever_its_parents(tmp_path: Path) -> None:
    page = {"value": [{"id": "p", "members": [{"id": "x"}]}], "@odata.nextLink": NEXT}
    plain = [{"groupId": "p", "memberId": "x"}]
    assert source_of(tmp_path, {"groups": page, "group_members": plain}).dataset("group_members").complete


GROUP_ROLE = {
    "id": "r_s",
    "role": {"originSystem": "AadGroup", "originId": "Member_g", "displayName": "Member"},
    "scope": {"originSystem": "AadGroup", "originId": "g", "isRootScope": True},
}


@pytest.mark.parametrize(("more", "verdict"), [({}, "passed"), ({"@odata.nextLink": NEXT}, "undetermined")])
def test_a_package_that_nobody_fetched_may_grant_what_a_member_holds(
    more: dict[str, str], verdict: str, tmp_path: Path
) -> None:
    package = {"id": "p", "displayName": "P", "resourceRoleScopes": [GROUP_ROLE]}
    export = {
        "access_packages": {"value": [package], **more},
        "assignments": [],
        "users": [{"id": "ann", "userPrincipalName": "ann@x.example", "accountEnabled": True}],
        "groups": [{"id": "g", "groupTypes": []}, {"id": "h", "groupTypes": []}],
        "group_members": [{"groupId": "h", "memberId": "ann", "memberType": "user"}],
        "service_principals": [],
        "app_role_assignments": [],
    }
    outcome = outcome_of(tmp_path, export, "resource-members-without-assignment")
    assert outcome.verdict.value == verdict
    assert ("resource_role_scopes is incomplete (access_packages:" in outcome.reason) == bool(more)
