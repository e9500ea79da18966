"""catalog-creator-without-catalog: people who may create catalogs and have none, and people who have one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_exports.generate import policy_records
from sample_exports.generate.contoso.people import HEADS
from sample_exports.generate.directory import add_group, delegate, make_admin
from sample_exports.generate.directory_records import GOVERNANCE_ADMINISTRATOR, USER_ADMINISTRATOR

if TYPE_CHECKING:
    from sample_exports.generate.tenant import Tenant


def plant(tenant: Tenant) -> None:
    """Kamil, Imre, Joana and Rafael are locked out until they create their first catalog."""
    add_group(
        tenant,
        "Catalog Builders",
        "Imre Szabo",
        "Joana Pinto",
        "Kenji Morita",
        "Luca Moretti",
        "Niels Aagaard",
    )
    add_group(tenant, "Catalog Stewards", "Niels Aagaard")
    add_group(tenant, "Governance Administrators", "Luca Moretti", role_assignable=True)
    make_admin(tenant, "groups", "Governance Administrators", GOVERNANCE_ADMINISTRATOR)
    make_admin(tenant, "users", "Rafael Souza", USER_ADMINISTRATOR)
    delegate(tenant, policy_records.CATALOG_CREATOR, "groups", "Catalog Builders")
    for name in ("Kamil Wrona", "Mina Park", "Oriol Puig", "Petra Kovacs", "Rafael Souza"):
        delegate(tenant, policy_records.CATALOG_CREATOR, "users", name)
    delegate(tenant, policy_records.CATALOG_CREATOR, "service_principals", "catalog-provisioning")
    for name in ("Imre Szabo", "Joana Pinto", "Kamil Wrona", "Rafael Souza"):
        tenant.expect_for_user("catalog-creator-without-catalog", name)
    _catalog_roles(tenant)


def _catalog_roles(tenant: Tenant) -> None:
    delegate(tenant, policy_records.ASSIGNMENT_MANAGER, "groups", "Catalog Stewards", "Engineering")
    delegate(tenant, policy_records.CATALOG_OWNER, "users", "Mina Park", "Project Aurora")
    delegate(tenant, policy_records.CATALOG_READER, "users", "Oriol Puig", "Finance")
    delegate(tenant, policy_records.PACKAGE_MANAGER, "users", "Petra Kovacs", "Suppliers")
    for department in ("Engineering", "Finance", "Human Resources"):
        delegate(tenant, policy_records.CATALOG_OWNER, "users", HEADS[department], department)
    delegate(tenant, policy_records.CATALOG_OWNER, "users", "Tomas Reyes", "Sales and Marketing")
    delegate(tenant, policy_records.CATALOG_OWNER, "users", "Patrick Doyle", "Partner Collaboration")
