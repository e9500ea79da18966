"""resource-members-without-assignment: roles held outside every package, and roles that only look so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_exports.generate.entitlements import ask, assign

if TYPE_CHECKING:
    from sample_exports.generate.tenant import Tenant

CHECK = "resource-members-without-assignment"


def plant(tenant: Tenant) -> None:
    """Eight people keep a role only as long as nobody takes the package away from them."""
    for name in ("Anders Vik", "Bettina Krause"):
        _stray_member(tenant, name, "CRM Users", "Sales CRM")
    _stray_member(tenant, "Chidi Eze", "Engineering Announcements", "")
    assign(tenant, "Daria Volkova", "Source Code", "Engineering department", state="deliveryFailed", days=50)
    ask(tenant, "Daria Volkova", "Source Code", "deliveryFailed", days=50)
    _stray_member(tenant, "Daria Volkova", "Source Contributors", "Source Code")
    assign(
        tenant,
        "Gilbert Roche",
        "Source Code",
        "Engineering department",
        state="expired",
        days=500,
        end="2025-10-15T08:00:00Z",
    )
    _stray_member(tenant, "Gilbert Roche", "Source Contributors", "Source Code")
    _stray_member(tenant, "Gina Torres", "Co-design Team", "Co-design Space")
    tenant.own("Expense Inbox", "Esteban Cruz")
    _expect(tenant, "Esteban Cruz", tenant.id_of("groups", "Expense Inbox"), "Expense Desk")
    tenant.hold_app_role("LedgerPro", "Accountant", "users", "Freya Lund")
    _expect(tenant, "Freya Lund", tenant.id_of("service_principals", "LedgerPro"), "General Ledger")
    _near_misses(tenant)


def _stray_member(tenant: Tenant, name: str, group: str, package: str) -> None:
    tenant.join(group, name)
    _expect(tenant, name, tenant.id_of("groups", group), package)


def _expect(tenant: Tenant, name: str, resource_id: str, package: str) -> None:
    """`package` is empty when several packages grant the role."""
    tenant.expect_for_user(
        CHECK,
        name,
        resource_id=resource_id,
        access_package_id=tenant.id_of("access_packages", package) if package else "",
    )


def _near_misses(tenant: Tenant) -> None:
    """On its way, covered by another package, nested, not a person, another role, through a group."""
    assign(tenant, "Hedda Strand", "Source Code", "Engineering department", state="delivering", days=1)
    tenant.join("Source Contributors", "Hedda Strand")
    tenant.join("Engineering Announcements", "Hedda Strand")
    assign(tenant, "Gwen Parry", "On-call Rotation", "Volunteers")
    tenant.nest("Source Contributors", "Summer Interns")
    robot = tenant.get("service_principals", "catalog-provisioning")
    tenant.members[tenant.id_of("groups", "Source Contributors")][robot["id"]] = "servicePrincipal"
    tenant.hold_app_role("BuildFarm", "Operator", "service_principals", "catalog-provisioning")
    tenant.hold_app_role("Contoso CRM", "Sales Agent", "groups", "Everybody in Sales")
    tenant.hold_app_role("Contoso CRM", "Sales Manager", "users", "Patrick Doyle")
