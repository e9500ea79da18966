"""Applications, licences, roles and the tenant itself: the smaller tables of the directory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tests.benchmarks import columns as col
from tests.benchmarks.directory import HOME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmarks.columns import Ints
    from tests.benchmarks.directory import Directory

CREATOR = "ba92d953-d8e0-4e39-a797-0cbedb0a89e8"
OWNER = "ae79f266-94d4-4dab-b730-feca7e132178"
READER = "44272f93-9762-48e8-af59-1b5351b1d6b3"
GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"
GOVERNANCE_ADMINISTRATOR = "45d8d3c5-c802-45c6-b32a-1d70b5e1e86e"
_PREMIUM_P2 = "eec0eb4f-6444-4f95-aba0-50c24d67f998"
_PREMIUM_P1 = "41781fb2-bc02-4b7c-bd55-b576c07bb09d"


def organization(directory: Directory) -> list[dict[str, Any]]:
    """Return the tenant."""
    domains = [
        {"name": HOME, "isDefault": True, "isInitial": False, "type": "Managed", "capabilities": "Email"},
        {
            "name": "contoso.onmicrosoft.example",
            "isDefault": False,
            "isInitial": True,
            "type": "Managed",
            "capabilities": "",
        },
    ]
    return [
        {"id": directory.tenant, "displayName": "Contoso", "tenantType": "AAD", "verifiedDomains": domains}
    ]


def licences(directory: Directory) -> list[dict[str, Any]]:
    """Return a tenant's SKUs whose only plan for entitlement management was suspended."""
    return [
        _sku(directory, "EMSPREMIUM", "b05e124f-c7cc-45a0-a6aa-8cf78c946968", "Suspended", _PREMIUM_P2),
        _sku(directory, "AAD_PREMIUM", "078d2b04-f1bd-4111-bbd4-b4b1b354cef4", "Enabled", _PREMIUM_P1),
    ]


def _sku(directory: Directory, name: str, sku: str, status: str, plan: str) -> dict[str, Any]:
    service = {
        "servicePlanId": plan,
        "servicePlanName": name,
        "provisioningStatus": "Success",
        "appliesTo": "User",
    }
    return {
        "id": f"{directory.tenant}_{sku}",
        "skuId": sku,
        "skuPartNumber": name,
        "appliesTo": "User",
        "capabilityStatus": status,
        "consumedUnits": 10,
        "prepaidUnits": {"enabled": 100, "suspended": 0, "warning": 0, "lockedOut": 0},
        "servicePlans": [service],
    }


def service_principals(directory: Directory) -> Iterator[pa.Table]:
    """Yield the applications, each with one role."""
    count = directory.sizes.applications
    roles = col.struct(
        id=directory.app_roles,
        displayName=col.constant("User", count),
        value=col.constant("User", count),
        isEnabled=col.constant(True, count),
    )
    yield pa.table(
        {
            "id": directory.applications,
            "appId": col.guids(directory.rng, count),
            "displayName": col.numbered("Application ", np.arange(count)),
            "servicePrincipalType": col.constant("Application", count),
            "accountEnabled": col.constant(True, count),
            "appRoleAssignmentRequired": pa.array(directory.rng.random(count) < 0.5),
            "appRoles": col.lists(roles, np.ones(count, np.int64)),
        }
    )


def app_role_assignments(directory: Directory, covered: Ints) -> Iterator[pa.Table]:
    """Yield who holds which application role; `covered` holds `application * users + user`."""
    sizes, rng = directory.sizes, directory.rng
    drawn = rng.integers(0, sizes.applications, sizes.app_roles_held) * sizes.users
    keys = np.unique(np.r_[drawn + rng.integers(0, sizes.users, sizes.app_roles_held), covered])
    users, applications = pa.array(keys % sizes.users), pa.array(keys // sizes.users)
    yield pa.table(
        {
            "id": col.guids(rng, len(keys)),
            "appRoleId": directory.app_roles.take(applications),
            "createdDateTime": col.moments(rng, len(keys), 900),
            "principalDisplayName": col.numbered("Person ", keys % sizes.users),
            "principalId": directory.users.take(users),
            "principalType": col.constant("User", len(keys)),
            "resourceDisplayName": col.numbered("Application ", keys // sizes.users),
            "resourceId": directory.applications.take(applications),
        }
    )


def entitlement_roles(directory: Directory, catalogs: list[str]) -> list[dict[str, Any]]:
    """Return catalog owners and creators; of the creators one half has no catalog."""
    rng = directory.rng
    people = directory.users.take(pa.array(rng.choice(directory.members, len(catalogs) + 40))).to_pylist()
    small_group = directory.groups[int(directory.manageable[-1])].as_py()
    owners = [
        (owner, OWNER, f"/AccessPackageCatalog/{catalog}")
        for owner, catalog in zip(people, catalogs, strict=False)
    ]
    readers = [(reader, READER, f"/AccessPackageCatalog/{catalogs[0]}") for reader in people[-20:]]
    creators = [(creator, CREATOR, "/") for creator in [*people[-40:], small_group]]
    return _role_rows([*owners, *readers, *creators], "appScopeId")


def directory_roles(directory: Directory) -> list[dict[str, Any]]:
    """Return a handful of administrators."""
    people = directory.users.take(pa.array(directory.rng.choice(directory.members, 8))).to_pylist()
    held = [(person, GLOBAL_ADMINISTRATOR, "/") for person in people[:5]]
    return _role_rows(
        [*held, *((person, GOVERNANCE_ADMINISTRATOR, "/") for person in people[5:])], "directoryScopeId"
    )


def _role_rows(held: list[tuple[str, str, str]], scope_key: str) -> list[dict[str, Any]]:
    return [
        {
            "id": f"role-assignment-{number}",
            "principalId": principal,
            "roleDefinitionId": role,
            scope_key: scope,
        }
        for number, (principal, role, scope) in enumerate(held)
    ]
