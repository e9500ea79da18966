"""Puts catalogs, packages, policies, assignments and requests into a tenant, roles delivered included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_exports.generate import access_records, policy_records
from sample_exports.generate.clock import ago, ahead

if TYPE_CHECKING:
    from sample_exports.generate.directory_records import Record
    from sample_exports.generate.tenant import Tenant

Grant = tuple[str, str, str]
"""("group", name, "Member" or "Owner"), ("app", name, role) or ("site", name, role)."""

ROLES_HELD = frozenset({"delivered"})


def add_catalog(
    tenant: Tenant, name: str, *, published: bool = True, external: bool = False, default: bool = False
) -> Record:
    """A catalog without resources; packages bring theirs."""
    return tenant.add(
        "catalogs",
        {
            "id": tenant.new_id("catalog", name),
            "displayName": name,
            "description": f"Access packages of {name}",
            "catalogType": "serviceDefault" if default else "userManaged",
            "state": "published" if published else "unpublished",
            "isExternallyVisible": external,
            "createdDateTime": ago(700),
            "modifiedDateTime": ago(200),
        },
    )


def add_package(
    tenant: Tenant, name: str, catalog: str, grants: list[Grant], *, hidden: bool = False
) -> Record:
    """A package with the roles it grants; its resources are put into the catalog."""
    home = tenant.get("catalogs", catalog)
    return tenant.add(
        "access_packages",
        {
            "id": tenant.new_id("access package", name),
            "displayName": name,
            "description": f"Everything people need for: {name}",
            "isHidden": hidden,
            "createdDateTime": ago(600),
            "modifiedDateTime": ago(150),
            "catalog": {key: home[key] for key in ("id", "displayName", "state", "isExternallyVisible")},
            "resourceRoleScopes": [_role_scope(tenant, home, grant) for grant in grants],
            "incompatibleAccessPackages": [],
            "incompatibleGroups": [],
        },
    )


def _role_scope(tenant: Tenant, catalog: Record, grant: Grant) -> Record:
    kind, name, role_name = grant
    resource = _catalog_resource(tenant, catalog, kind, name)
    role = {
        "id": tenant.new_id("resource role", f"{resource['id']}/{role_name}"),
        "displayName": role_name,
        "description": None,
        "originSystem": resource["originSystem"],
        "originId": _role_origin(tenant, grant),
    }
    scope = resource["scopes"][0]
    plain = {key: resource[key] for key in ("id", "displayName", "description", "originId", "originSystem")}
    if role not in resource["roles"]:
        resource["roles"].append(role)
    return {
        "id": f"{role['id']}_{scope['id']}",
        "createdDateTime": ago(600),
        "role": {**role, "resource": plain},
        "scope": scope,
    }


def _catalog_resource(tenant: Tenant, catalog: Record, kind: str, name: str) -> Record:
    key = f"{catalog['displayName']}/{kind}/{name}"
    if ("catalog_resources", key) in tenant.named:
        return tenant.get("catalog_resources", key)
    systems = {"group": "AadGroup", "app": "AadApplication", "site": "SharePointOnline"}
    origin, resource_id = origin_id(tenant, kind, name), tenant.new_id("resource", key)
    scope = {
        "id": tenant.new_id("scope", key),
        "displayName": "Root",
        "description": "Root Scope",
        "originId": origin,
        "originSystem": systems[kind],
        "isRootScope": True,
    }
    resource = {
        "id": resource_id,
        "displayName": name,
        "description": name,
        "originId": origin,
        "originSystem": systems[kind],
        "createdDateTime": ago(650),
        "modifiedDateTime": ago(650),
        "roles": [],
        "scopes": [scope],
        "catalog": {"id": catalog["id"], "displayName": catalog["displayName"]},
    }
    return tenant.add("catalog_resources", resource, key)


def origin_id(tenant: Tenant, kind: str, name: str) -> str:
    """The id of a package's resource in the system it comes from: for a site its address."""
    if kind == "group":
        return tenant.id_of("groups", name)
    if kind == "app":
        return tenant.id_of("service_principals", name)
    return f"https://{tenant.name}.sharepoint.com/sites/{name.replace(' ', '')}"


def _role_origin(tenant: Tenant, grant: Grant) -> str:
    kind, name, role = grant
    if kind == "group":
        return f"{role}_{tenant.id_of('groups', name)}"
    if kind == "app":
        roles = tenant.get("service_principals", name)["appRoles"]
        return str(next(entry["id"] for entry in roles if entry["displayName"] == role))
    return {"Visitors": "4", "Members": "5", "Owners": "3"}[role]


def add_policy(  # noqa: PLR0913
    tenant: Tenant,
    package: str,
    name: str,
    scope: str,
    targets: list[Record] | None = None,
    *,
    stages: list[Record] | None = None,
    self_add: bool = True,
    on_behalf: bool = False,
    approval: bool | None = None,
    automatic: bool = False,
    expiration: Record | None = None,
    reviewed_by: list[Record] | None = None,
) -> Record:
    """A policy of `package`; found again as "<package>: <name>"."""
    parent = tenant.get("access_packages", package)
    catalog = tenant.get("catalogs", parent["catalog"]["displayName"])
    key = f"{package}: {name}"
    record = policy_records.policy(
        tenant.new_id("policy", key),
        name,
        package=parent,
        catalog=catalog,
        scope=scope,
        targets=targets or [],
        created=ago(500),
        stages=stages or [],
        self_add=self_add,
        on_behalf=on_behalf,
        approval=approval,
        automatic=automatic,
        expiration=expiration,
        reviewed_by=reviewed_by,
    )
    return tenant.add("assignment_policies", record, key)


def direct_policy(tenant: Tenant, package: str, name: str = "Administrators assign") -> Record:
    """A policy under which only administrators assign."""
    return add_policy(tenant, package, name, "notSpecified", self_add=False)


def approved_by(tenant: Tenant, *names: str) -> list[Record]:
    """One stage, decided by any of these users."""
    return [policy_records.stage(users(tenant, *names))]


def approved_by_manager(tenant: Tenant, *fallback: str) -> list[Record]:
    """One stage, decided by the manager, or by the fallback where no manager is found."""
    return [policy_records.stage([policy_records.manager()], fallback=users(tenant, *fallback))]


def users(tenant: Tenant, *names: str) -> list[Record]:
    """Subject sets that name single users."""
    return [policy_records.single_user(tenant.user_id(name), name) for name in names]


def groups(tenant: Tenant, *names: str) -> list[Record]:
    """Subject sets that name groups."""
    return [policy_records.group_members(tenant.id_of("groups", name), name) for name in names]


def organizations(tenant: Tenant, *names: str) -> list[Record]:
    """Subject sets that name connected organizations."""
    return [
        policy_records.organization_members(tenant.id_of("connected_organizations", name), name)
        for name in names
    ]


def assign(  # noqa: PLR0913
    tenant: Tenant,
    person: str | Record,
    package: str,
    policy: str,
    *,
    state: str = "delivered",
    days: float = 120,
    end: str | None = None,
    lasts: float = 245,
) -> Record:
    """Assign the package to a user (by name) or to a newcomer (a subject); what is delivered is also held."""
    target = tenant.subject(person) if isinstance(person, str) else person
    record_id = tenant.new_id("assignment", f"{target['displayName']}/{package}/{state}")
    record = access_records.assignment(
        record_id,
        target=target,
        package=tenant.get("access_packages", package),
        policy=tenant.get("assignment_policies", f"{package}: {policy}"),
        state=state,
        start=ago(days),
        end=end or ahead(lasts),
    )
    if state in ROLES_HELD and isinstance(person, str):
        _deliver(tenant, person, package)
    return tenant.add("assignments", record, f"{target['displayName']}/{package}/{state}")


def _deliver(tenant: Tenant, person: str, package: str) -> None:
    for scope in tenant.get("access_packages", package)["resourceRoleScopes"]:
        role, resource = scope["role"], scope["role"]["resource"]
        if role["originSystem"] == "AadApplication":
            tenant.hold_app_role(resource["displayName"], role["displayName"], "users", person, 120)
        if role["originSystem"] == "AadGroup":
            {"Member": tenant.join, "Owner": tenant.own}[role["displayName"]](resource["displayName"], person)


def ask(  # noqa: PLR0913
    tenant: Tenant,
    person: str | Record,
    package: str,
    state: str,
    *,
    kind: str = "userAdd",
    days: float = 10,
    assignment: Record | None = None,
    start: str | None = None,
) -> Record:
    """A request for the package; found again as "<person>/<package>/<kind>/<state>"."""
    requestor = tenant.subject(person) if isinstance(person, str) else person
    key = f"{requestor['displayName']}/{package}/{kind}/{state}"
    done = state not in access_records.OPEN_STATES
    record = access_records.request(
        tenant.new_id("request", key),
        requestor=requestor,
        package=tenant.get("access_packages", package),
        kind=kind,
        state=state,
        created=ago(days, 37),
        completed=ago(days, 5) if done else None,
        assignment=assignment,
        start=start,
        justification=None if kind.startswith(("system", "admin")) else "Needed for my work",
    )
    return tenant.add("assignment_requests", record, key)
