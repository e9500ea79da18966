"""Cases for requests, approvals and delivery: must fire, and almost."""

from __future__ import annotations

from tests.second_opinion import records as make
from tests.second_opinion.cases import case, named

SITE = make.grant("package", "SharePointOnline", "https://contoso.example/sites/team", "4")
SELF_APPROVED = make.policy(stages=(make.stage(make.single("ada")),))
REQUEST_CASES = [
    case(
        "not-an-organizational-account",
        "e-mail passcode",
        {"gus": True},
        users=[
            make.guest("gus", issuer="mail"),
            make.guest("eve"),
            make.guest("dan", issuer="mail", accountEnabled=False),
        ],
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
            *named(
                "ada",
                identity="ended",
                expiration={"type": "afterDateTime", "endDateTime": "2026-01-01T00:00:00Z"},
            ),
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
        assignment_policies=[
            make.policy(stages=(make.stage(make.single("ada"), alternate=(make.single("bo"),)),))
        ],
        assignment_requests=[make.request("request", make.person("ada"))],
    ),
    case(
        "requestor-is-only-approver",
        "fallback is the requestor, and no manager",
        {"request": True},
        users=[make.member("ada"), make.member("bo", manager={"id": "ada"})],
        assignment_policies=[
            make.policy(
                stages=(make.stage(make.subject("requestorManager"), fallback=(make.single("ada"),)),)
            )
        ],
        assignment_requests=[make.request("request", make.person("ada"))],
    ),
    case(
        "requestor-is-only-approver",
        "the manager is found, so the fallback is not asked",
        {},
        users=[make.member("ada", manager={"id": "bo"}), make.member("bo")],
        assignment_policies=[
            make.policy(
                stages=(make.stage(make.subject("requestorManager"), fallback=(make.single("ada"),)),)
            )
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
        users=[
            make.member("ada", signInActivity=None),
            make.guest("gus"),
            make.guest("eve", signInActivity=None),
        ],
        resource_role_scopes=[SITE],
        assignments=[
            make.assignment("one", make.person("ada"), state="delivering"),
            make.assignment("two", make.person("gus"), state="delivering"),
            make.assignment("three", make.person("eve"), state="delivered"),
        ],
    ),
]
