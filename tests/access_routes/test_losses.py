"""Who would lose what, who keeps it, who could ask again: small tenants, one sentence each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from analyzer.access_routes.direct_assignments import ASSIGNMENT_COLUMNS
from analyzer.errors import UsageError
from tests.access_routes.asking import opened, rows
from tests.second_opinion import records as make

if TYPE_CHECKING:
    from pathlib import Path

    from tests.second_opinion.records import Tenant


def tenant(**changes: Any) -> Tenant:
    """Ada is in Crew through Tools; Crew is in Fleet; anybody may ask for Tools, nobody for Spare."""
    usual: Tenant = {
        "organization": [make.organization()],
        "subscribed_skus": [make.sku()],
        "users": [make.member("ada"), make.member("bob")],
        "groups": [make.group("crew"), make.group("fleet")],
        "group_members": [make.edge("crew", "ada"), make.edge("fleet", "crew", "group")],
        "app_role_assignments": [],
        "catalogs": [make.catalog()],
        "access_packages": [make.package("tools"), make.package("spare")],
        "resource_role_scopes": [make.membership_grant("tools", "crew")],
        "assignment_policies": [
            make.policy("everybody", package_id="tools"),
            make.policy("by-hand", "notSpecified", package_id="spare"),
        ],
        "assignments": [make.assignment("given", make.person("ada"), "tools")],
        "assignment_requests": [],
        "incompatible_access_packages": [],
        "incompatible_groups": [],
    }
    return usual | changes


def outcomes(told: Any) -> dict[str, str]:
    return {row["resource_id"]: row["outcome"] for row in rows(told.rows)}


def test_with_the_assignment_goes_the_group_and_what_lies_behind_it(tmp_path: Path) -> None:
    told = opened(tmp_path, tenant()).access_if_removed("assignment", "given")
    assert outcomes(told) == {"crew": "lost", "fleet": "lost"}
    crew = rows(told.rows)[0]
    assert crew["held_through"] == "access-package The tools; group-direct"
    assert crew["still_held_through"] is None


def test_whoever_is_admitted_could_ask_again(tmp_path: Path) -> None:
    told = rows(opened(tmp_path, tenant()).access_if_removed("assignment", "given").rows)
    assert {(row["can_ask_again"], row["ask_through"]) for row in told} == {(True, "The tools: everybody")}


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"users": [make.member("ada", accountEnabled=False)]}, False),
        ({"assignment_policies": [make.policy("by-hand", "notSpecified", package_id="tools")]}, False),
        ({"users": [{"id": "ada", "userPrincipalName": "ada@contoso.example"}]}, None),
        ({"catalogs": [make.catalog(state="unpublished")]}, False),
    ],
)
def test_who_could_not_ask_again(tmp_path: Path, changes: dict[str, Any], answer: bool | None) -> None:
    policies = [make.policy("everybody", package_id="tools")]
    export = tenant(assignment_policies=policies) | changes
    packages = [{**each, "catalog": {"id": "catalog"}} for each in export["access_packages"]]
    told = opened(tmp_path, export | {"access_packages": packages}).access_if_removed("assignment", "given")
    assert [row["can_ask_again"] for row in rows(told.rows)] == [answer, answer]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # another active assignment contains the same role
        (
            {
                "resource_role_scopes": [
                    make.membership_grant("tools", "crew"),
                    make.membership_grant("spare", "crew"),
                ],
                "assignments": [
                    make.assignment("given", make.person("ada"), "tools"),
                    make.assignment("more", make.person("ada"), "spare"),
                ],
            },
            {"crew": "kept"},
        ),
        # the other one has expired
        (
            {
                "resource_role_scopes": [
                    make.membership_grant("tools", "crew"),
                    make.membership_grant("spare", "crew"),
                ],
                "assignments": [
                    make.assignment("given", make.person("ada"), "tools"),
                    make.assignment("more", make.person("ada"), "spare", "expired"),
                ],
            },
            {"crew": "lost", "fleet": "lost"},
        ),
        # a rule keeps her in the group
        ({"groups": [make.group("crew", dynamic=True), make.group("fleet")]}, {"crew": "kept"}),
        # whether a rule does was not exported
        (
            {"groups": [{"id": "crew"}, {"id": "fleet"}]},
            {"crew": "undetermined", "fleet": "undetermined"},
        ),
        # another group leads there
        (
            {
                "groups": [make.group(name) for name in ("crew", "fleet", "club")],
                "group_members": [
                    *tenant()["group_members"],
                    make.edge("club", "ada"),
                    make.edge("fleet", "club", "group"),
                ],
            },
            {"crew": "lost", "fleet": "kept"},
        ),
        # it never arrived
        ({"group_members": []}, {"crew": "not-held"}),
        # no export shows who else may enter a site
        (
            {
                "resource_role_scopes": [
                    make.grant("tools", "SharePointOnline", "https://contoso.example/sites/a", "4")
                ]
            },
            {"https://contoso.example/sites/a": "undetermined"},
        ),
        # another assignment may contain the role: the roles of its package were not exported
        (
            {
                "assignments": [
                    make.assignment("given", make.person("ada"), "tools"),
                    make.assignment("more", make.person("ada"), "package-gone"),
                ]
            },
            {"crew": "undetermined", "fleet": "undetermined"},
        ),
    ],
)
def test_what_is_kept_and_what_cannot_be_known(
    tmp_path: Path, changes: dict[str, Any], expected: dict[str, str]
) -> None:
    assert outcomes(opened(tmp_path, tenant(**changes)).access_if_removed("assignment", "given")) == expected


@pytest.mark.parametrize(
    ("other", "outcome"),
    [
        ({"principalId": "club"}, "undetermined"),  # she may be in it
        ({"principalId": "club", "resourceId": "accounts"}, "lost"),  # leads elsewhere
        ({"principalId": "crew"}, "lost"),  # known to the last member, and left
        ({"principalId": "bot", "principalType": "ServicePrincipal"}, "lost"),
        ({"principalId": "gone"}, "lost"),  # no group of this tenant: all were exported
        ({"principalId": None}, "undetermined"),
    ],
)
def test_an_app_role_may_be_held_through_a_group_of_unseen_members(
    tmp_path: Path, other: dict[str, Any], outcome: str
) -> None:
    """The members of Club were not exported."""
    export = tenant(
        groups=[make.group("crew"), make.group("club")],
        app_role_assignments=[
            make.app_role("crew", "mailer") | {"principalType": "Group"},
            make.app_role("club", "mailer") | {"principalType": "Group"} | other | {"id": "other"},
        ],
    )
    del export["group_members"]
    pages = {"group_members/crew": {"value": [{"@odata.type": "#microsoft.graph.user", "id": "ada"}]}}
    told = opened(tmp_path, export | pages).access_if_removed("assignment", "given")
    assert outcomes(told) == {"crew": "lost", "mailer": outcome}


def test_the_assignments_that_prevent_the_loss(tmp_path: Path) -> None:
    told = opened(tmp_path, tenant()).access_if_removed("assignment", "given")
    assert rows(told.answer.assignments) == [
        {
            "AccessPackageId": "tools",
            "AssignmentPolicyId": "everybody",
            "RequiredUserId": "ada",
            "Justification": "Keeps access that would otherwise be lost",
            "UserPrincipalName": "ada@contoso.example",
            "AccessPackageName": "The tools",
            "AssignmentPolicyName": "everybody",
        }
    ]
    told.write_assignments(tmp_path / "bulk.csv")
    first = (tmp_path / "bulk.csv").read_text(encoding="utf-8").splitlines()[0]
    assert first == ",".join(ASSIGNMENT_COLUMNS)


def test_a_removed_package_offers_no_way_back(tmp_path: Path) -> None:
    told = opened(tmp_path, tenant()).access_if_removed("package", "The tools")
    assert outcomes(told) == {"crew": "lost", "fleet": "lost"}
    assert [row["can_ask_again"] for row in rows(told.rows)] == [False, False]
    assert told.answer.assignments.empty


def test_membership_of_a_group_that_is_gone_is_lost_whatever_else_is_not_exported(tmp_path: Path) -> None:
    few = ("users", "groups", "group_members")
    export = {name: records for name, records in tenant().items() if name in few}
    told = rows(opened(tmp_path, export).access_if_removed("group", "crew").rows)
    assert {row["resource_id"]: (row["outcome"], row["can_ask_again"]) for row in told} == {
        "crew": ("lost", False),
        "fleet": ("undetermined", None),
    }


def test_a_group_under_a_package_puts_those_without_assignment_at_risk(tmp_path: Path) -> None:
    members = [make.edge("club", "ada"), make.edge("club", "bob")]
    groups = [make.group("crew"), make.group("club")]
    given = [make.assignment("given", make.person("ada"), "spare")]
    export = tenant(groups=groups, group_members=members, assignments=given)
    told = opened(tmp_path, export).access_if_put_under("club", "spare")
    assert {row["user_id"]: row["outcome"] for row in rows(told.rows)} == {"ada": "kept", "bob": "at-risk"}
    (assignment,) = rows(told.answer.assignments)
    assert (assignment["RequiredUserId"], assignment["AssignmentPolicyId"]) == ("bob", "by-hand")


def test_a_dynamic_group_cannot_be_put_under_a_package(tmp_path: Path) -> None:
    export = tenant(groups=[make.group("crew", dynamic=True)])
    with pytest.raises(UsageError, match="decided by a rule"):
        opened(tmp_path, export).access_if_put_under("crew", "spare")


@pytest.mark.parametrize("dataset", ["assignments", "resource_role_scopes", "access_packages"])
def test_what_is_not_exported_is_named(tmp_path: Path, dataset: str) -> None:
    export = {name: records for name, records in tenant().items() if name != dataset}
    with pytest.raises(UsageError, match=dataset):
        opened(tmp_path, export).access_if_removed("assignment", "given")
