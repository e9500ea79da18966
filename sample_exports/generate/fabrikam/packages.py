"""Fabrikam's catalogs, access packages and policies: all of them for its own people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_exports.generate import policy_records
from sample_exports.generate.clock import ago, ahead
from sample_exports.generate.directory import delegate
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
from sample_exports.generate.policy_records import after_date, rule_members, stage

if TYPE_CHECKING:
    from sample_exports.generate.tenant import Tenant

DRAWINGS = [
    ("group", "Drawing Readers", "Member"),
    ("group", "Design Team", "Member"),
    ("app", "DrawingBoard", "Designer"),
]
DRAWING_EDITORS = [("group", "Drawing Editors", "Member"), ("group", "Drawing Readers", "Member")]


def add_packages(tenant: Tenant) -> None:
    """Four catalogs with ten packages, and who looks after them."""
    add_catalog(tenant, "General", external=True, default=True)
    for name in ("Design", "Production"):
        add_catalog(tenant, name)
    add_catalog(tenant, "Winter Fair 2025", published=False, external=True)
    _add_design(tenant)
    _add_production(tenant)
    _add_general(tenant)
    _add_winter_fair(tenant)
    delegate(tenant, policy_records.CATALOG_CREATOR, "groups", "Catalog Builders")
    delegate(tenant, policy_records.CATALOG_CREATOR, "users", "Dimitri Sokolov")
    delegate(tenant, policy_records.CATALOG_OWNER, "users", "Joris Klein", "General")
    delegate(tenant, policy_records.PACKAGE_MANAGER, "users", "Katrin Beck", "Production")
    delegate(tenant, policy_records.CATALOG_OWNER, "users", "Agnes Wolff", "Design")
    readers = tenant.get("access_packages", "Release Management")
    editors = tenant.get("access_packages", "Ledger")
    readers["incompatibleAccessPackages"].append({"id": editors["id"], "displayName": editors["displayName"]})


def _add_design(tenant: Tenant) -> None:
    add_package(tenant, "Drawings", "Design", DRAWINGS)
    department = groups(tenant, "Everybody in Design")
    head = approved_by_manager(tenant, "Agnes Wolff")
    add_policy(tenant, "Drawings", "Design department", "specificDirectoryUsers", department, stages=head)
    add_package(tenant, "Drawing Editors", "Design", DRAWING_EDITORS)
    approvers = groups(tenant, "Design Approvers")
    add_policy(
        tenant,
        "Drawing Editors",
        "Approvers edit too",
        "specificDirectoryUsers",
        approvers,
        stages=[stage(approvers)],
    )
    stages = [*approved_by_manager(tenant, "Bram Peeters"), stage(approvers)]
    add_policy(tenant, "Drawing Editors", "Everybody else", "allMemberUsers", stages=stages)


def _add_production(tenant: Tenant) -> None:
    add_package(
        tenant,
        "Shop Floor",
        "Production",
        [("app", "ShopFloor", "Planner"), ("group", "Production Team", "Member")],
    )
    add_policy(
        tenant,
        "Shop Floor",
        "Production department",
        "specificDirectoryUsers",
        groups(tenant, "Everybody in Production"),
        stages=[stage(users(tenant, "Grace Obi"), alternates=users(tenant, "Henrik Dahl"), escalate=True)],
    )
    add_package(tenant, "Release Management", "Production", [("group", "Release Managers", "Owner")])
    add_policy(
        tenant,
        "Release Management",
        "Two people",
        "specificDirectoryUsers",
        users(tenant, "Grace Obi", "Henrik Dahl"),
        stages=approved_by(tenant, "Grace Obi", "Henrik Dahl"),
        expiration=after_date(ahead(200)),
    )
    add_policy(
        tenant,
        "Release Management",
        "Season of 2025",
        "specificDirectoryUsers",
        [*users(tenant, "Nuno Reis"), *groups(tenant, "Former Colleagues")],
        stages=approved_by(tenant, "Nuno Reis"),
        expiration=after_date(ago(60)),
    )
    add_package(tenant, "Production News", "Production", [("group", "Everybody in Production", "Member")])
    direct_policy(tenant, "Production News")


def _add_general(tenant: Tenant) -> None:
    add_package(
        tenant, "Ledger", "General", [("app", "Ledger", "Accountant"), ("group", "Ledger Users", "Member")]
    )
    add_policy(
        tenant,
        "Ledger",
        "Every employee",
        "allMemberUsers",
        stages=approved_by(tenant, "Chiara Villa", "Irene Salas"),
        on_behalf=True,
    )
    add_package(tenant, "Starter Kit", "General", [("group", "Design Team", "Member")])
    add_policy(
        tenant,
        "Starter Kit",
        "Design by rule",
        "specificDirectoryUsers",
        [rule_members('(user.department -eq "Design")')],
        automatic=True,
    )
    add_package(tenant, "Visitor Desk", "General", [("group", "Shop Floor Planners", "Member")])
    add_policy(tenant, "Visitor Desk", "Visitors, by invitation", "allDirectoryUsers", self_add=False)
    direct_policy(tenant, "Visitor Desk")


def _add_winter_fair(tenant: Tenant) -> None:
    """Over: the catalog is no longer published."""
    add_package(tenant, "Fair Exhibitors", "Winter Fair 2025", [("group", "Shop Floor Planners", "Member")])
    add_policy(
        tenant, "Fair Exhibitors", "Anybody", "allExternalUsers", stages=approved_by(tenant, "Agnes Wolff")
    )
    add_package(tenant, "Fair Crew", "Winter Fair 2025", [("group", "Shop Floor Planners", "Member")])
    add_policy(tenant, "Fair Crew", "Crew", "specificDirectoryUsers", users(tenant, "Mila Horak"))
