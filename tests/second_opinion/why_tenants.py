"""Random tenants in which every rule of `why` has something to say; more of what `tenants.py` makes."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from tests.second_opinion.tenants import random_tenant
from tests.second_opinion.why_additions import More

if TYPE_CHECKING:
    from tests.second_opinion.records import Tenant

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


def random_why_tenant(seed: int) -> Tenant:
    """Return the tenant that this seed makes."""
    tenant = random_tenant(seed)
    tenant.pop("tickets", None)
    random = Random(f"why {seed}")  # noqa: S311  # a test, not a secret
    maker = More(random, tenant)
    maker.add_people()
    maker.add_policies()
    maker.add_organizations()
    maker.add_duties()
    maker.add_activity()
    for dataset, name in random.sample(_DROPPABLE_PROPERTIES, random.choice((0, 0, 0, 0, 1, 2))):
        tenant[dataset] = [{k: v for k, v in record.items() if k != name} for record in tenant[dataset]]
    for dataset in random.sample(_DROPPABLE_DATASETS, random.choice((0, 0, 0, 1, 1, 2))):
        tenant.pop(dataset, None)
    return tenant
