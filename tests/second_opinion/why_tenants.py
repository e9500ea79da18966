"""Random tenants in which every rule of `why` has something to say; more of what `tenants.py` makes."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from tests.second_opinion.tenants import random_tenant
from tests.second_opinion.why_additions import More

if TYPE_CHECKING:
    from tests.second_opinion.records import Record, Tenant

_DROPPABLE_DATASETS = (
    "organization",
    "subscribed_skus",
    "deleted_users",
    "groups",
    "group_members",
    "catalogs",
    "connected_organizations",
    "assignment_policies",
    "assignments",
    "assignment_requests",
    "incompatible_access_packages",
    "incompatible_groups",
)
_DROPPABLE_PROPERTIES = (
    ("users", "mail"),
    ("deleted_users", "userType"),
    ("access_packages", "displayName"),
    ("assignment_policies", "allowedTargetScope"),
    ("assignment_policies", "expiration"),
    ("assignment_policies", "specificAllowedTargets"),
    ("assignment_policies", "accessPackage"),
    ("assignments", "target"),
    ("assignments", "state"),
    ("assignments", "accessPackage"),
    ("assignment_requests", "requestor"),
    ("assignment_requests", "state"),
    ("assignment_requests", "requestType"),
    ("assignment_requests", "accessPackage"),
    ("connected_organizations", "identitySources"),
    ("subscribed_skus", "servicePlans"),
)
_IRRELEVANT = {
    "tickets",
    "group_owners",
    "service_principals",
    "app_role_assignments",
    "entitlement_role_assignments",
    "directory_role_assignments",
    "resource_role_scopes",
    "connected_organization_sponsors",
}


def random_why_tenant(seed: int) -> Tenant:
    """Return the tenant that this seed makes."""
    tenant = _what_counts(random_tenant(seed))
    random = Random(f"why {seed}")  # noqa: S311  # a test, not a secret
    More(random, tenant).add_everything()
    for dataset, name in random.sample(_DROPPABLE_PROPERTIES, random.choice((0, 0, 0, 0, 1, 2))):
        tenant[dataset] = _without(tenant[dataset], (name,))
    for dataset in random.sample(_DROPPABLE_DATASETS, random.choice((0, 0, 0, 1, 1, 2))):
        tenant.pop(dataset, None)
    return tenant


def _what_counts(tenant: Tenant) -> Tenant:
    """Leave out what `why` does not look at, so that a difference is shown on few and short records."""
    rest = {dataset: records for dataset, records in tenant.items() if dataset not in _IRRELEVANT}
    rest["users"] = _without(rest["users"], ("manager", "sponsors", "signInActivity", "externalUserState"))
    rest["assignment_policies"] = _without(rest["assignment_policies"], ("requestApprovalSettings",))
    return rest


def _without(records: list[Record], names: tuple[str, ...]) -> list[Record]:
    return [{name: value for name, value in record.items() if name not in names} for record in records]
