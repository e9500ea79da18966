"""Who could ask for lost access again: the answer of `why` in the tenant after the change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tests.access_routes.asking import opened, rows
from tests.second_opinion import records as make

if TYPE_CHECKING:
    from pathlib import Path

    from tests.second_opinion.records import Record, Tenant

ADA = make.person("ada")
HELD = make.assignment("given", ADA, "tools")
IN_CREW = make.edge("crew", "ada")
BOTH_GRANT = [make.membership_grant("tools", "crew"), make.membership_grant("spare", "crew")]
TWO_WAYS_INTO_FLEET: dict[str, Any] = {
    "group_members": [IN_CREW, make.edge("fleet", "crew", "group"), make.edge("fleet", "club", "group")],
    "resource_role_scopes": [make.membership_grant("tools", "crew"), make.membership_grant("spare", "club")],
}
OPEN_SPARE = make.policy("anybody", package_id="spare")
OPEN_TOOLS = make.policy("everybody", package_id="tools")


def tenant(**changes: Any) -> Tenant:
    """Ada is in Crew through Tools; Tools and Spare grant Crew; anybody may ask for both; licensed."""
    usual: Tenant = {
        "organization": [make.organization()],
        "subscribed_skus": [make.sku()],
        "users": [make.member("ada"), make.member("bob")],
        "groups": [make.group("crew"), make.group("fleet"), make.group("club")],
        "group_members": [IN_CREW],
        "app_role_assignments": [],
        "directory_role_assignments": [],
        "catalogs": [make.catalog()],
        "access_packages": [make.package("tools"), make.package("spare")],
        "resource_role_scopes": BOTH_GRANT,
        "assignment_policies": [OPEN_TOOLS, OPEN_SPARE],
        "assignments": [HELD],
        "assignment_requests": [],
        "incompatible_access_packages": [],
        "incompatible_groups": [],
    }
    return usual | changes


def shut_by_package(package: str, other: str) -> Record:
    return {"accessPackageId": package, "incompatibleAccessPackageId": other}


def shut_by_group(package: str, group: str) -> Record:
    return {"accessPackageId": package, "groupId": group}


class Case(NamedTuple):
    """What is different, what is removed, and what is said of Crew (or another resource) afterwards."""

    name: str
    changes: dict[str, Any]
    answer: bool | None
    through: str | None
    kind: str = "assignment"
    removed: str = "given"
    resource: str = "crew"
    absent: tuple[str, ...] = ()


BOTH = "The spare: anybody; The tools: everybody"
CASES = (
    Case("both packages are open", {}, True, BOTH),
    Case(
        "the license has lapsed",
        {"subscribed_skus": [make.sku("Suspended")]},
        False,
        None,
    ),
    Case(
        "an incompatible package is held",
        {
            "access_packages": [make.package(name) for name in ("tools", "spare", "till")],
            "assignments": [HELD, make.assignment("other", ADA, "till")],
            "incompatible_access_packages": [shut_by_package("tools", "till")],
        },
        True,
        "The spare: anybody",
    ),
    Case(
        "the incompatible package is the one that was lost",
        {"incompatible_access_packages": [shut_by_package("spare", "tools")]},
        True,
        BOTH,
    ),
    Case(
        "the incompatible group is the one that was lost",
        {"incompatible_groups": [shut_by_group("spare", "crew")]},
        True,
        BOTH,
    ),
    Case(
        "she stays in an incompatible group",
        {
            "group_members": [IN_CREW, make.edge("club", "ada")],
            "incompatible_groups": [shut_by_group("spare", "club"), shut_by_group("tools", "club")],
        },
        False,
        None,
    ),
    Case(
        "she is nested in an incompatible group",
        {
            "group_members": [IN_CREW, make.edge("fleet", "ada"), make.edge("club", "fleet", "group")],
            "incompatible_groups": [shut_by_group("spare", "club")],
            "assignment_policies": [OPEN_SPARE],
        },
        None,
        "The spare: anybody (undetermined: incompatible-group-member)",
    ),
    Case(
        "her scope was the lost group",
        {
            "assignment_policies": [
                make.policy("crew", "specificDirectoryUsers", (make.group_of("crew"),), package_id="tools")
            ]
        },
        False,
        None,
    ),
    Case(
        "a request is open already",
        {
            "assignment_requests": [make.request("asked", ADA, "spare")],
            "assignment_policies": [OPEN_SPARE],
        },
        False,
        None,
    ),
    Case(
        "requests were not exported",
        {},
        None,
        "The spare: anybody (undetermined: request-open); The tools: everybody (undetermined: request-open)",
        absent=("assignment_requests",),
    ),
    Case(
        "policies were not exported",
        {},
        None,
        "The spare (undetermined: package-without-policy); The tools (undetermined: package-without-policy)",
        absent=("assignment_policies",),
    ),
    Case(
        "the policy is gone, another package is open",
        {"assignments": [HELD | {"assignmentPolicy": {"id": "everybody"}}]},
        True,
        "The spare: anybody",
        "policy",
        "everybody",
    ),
    Case("the package is gone, the other one is open", {}, True, "The spare: anybody", "package", "tools"),
    Case("the group is gone", {}, False, None, "group", "crew"),
    Case(
        "another package leads there through a group inside",
        TWO_WAYS_INTO_FLEET,
        True,
        BOTH,
        resource="fleet",
    ),
    Case(
        "the group that led there is gone, so what leads to it does not help",
        {
            "group_members": [
                make.edge("club", "ada"),
                make.edge("crew", "club", "group"),
                make.edge("fleet", "crew", "group"),
            ],
            "resource_role_scopes": [make.membership_grant("spare", "club")],
            "assignments": [],
        },
        False,
        None,
        "group",
        "crew",
        "fleet",
    ),
    Case(
        "a rule decides who is in the group",
        TWO_WAYS_INTO_FLEET
        | {"groups": [make.group("crew"), make.group("fleet"), make.group("club", dynamic=True)]},
        True,
        "The tools: everybody",
        resource="fleet",
    ),
    Case(
        "an app role comes with a group",
        {
            "app_role_assignments": [make.app_role("crew", "app") | {"principalType": "Group"}],
        },
        True,
        BOTH,
        resource="app",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_who_could_ask_again(tmp_path: Path, case: Case) -> None:
    export = {name: records for name, records in tenant(**case.changes).items() if name not in case.absent}
    told = rows(opened(tmp_path, export).access_if_removed(case.kind, case.removed).rows)
    (row,) = [row for row in told if row["resource_id"] == case.resource]
    assert (row["can_ask_again"], row["ask_through"]) == (case.answer, case.through)


def test_what_would_tell_is_said(tmp_path: Path) -> None:
    export = {name: records for name, records in tenant().items() if name != "subscribed_skus"}
    report = opened(tmp_path, export).access_if_removed("assignment", "given")
    (sentence,) = [gap for gap in report.gaps if "license-missing" in gap]
    assert sentence.endswith("in 1 row: it would take an export with subscribed_skus.")


def test_what_rules_it_out_is_said(tmp_path: Path) -> None:
    export = tenant(subscribed_skus=[make.sku("Suspended")])
    report = opened(tmp_path, export).access_if_removed("assignment", "given")
    assert report.gaps[0] == "Asking again is ruled out by license-missing in 1 row."


@pytest.mark.parametrize(
    ("lifecycle", "settings", "assignments", "told"),
    [
        ("governed", {"externalUserLifecycleAction": "blockSignIn"}, 1, "the sign-in is blocked, so"),
        ("governed", {"externalUserLifecycleAction": "blockSignInAndDelete"}, 1, "deleted later"),
        ("governed", {"externalUserLifecycleAction": "none"}, 1, None),
        ("governed", {"id": "singleton"}, 1, "an export with entitlement_settings"),
        ("notGoverned", {"externalUserLifecycleAction": "blockSignIn"}, 1, None),
        (None, {"externalUserLifecycleAction": "blockSignIn"}, 1, "if governed"),
        ("governed", {"externalUserLifecycleAction": "blockSignIn"}, 2, None),
    ],
)
def test_what_becomes_of_a_guest_without_any_assignment(
    tmp_path: Path, lifecycle: str | None, settings: Record, assignments: int, told: str | None
) -> None:
    gus = make.person("gus") | {"subjectLifecycle": lifecycle}
    held = [make.assignment("given", gus, "tools"), make.assignment("more", gus, "spare")]
    export = tenant(
        users=[make.guest("gus")],
        assignments=held[:assignments],
        entitlement_settings=[{"id": "s"} | settings],
    )
    report = opened(tmp_path, export).access_if_removed("assignment", "given")
    sentences = [gap for gap in report.gaps if "1 guest would lose the last assignment" in gap]
    assert [told in sentence for sentence in sentences if told] == ([True] if told else [])
    assert bool(sentences) == bool(told)


def test_an_assignment_that_names_no_policy_may_be_of_the_removed_one(tmp_path: Path) -> None:
    told = opened(tmp_path, tenant()).access_if_removed("policy", "everybody")
    (row,) = rows(told.rows)
    assert (row["outcome"], row["can_ask_again"]) == ("undetermined", True)


def test_roles_that_were_not_exported_leave_a_no_open(tmp_path: Path) -> None:
    lost = make.membership_grant("spare", "crew") | {"accessPackage": {"id": None}}
    export = tenant(
        resource_role_scopes=[make.membership_grant("tools", "crew"), lost],
        assignment_policies=[OPEN_SPARE],
    )
    (row,) = rows(opened(tmp_path, export).access_if_removed("assignment", "given").rows)
    assert row["can_ask_again"] is None


@pytest.mark.parametrize(
    ("changes", "policies"),
    [
        ({}, {"anybody"}),
        # an administrator may assign whom no policy lets ask
        ({"assignment_policies": [make.policy("by-hand", "notSpecified", package_id="spare")]}, {"by-hand"}),
        # separation of duties holds for administrators too
        (
            {
                "group_members": [IN_CREW, make.edge("club", "ada")],
                "incompatible_groups": [shut_by_group("spare", "club"), shut_by_group("tools", "club")],
            },
            set(),
        ),
        # only people in its scope can be assigned through a policy
        (
            {
                "assignment_policies": [
                    make.policy("bob", "specificDirectoryUsers", (make.single("bob"),), package_id="spare")
                ]
            },
            set(),
        ),
        # a license is renewed for the whole tenant; what to do then is told
        ({"subscribed_skus": [make.sku("Suspended")]}, {"anybody"}),
        ({"users": [make.member("bob")], "deleted_users": [make.deleted("ada")]}, set()),
    ],
)
def test_direct_assignments_that_are_possible(
    tmp_path: Path, changes: dict[str, Any], policies: set[str]
) -> None:
    told = opened(tmp_path, tenant(**changes)).access_if_removed("assignment", "given")
    assert set(told.answer.assignments["AssignmentPolicyId"]) == policies


def test_one_direct_assignment_is_enough_where_one_package_gives_everything_back(tmp_path: Path) -> None:
    """A package for administrators gives one of the two roles, and more than was lost."""
    export = tenant(
        groups=[make.group("crew"), make.group("fleet")],
        group_members=[IN_CREW, make.edge("fleet", "ada")],
        resource_role_scopes=[
            *(make.membership_grant("tools", each) for each in ("crew", "fleet")),
            *(make.membership_grant("spare", each) for each in ("fleet", "vault")),
        ],
        assignment_policies=[
            make.policy("anybody", package_id="tools"),
            make.policy("by-hand", "notSpecified", package_id="spare"),
        ],
    )
    told = opened(tmp_path, export).access_if_removed("assignment", "given")
    assert [(row["resource_id"], row["outcome"]) for row in rows(told.rows)] == [
        ("crew", "lost"),
        ("fleet", "lost"),
    ]
    assert list(told.answer.assignments["AssignmentPolicyId"]) == ["anybody"]


def test_an_approval_is_avoided_even_at_the_price_of_two_direct_assignments(tmp_path: Path) -> None:
    """Whether an administrator's assignment waits for approval is documented both ways."""
    export = tenant(
        groups=[make.group("crew"), make.group("fleet")],
        group_members=[IN_CREW, make.edge("fleet", "ada")],
        resource_role_scopes=[
            *(make.membership_grant("tools", each) for each in ("crew", "fleet")),
            make.membership_grant("spare", "fleet"),
        ],
        assignment_policies=[
            make.policy("asked", package_id="tools", stages=(make.stage(make.single("bob")),)),
            make.policy("by-hand", "notSpecified", package_id="spare"),
        ],
    )
    told = opened(tmp_path, export).access_if_removed("assignment", "given")
    assert set(told.answer.assignments["AssignmentPolicyId"]) == {"asked", "by-hand"}
