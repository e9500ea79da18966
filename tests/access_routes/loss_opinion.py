"""What an access package gives, read from the records in plain Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.second_opinion.records import Tenant

Given = dict[tuple[str | None, str | None, str | None], bool | None]


def given_by(tenant: Tenant, package: str) -> Given:
    """Return every access that a package gives by itself and through its groups; None: perhaps."""
    found: Given = {}
    for scope in tenant["resource_role_scopes"]:
        if scope["accessPackage"]["id"] != package:
            continue
        role, resource = scope["role"]["originId"], scope["scope"]["originId"]
        match scope["role"]["originSystem"]:
            case "AadGroup" if role.startswith("Member_"):
                for access, sure in _through_group(tenant, resource).items():
                    found[access] = found.get(access) or sure
            case "AadGroup":
                found["group", resource, "Owner"] = True
            case "AadApplication":
                found["application", resource, role] = True
            case _:
                found["site", resource, role] = True
    return found


def _through_group(tenant: Tenant, group: str) -> Given:
    records = {each["id"]: each for each in tenant["groups"]}
    kind = records.get(group, {"groupTypes": []}).get("groupTypes")
    if kind:
        return {}
    inside, reached = [group], {group}
    while inside:
        inner = inside.pop()
        outer = {
            edge["groupId"]
            for edge in tenant["group_members"]
            if edge["memberId"] == inner and edge["groupId"] in records
        }
        inside += sorted(outer - reached)
        reached |= outer
    found = [("group", each, "Member") for each in reached]
    found += [
        ("application", each["resourceId"], each["appRoleId"])
        for each in tenant["app_role_assignments"]
        if each["principalId"] == group
    ]
    found += [
        ("directory-role", each["roleDefinitionId"], "Active")
        for each in tenant.get("directory_role_assignments", [])
        if each["principalId"] == group
    ]
    return dict.fromkeys(found, None if kind is None else True)
