"""Random tenants in which a loss can be asked back in every way `why` knows, and what can be taken away.

What `tenants.py` makes for routes, and what `why_additions.py` adds for requests.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from tests.access_routes.tenants import ACTIVE, tenant_of, without
from tests.second_opinion import records as make
from tests.second_opinion.why_additions import More

if TYPE_CHECKING:
    from tests.second_opinion.records import Record, Tenant

DATASETS = {
    "assignment": "assignments",
    "policy": "assignment_policies",
    "package": "access_packages",
    "group": "groups",
}
"""What can be removed, and where its records are."""


def loss_tenant(seed: int) -> Tenant:
    """Return the tenant that this seed makes; every assignment says under which policy it was given."""
    tenant = tenant_of(seed)
    random = Random(f"loss {seed}")  # noqa: S311  # a test, not a secret
    More(random, tenant).add_everything()
    if random.random() < 0.8:
        tenant = _placed({**tenant, "subscribed_skus": [make.sku()]})
    packages = [package["id"] for package in tenant["access_packages"]]
    tenant["resource_role_scopes"] += [
        make.membership_grant(random.choice(packages), group["id"]) for group in tenant["groups"]
    ]
    for package in tenant["access_packages"]:
        policy = make.policy(f"open-{package['id']}", random.choice(("allMemberUsers", "allDirectoryUsers")))
        tenant["assignment_policies"].append({**policy, "accessPackage": {"id": package["id"]}})
    for each in tenant["assignments"]:
        own = [
            policy["id"]
            for policy in tenant["assignment_policies"]
            if policy["accessPackage"]["id"] == each["accessPackage"]["id"]
        ]
        each["assignmentPolicy"] = {"id": random.choice(own or ["policy-gone"])}
    return _delivered(random, tenant)


def _placed(tenant: Tenant) -> Tenant:
    """Leave out assignments and requests of people and packages that nobody can place."""
    people = {each["id"] for each in tenant["users"]}
    packages = {each["id"] for each in tenant["access_packages"]}
    left = dict(tenant)
    for name, whose in (("assignments", "target"), ("assignment_requests", "requestor")):
        left[name] = [
            each
            for each in tenant[name]
            if each[whose].get("objectId") in people and each["accessPackage"]["id"] in packages
        ]
    return left


def _delivered(random: Random, tenant: Tenant) -> Tenant:
    """Let most of what is assigned have arrived, so that there is something to lose."""
    edges = {(edge["groupId"], edge["memberId"]) for edge in tenant["group_members"]}
    for each in tenant["assignments"]:
        for scope in tenant["resource_role_scopes"]:
            user, group = each["target"].get("objectId"), scope["scope"]["originId"]
            granted = scope["accessPackage"]["id"] == each["accessPackage"]["id"]
            joining = scope["role"]["originId"] == f"Member_{group}"
            if granted and joining and user and (group, user) not in edges and random.random() < 0.7:
                edges.add((group, user))
                tenant["group_members"].append(make.edge(group, user))
    return tenant


def subject_of(tenant: Tenant, kind: str, seed: int) -> Record | None:
    """Choose what is taken away; None when there is nothing of that kind."""
    records = tenant[DATASETS[kind]]
    return records[seed % len(records)] if records else None


def really_without(tenant: Tenant, kind: str, identity: str, *, forgotten: bool) -> Tenant:
    """Return the tenant after a removal, with nothing left that names what was removed.

    An assignment that has ended is listed as expired; `forgotten`: it is not listed at all.
    """
    left = without(tenant, kind, identity)
    if not forgotten:
        there = {each["id"] for each in left["assignments"]}
        ended = [{**each, "state": "expired"} for each in tenant["assignments"] if each["id"] not in there]
        left = {**left, "assignments": [*left["assignments"], *ended]}
    if kind == "package":
        left = _without_package(left, identity)
    if kind == "group":
        left = _unnamed(left, identity)
    return left


def _without_package(tenant: Tenant, package: str) -> Tenant:
    left = dict(tenant)
    left["access_packages"] = [
        {**each, "incompatibleAccessPackages": [other for other in listed if other["id"] != package]}
        if (listed := each.get("incompatibleAccessPackages")) is not None
        else each
        for each in tenant["access_packages"]
        if each["id"] != package
    ]
    for name in ("resource_role_scopes", "assignment_policies", "assignment_requests"):
        left[name] = [each for each in tenant[name] if each["accessPackage"]["id"] != package]
    for name in ("incompatible_access_packages", "incompatible_groups"):
        if name in tenant:
            left[name] = [each for each in tenant[name] if package not in each.values()]
    return left


def _unnamed(tenant: Tenant, group: str) -> Tenant:
    """Leave the group out of everything that policies and packages say of it."""
    policies = [
        {
            **policy,
            "specificAllowedTargets": [
                each for each in policy["specificAllowedTargets"] if each.get("groupId") != group
            ],
        }
        for policy in tenant["assignment_policies"]
    ]
    left = {**tenant, "assignment_policies": policies}
    if "incompatible_groups" in tenant:
        left["incompatible_groups"] = [
            each for each in tenant["incompatible_groups"] if each["groupId"] != group
        ]
    return left


def really_put_under(tenant: Tenant, group: str, package: str) -> Tenant:
    """Let the package grant membership, and take it from everybody without an assignment that does."""
    scopes = [*tenant["resource_role_scopes"], make.membership_grant(package, group)]
    granting = {
        each["accessPackage"]["id"] for each in scopes if each["role"]["originId"] == f"Member_{group}"
    }
    covered = {
        each["target"].get("objectId")
        for each in tenant["assignments"]
        if each["accessPackage"]["id"] in granting and each["state"] in ACTIVE
    }
    edges = [
        edge
        for edge in tenant["group_members"]
        if edge["groupId"] != group or edge["memberType"] == "group" or edge["memberId"] in covered
    ]
    return {**tenant, "resource_role_scopes": scopes, "group_members": edges}


def without_homes(tenant: Tenant) -> Tenant:
    """Leave out where assignments say that somebody comes from: a forgotten one would take that along."""
    told = [
        {**each, "target": {**each["target"], "connectedOrganization": None}}
        for each in tenant["assignments"]
    ]
    return {**tenant, "assignments": told}
