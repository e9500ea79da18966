"""Contoso's catalogs, and the access packages that work as they should."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_exports.generate.entitlements import (
    add_catalog,
    add_package,
    add_policy,
    approved_by,
    approved_by_manager,
    direct_policy,
    groups,
    users,
)
from sample_exports.generate.policy_records import (
    after_date,
    manager,
    rule_members,
    service_principal_target,
    stage,
)

if TYPE_CHECKING:
    from sample_exports.generate.tenant import Tenant


def add_packages(tenant: Tenant) -> None:
    """The packages in which nothing goes wrong by itself."""
    add_catalog(tenant, "General", external=True, default=True)
    for name in ("Sales and Marketing", "Engineering", "Finance", "Human Resources"):
        add_catalog(tenant, name)
    for name in ("Partner Collaboration", "Suppliers"):
        add_catalog(tenant, name, external=True)
    add_catalog(tenant, "Project Aurora", published=False, external=True)
    _add_general(tenant)
    _add_sales(tenant)
    _add_engineering(tenant)
    sales, tax = tenant.get("access_packages", "Sales CRM"), tenant.get("access_packages", "Source Code")
    sales["incompatibleAccessPackages"].append({"id": tax["id"], "displayName": tax["displayName"]})
    interns = tenant.get("groups", "Summer Interns")
    tax["incompatibleGroups"].append({"id": interns["id"], "displayName": interns["displayName"]})


def _add_general(tenant: Tenant) -> None:
    add_package(tenant, "New Hire Starter Kit", "General", [("group", "Intranet Readers", "Member")])
    add_policy(
        tenant,
        "New Hire Starter Kit",
        "Everybody in Operations by rule",
        "specificDirectoryUsers",
        [rule_members('(user.department -eq "Operations")')],
        automatic=True,
    )
    direct_policy(tenant, "New Hire Starter Kit")
    add_package(tenant, "Travel Booking", "General", [("app", "TravelDesk", "Traveller")])
    add_policy(tenant, "Travel Booking", "Every employee", "allMemberUsers", on_behalf=True)
    add_package(tenant, "Company Store", "General", [("group", "Company Store Customers", "Member")])
    add_policy(
        tenant,
        "Company Store",
        "Every employee",
        "allMemberUsers",
        stages=approved_by_manager(tenant, "Lucia Ferrante"),
    )


def _add_sales(tenant: Tenant) -> None:
    add_package(
        tenant,
        "Sales CRM",
        "Sales and Marketing",
        [("app", "Contoso CRM", "Sales Agent"), ("group", "CRM Users", "Member")],
    )
    add_policy(
        tenant,
        "Sales CRM",
        "Sales department",
        "specificDirectoryUsers",
        groups(tenant, "Everybody in Sales"),
        stages=approved_by_manager(tenant, "Ingrid Falk"),
        reviewed_by=[manager()],
    )
    add_package(
        tenant,
        "Campaign Workspace",
        "Sales and Marketing",
        [("group", "Campaign Workspace", "Member"), ("site", "Campaigns", "Members")],
    )
    add_policy(
        tenant,
        "Campaign Workspace",
        "Every employee",
        "allMemberUsers",
        stages=[
            stage([manager()], fallback=users(tenant, "Tomas Reyes")),
            stage(users(tenant, "Ingrid Falk", "Isla Murray")),
        ],
    )


def _add_engineering(tenant: Tenant) -> None:
    add_package(
        tenant,
        "Source Code",
        "Engineering",
        [("group", "Source Contributors", "Member"), ("group", "Engineering Announcements", "Member")],
    )
    add_policy(
        tenant,
        "Source Code",
        "Engineering department",
        "specificDirectoryUsers",
        groups(tenant, "Everybody in Engineering"),
        stages=approved_by_manager(tenant, "Lars Pedersen"),
    )
    build_farm = tenant.id_of("service_principals", "BuildFarm")
    add_policy(
        tenant,
        "Source Code",
        "Build farm",
        "specificDirectoryServicePrincipals",
        [service_principal_target(build_farm)],
    )
    add_policy(
        tenant,
        "Source Code",
        "Contractors of 2025",
        "specificDirectoryUsers",
        users(tenant, "Hana Suzuki"),
        stages=approved_by(tenant, "Hana Suzuki"),
        expiration=after_date("2025-12-31T23:59:59Z"),
    )
