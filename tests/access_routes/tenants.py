"""Random small tenants with what access can also lead through, and the same tenants with something removed.

The removing is done on the records, in plain Python, by somebody who has only read the rules: when an
assignment ends, each of its roles goes unless another active assignment of the person contains it
(domain.md section 2.2, step 7).
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from tests.second_opinion import records as make
from tests.second_opinion.tenants import random_tenant

if TYPE_CHECKING:
    from tests.second_opinion.records import Record, Tenant

ACTIVE = ("delivering", "partiallyDelivered", "delivered")


def tenant_of(seed: int) -> Tenant:
    """Return a random tenant in which groups hold roles and assignments say when, and under which policy."""
    random, made = Random(seed), random_tenant(seed)  # noqa: S311  # a test, not a secret
    groups = [group["id"] for group in made["groups"]]
    policies = [policy["id"] for policy in made["assignment_policies"]]
    made["app_role_assignments"] += [
        make.app_role(group, "app-0", random.choice(("app-role", "other"))) | {"principalType": "Group"}
        for group in groups
        if random.random() < 0.4
    ]
    if "directory_role_assignments" in made:
        made["directory_role_assignments"] += [
            make.role(group, make.GLOBAL_ADMINISTRATOR) for group in groups if random.random() < 0.3
        ]
    for each in made["assignments"]:
        each["schedule"] = {"startDateTime": "2026-02-01T00:00:00Z", "expiration": _expiration(random)}
        each["assignmentPolicy"] = {"id": random.choice(policies)}
    made["assignments"] += [_second(random, each) for each in made["assignments"] if random.random() < 0.5]
    return made


def _expiration(random: Random) -> Record:
    return random.choice(
        (
            {"type": "noExpiration"},
            {"type": "afterDateTime", "endDateTime": "2026-12-31T00:00:00Z"},
            {"type": "afterDuration", "duration": "P90D"},
        )
    )


def _second(random: Random, assignment: Record) -> Record:
    """Assign the same person once more, perhaps to a package that grants the same role."""
    package = {"id": f"package-{random.randint(0, 3)}"}
    return {**assignment, "id": f"{assignment['id']}-again", "accessPackage": package, "state": "delivered"}


def without(tenant: Tenant, kind: str, identity: str) -> Tenant:
    """Return the tenant after something was removed from it, with everything that goes with it."""
    if kind == "group":
        return _without_group(tenant, identity)
    ended = [each for each in tenant["assignments"] if _is_meant(each, kind, identity)]
    left = {**tenant, "assignments": [each for each in tenant["assignments"] if each not in ended]}
    for each in ended:
        if each["state"] in ACTIVE:
            left = _revoked(left, each["target"].get("objectId"), each["accessPackage"]["id"])
    if kind == "policy":
        kept = [each for each in tenant["assignment_policies"] if each["id"] != identity]
        left = {**left, "assignment_policies": kept}
    return left


def _is_meant(assignment: Record, kind: str, identity: str) -> bool:
    keys = {
        "assignment": assignment["id"],
        "policy": assignment["assignmentPolicy"]["id"],
        "package": assignment["accessPackage"]["id"],
    }
    return bool(keys[kind] == identity)


def _revoked(tenant: Tenant, user: str | None, package: str) -> Tenant:
    others = [
        each["accessPackage"]["id"]
        for each in tenant["assignments"]
        if each["target"].get("objectId") == user and each["state"] in ACTIVE
    ]
    known = {each["id"] for each in tenant["access_packages"]}
    if user is None or not known.issuperset(others):
        return tenant  # nobody to take from; or a package that is not exported may contain the role as well
    lost = _roles(tenant, [package]) - _roles(tenant, others)
    by_hand = {group["id"] for group in tenant["groups"] if group.get("groupTypes") == []}
    return {
        **tenant,
        "group_members": [
            edge
            for edge in tenant["group_members"]
            if edge["memberId"] != user
            or edge["groupId"] not in by_hand
            or f"Member_{edge['groupId']}" not in lost
        ],
        "group_owners": [
            edge
            for edge in tenant["group_owners"]
            if edge["ownerId"] != user or f"Owner_{edge['groupId']}" not in lost
        ],
        "app_role_assignments": [
            each
            for each in tenant["app_role_assignments"]
            if each["principalId"] != user or f"{each['resourceId']}/{each['appRoleId']}" not in lost
        ],
    }


def _roles(tenant: Tenant, packages: list[str]) -> set[str]:
    return {
        f"{scope['scope']['originId']}/{scope['role']['originId']}"
        if scope["role"]["originSystem"] == "AadApplication"
        else scope["role"]["originId"]
        for scope in tenant["resource_role_scopes"]
        if scope["accessPackage"]["id"] in packages
    }


def _without_group(tenant: Tenant, group: str) -> Tenant:
    left = {**tenant, "groups": [each for each in tenant["groups"] if each["id"] != group]}
    left["group_members"] = [
        edge for edge in tenant["group_members"] if group not in (edge["groupId"], edge["memberId"])
    ]
    left["group_owners"] = [edge for edge in tenant["group_owners"] if edge["groupId"] != group]
    for name in ("app_role_assignments", "directory_role_assignments"):
        if name in tenant:
            left[name] = [each for each in tenant[name] if each["principalId"] != group]
    left["resource_role_scopes"] = [
        scope for scope in tenant["resource_role_scopes"] if scope["scope"]["originId"] != group
    ]
    return left
