"""Each SQL file says what the rules say: a tenant that must fire, and one that almost does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.second_opinion import loader
from tests.second_opinion import records as make
from tests.second_opinion.files import write_json, write_parquet

if TYPE_CHECKING:
    from pathlib import Path

    from tests.second_opinion.records import Record, Tenant

SITE = make.grant("package", "SharePointOnline", "https://contoso.example/sites/team", "4")
SELF_APPROVED = make.policy(stages=(make.stage(make.single("ada")),))


def sound() -> Tenant:
    """Return a tenant without trouble: two people, a guest, a package that all members may ask for."""
    empty = {name: [] for name in loader.WANTED if name != "tickets"}
    return {
        **empty,
        "organization": [make.organization()],
        "subscribed_skus": [make.sku()],
        "users": [make.member("ada"), make.member("bo")],
        "groups": [make.group("group"), make.group("inner")],
        "catalogs": [make.catalog()],
        "access_packages": [make.package()],
        "assignment_policies": [make.policy()],
        "service_principals": [{"id": "app", "displayName": "app"}],
    }


def case(check: str, name: str, expected: dict[str, bool | None], **changes: list[Record]) -> Any:
    return pytest.param(check, {**sound(), **changes}, expected, id=f"{check}: {name}")


def named(user: str, **changes: Any) -> list[Record]:
    return [make.policy(scope="specificDirectoryUsers", targets=(make.single(user),), **changes)]


CASES = [
    case("license-missing", "suspended", {make.TENANT_ID: True}, subscribed_skus=[make.sku("Suspended")]),
    case("license-missing", "in its grace period", {}, subscribed_skus=[make.sku("Warning")]),
    case(
        "license-missing",
        "only the plan that is not enough",
        {make.TENANT_ID: True},
        subscribed_skus=[make.sku(plan="41781fb2-bc02-4b7c-bd55-b576c07bb09d")],
    ),
    case(
        "catalog-creator-without-catalog",
        "creator through a group",
        {"ada": True},
        entitlement_role_assignments=[make.role("group", make.CREATOR)],
        group_members=[make.edge("group", "ada")],
    ),
    case(
        "catalog-creator-without-catalog",
        "owns a catalog",
        {},
        entitlement_role_assignments=[
            make.role("ada", make.CREATOR),
            make.role("ada", make.OWNER, "/AccessPackageCatalog/catalog"),
        ],
    ),
    case(
        "catalog-creator-without-catalog",
        "creator only through a nested group",
        {"ada": None},
        entitlement_role_assignments=[make.role("group", make.CREATOR)],
        group_members=[make.edge("group", "inner", "group"), make.edge("inner", "ada")],
    ),
    case(
        "resource-members-without-assignment",
        "one covered, one not, one group",
        {"bo": True},
        resource_role_scopes=[make.membership_grant("package", "group")],
        group_members=[make.edge("group", "ada"), make.edge("group", "bo"), make.edge("group", "inner", "group")],
        assignments=[make.assignment("one", make.person("ada"))],
    ),
    case(
        "resource-members-without-assignment",
        "dynamic group",
        {},
        groups=[make.group("group", dynamic=True)],
        resource_role_scopes=[make.membership_grant("package", "group")],
        group_members=[make.edge("group", "ada")],
    ),
    case(
        "resource-members-without-assignment",
        "expired assignment, application role",
        {"ada": True},
        resource_role_scopes=[make.grant("package", "AadApplication", "app", "app-role")],
        app_role_assignments=[make.app_role("ada", "app"), make.app_role("bo", "app", "another-role")],
        assignments=[make.assignment("one", make.person("ada"), state="expired")],
    ),
    case("my-access-link-required", "hidden", {"package": True}, access_packages=[make.package(hidden=True)]),
    case("my-access-link-required", "members only", {}),
    case(
        "my-access-link-required",
        "a named guest, catalog not external",
        {"package": None},
        users=[make.guest("gus")],
        catalogs=[make.catalog(external=False)],
        assignment_policies=named("gus"),
    ),
    case(
        "my-access-link-required",
        "all external users",
        {"package": True},
        assignment_policies=[make.policy(scope="allExternalUsers")],
    ),
    case(
        "my-access-link-wrong",
        "another directory's link",
        {"package": True},
        tickets=[{"user": "ada", "access_package": "The package", "link": make.link("package", "other.example")}],
    ),
    case(
        "my-access-link-wrong",
        "the tenant id does as well",
        {},
        tickets=[
            {"user": "ada", "access_package": "package", "link": make.link("package", make.TENANT_ID)},
            {"user": "ada", "access_package": "package", "link": make.link("package", "contoso.onmicrosoft.com")},
            {"user": "ada", "access_package": "package", "link": None},
        ],
    ),
    case(
        "not-an-organizational-account",
        "e-mail passcode",
        {"gus": True},
        users=[make.guest("gus", issuer="mail"), make.guest("eve"), make.guest("dan", issuer="mail", accountEnabled=False)],
    ),
    case(
        "not-an-organizational-account",
        "named by a policy",
        {},
        users=[make.guest("gus", issuer="google.com")],
        assignment_policies=named("gus"),
    ),
    case(
        "directory-not-in-policy",
        "guest, proposed organization, request",
        {"gus": True, "org": True, "request": True},
        users=[make.guest("gus")],
        connected_organizations=[make.connected("org", "proposed", domain="fabrikam.example")],
        assignment_policies=[make.policy(scope="allConfiguredConnectedOrganizationUsers")],
        assignment_requests=[make.request("request", make.person("gus"))],
    ),
    case(
        "directory-not-in-policy",
        "the organization is configured",
        {},
        users=[make.guest("gus")],
        connected_organizations=[make.connected("org", domain="fabrikam.example")],
        assignment_policies=[make.policy(scope="allConfiguredConnectedOrganizationUsers")],
        assignment_requests=[make.request("request", make.person("gus"))],
    ),
    case(
        "directory-not-in-policy",
        "the organization may be the tenant's",
        {"gus": None},
        users=[make.guest("gus")],
        connected_organizations=[make.connected("org", tenant="tenant")],
        assignment_policies=[make.policy(scope="allConfiguredConnectedOrganizationUsers")],
    ),
    case(
        "directory-not-in-policy",
        "admin's request, closed request",
        {},
        assignment_policies=[make.policy(scope="notSpecified")],
        assignment_requests=[
            make.request("one", make.person("ada"), kind="adminAdd"),
            make.request("two", make.person("ada"), state="denied"),
        ],
    ),
    case(
        "sign-in-blocked",
        "disabled with an open request, deleted and named",
        {"ada": True, "gone": True},
        users=[make.member("ada", accountEnabled=False), make.member("bo")],
        deleted_users=[make.deleted("gone")],
        assignment_requests=[make.request("request", make.person("ada"))],
        assignment_policies=named("gone"),
    ),
    case(
        "sign-in-blocked",
        "approver only, and a policy that ended",
        {},
        users=[make.member("ada", accountEnabled=False)],
        assignment_policies=[
            SELF_APPROVED,
            *named("ada", identity="ended", expiration={"type": "afterDateTime", "endDateTime": "2026-01-01T00:00:00Z"}),
        ],
    ),
    case(
        "requestor-is-only-approver",
        "the other approver is disabled",
        {"request": True},
        users=[make.member("ada"), make.member("bo", accountEnabled=False)],
        assignment_policies=[make.policy(stages=(make.stage(make.single("ada"), make.single("bo")),))],
        assignment_requests=[make.request("request", make.person("ada"))],
    ),
    case(
        "requestor-is-only-approver",
        "an alternate can approve",
        {},
        assignment_policies=[make.policy(stages=(make.stage(make.single("ada"), alternate=(make.single("bo"),)),))],
        assignment_requests=[make.request("request", make.person("ada"))],
    ),
    case(
        "requestor-is-only-approver",
        "fallback is the requestor, and no manager",
        {"request": True},
        assignment_policies=[
            make.policy(stages=(make.stage(make.subject("requestorManager"), fallback=(make.single("ada"),)),))
        ],
        assignment_requests=[make.request("request", make.person("ada"))],
    ),
    case(
        "requestor-is-only-approver",
        "the manager is found, so the fallback is not asked",
        {},
        users=[make.member("ada", manager={"id": "bo"}), make.member("bo")],
        assignment_policies=[
            make.policy(stages=(make.stage(make.subject("requestorManager"), fallback=(make.single("ada"),)),))
        ],
        assignment_requests=[make.request("request", make.person("ada"))],
    ),
    case(
        "requestor-is-only-approver",
        "a policy names its own approver",
        {"policy": True},
        assignment_policies=named("ada", stages=(make.stage(make.single("ada")),)),
    ),
    case(
        "sharepoint-user-not-provisioned",
        "never signed in; not in the directory yet",
        {"one": True, "two": True},
        users=[make.guest("gus", signInActivity=None), make.guest("eve")],
        resource_role_scopes=[SITE],
        assignments=[
            make.assignment("one", make.person("gus"), state="partiallyDelivered"),
            make.assignment("two", make.person(None, mail="new@fabrikam.example"), state="delivering"),
        ],
    ),
    case(
        "sharepoint-user-not-provisioned",
        "a member; a guest who signed in; all delivered",
        {},
        users=[make.member("ada", signInActivity=None), make.guest("gus"), make.guest("eve", signInActivity=None)],
        resource_role_scopes=[SITE],
        assignments=[
            make.assignment("one", make.person("ada"), state="delivering"),
            make.assignment("two", make.person("gus"), state="delivering"),
            make.assignment("three", make.person("eve"), state="delivered"),
        ],
    ),
]


@pytest.mark.parametrize("writer", [write_json, write_parquet])
@pytest.mark.parametrize(("check", "tenant", "expected"), CASES)
def test_a_check_fires_for_exactly(
    check: str, tenant: Tenant, expected: dict[str, bool | None], writer: Any, tmp_path: Path
) -> None:
    writer(tenant, tmp_path / "export")
    with loader.connect() as connection:
        loader.load(connection, tmp_path / "export", make.AS_OF)
        rows = loader.rows_of(connection, check)
    assert {row["subject_id"]: row["fires"] for row in rows} == expected
    assert all(row["check"] == check for row in rows)


def test_every_check_has_cases() -> None:
    assert {parameters.values[0] for parameters in CASES} == set(loader.CHECKS)
