"""A tenant made by hand around one user, Ada, who holds access in all eight ways, and what to say of it."""

from __future__ import annotations

from typing import Any

from tests.second_opinion import records as make

ADA = "ada"
SITE = "https://contoso.example/sites/archive"
READER = "role-reader"
OPERATOR = "role-operator"


def tenant() -> make.Tenant:
    return {**_directory(), **_roles(), **_packages()}


def _directory() -> make.Tenant:
    """Ada is in Juniors, Juniors in Staff, Staff in Everybody, Everybody in All Contoso."""
    return {
        "users": [make.member(ADA), make.member("bob"), make.member("gone", accountEnabled=False)],
        "groups": [
            *(make.group(name) for name in ("juniors", "staff", "everybody", "all-contoso", "club", "crm")),
            make.group("sales", dynamic=True) | {"membershipRule": 'user.department -eq "Sales"'},
            make.group("admins") | {"isAssignableToRole": True},
        ],
        "group_members": [
            make.edge("juniors", ADA),
            make.edge("staff", "juniors", "group"),
            make.edge("everybody", "staff", "group"),
            make.edge("all-contoso", "everybody", "group"),
            make.edge("club", ADA),
            make.edge("crm", ADA),
            make.edge("sales", ADA),
            make.edge("admins", ADA),
            make.edge("crm", "bob"),
        ],
        "group_owners": [make.owner_edge("club", ADA)],
    }


def _roles() -> make.Tenant:
    return {
        "service_principals": [
            {
                "id": "app",
                "displayName": "The App",
                "appRoles": [
                    {"id": READER, "displayName": "Reader", "value": "r"},
                    {"id": OPERATOR, "displayName": "Operator", "value": "o"},
                ],
            }
        ],
        "app_role_assignments": [
            make.app_role(ADA, "app", READER) | {"createdDateTime": "2026-02-03T04:05:06Z"},
            make.app_role("sales", "app", OPERATOR) | {"principalType": "Group"},
            make.app_role("staff", "app", READER) | {"principalType": "Group"},  # Ada is only nested there
        ],
        "directory_role_assignments": [
            _role(ADA, "role-1", "Reports Reader"),
            _role("admins", "role-2", "User Administrator"),
        ],
    }


def _packages() -> make.Tenant:
    return {
        "access_packages": [make.package("sales-tools"), make.package("vault")],
        "resource_role_scopes": [
            make.membership_grant("sales-tools", "crm"),
            make.membership_grant("vault", "crm"),
            make.grant("vault", "SharePointOnline", SITE, "4"),
            make.grant("vault", "AadApplication", "app", OPERATOR),
        ],
        "assignment_policies": [make.policy("anyone", package_id="sales-tools")],
        "assignments": [
            assignment("given", ADA, "sales-tools")
            | {
                "assignmentPolicy": {"id": "anyone"},
                "schedule": {
                    "startDateTime": "2026-01-31T00:00:00Z",
                    "expiration": {"type": "afterDuration", "duration": "P1M"},
                },
            },
            assignment("vault-given", ADA, "vault"),
            assignment("over", ADA, "vault", state="expired"),
        ],
        "assignment_requests": [
            make.request("asked", make.person(ADA), "sales-tools", "delivered")
            | {"assignment": {"id": "given"}}
        ],
    }


def assignment(identity: str, user: str, package: str, state: str = "delivered") -> make.Record:
    return make.assignment(identity, make.person(user), package, state)


def _role(principal: str, role: str, name: str) -> make.Record:
    made = make.role(principal, role) | {"roleDefinition": {"id": role, "displayName": name}}
    return {key: value for key, value in made.items() if key != "appScopeId"} | {"directoryScopeId": "/"}


def route(resource: str, role: str, route: str, **told: Any) -> dict[str, Any]:
    """A row as a reader would write it down: what is not mentioned is empty, certain, outside, held once."""
    usual = {
        "package": None,
        "assignment": None,
        "via": None,
        "chain": None,
        "start": None,
        "end": None,
        "granted_by": None,
        "confidence": "certain",
        "outside": True,
        "missing": False,
        "twice": False,
    }
    return {"resource": resource, "role": role, "route": route, **usual, **told}


EXPECTED = [
    route(
        "crm",
        "Member",
        "access-package",
        package="sales-tools",
        assignment="given",
        start="2026-01-31T00:00:00Z",
        end="2026-02-28T00:00:00Z",
        granted_by="own request",
        outside=False,
        twice=True,
    ),
    route(
        "crm",
        "Member",
        "access-package",
        package="vault",
        assignment="vault-given",
        outside=False,
        twice=True,
    ),
    route("crm", "Member", "group-direct", outside=False, twice=True),
    route("juniors", "Member", "group-direct"),
    route("club", "Member", "group-direct"),
    route("club", "Owner", "group-direct"),
    route("admins", "Member", "group-direct"),
    route("staff", "Member", "group-nested", via="juniors", chain="juniors > staff"),
    route("everybody", "Member", "group-nested", via="juniors", chain="juniors > staff > everybody"),
    route(
        "all-contoso",
        "Member",
        "group-nested",
        via="juniors",
        chain="juniors > staff > everybody > all-contoso",
    ),
    route("sales", "Member", "group-dynamic", granted_by='membership rule: user.department -eq "Sales"'),
    route("app", "Reader", "app-role-direct", start="2026-02-03T04:05:06Z"),
    route(
        "app",
        "Operator",
        "app-role-via-group",
        via="sales",
        granted_by='membership rule: user.department -eq "Sales"',
    ),
    route(
        "app",
        "Operator",
        "access-package",
        package="vault",
        assignment="vault-given",
        confidence="probable",
        outside=False,
        missing=True,
    ),
    route(
        SITE,
        "4",
        "access-package",
        package="vault",
        assignment="vault-given",
        confidence="unknown",
        outside=False,
        missing=None,
    ),
    route("role-1", "Active", "directory-role"),
    route("role-2", "Active", "directory-role-via-group", via="admins"),
]
"""All routes of Ada, in no particular order."""
