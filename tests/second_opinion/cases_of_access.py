"""Cases for licences, roles, resources, links: must fire, and almost."""

from __future__ import annotations

from tests.second_opinion import records as make
from tests.second_opinion.cases import case, named

ACCESS_CASES = [
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
        group_members=[
            make.edge("group", "ada"),
            make.edge("group", "bo"),
            make.edge("group", "inner", "group"),
        ],
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
        tickets=[
            {"user": "ada", "access_package": "The package", "link": make.link("package", "other.example")}
        ],
    ),
    case(
        "my-access-link-wrong",
        "the tenant id does as well",
        {},
        tickets=[
            {"user": "ada", "access_package": "package", "link": make.link("package", make.TENANT_ID)},
            {
                "user": "ada",
                "access_package": "package",
                "link": make.link("package", "contoso.onmicrosoft.com"),
            },
            {"user": "ada", "access_package": "package", "link": None},
        ],
    ),
]
