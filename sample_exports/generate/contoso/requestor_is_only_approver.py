"""requestor-is-only-approver: requests and policies that wait for the very person who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_exports.generate.directory import add_group
from sample_exports.generate.entitlements import (
    add_package,
    add_policy,
    approved_by,
    approved_by_manager,
    ask,
    groups,
    users,
)
from sample_exports.generate.policy_records import stage

if TYPE_CHECKING:
    from sample_exports.generate.directory_records import Record
    from sample_exports.generate.entitlements import Grant
    from sample_exports.generate.tenant import Tenant

CHECK = "requestor-is-only-approver"
LEDGER = ("app", "LedgerPro", "Accountant")
FILES = ("group", "Personnel File Readers", "Member")
PRODUCTION = ("group", "Production Readers", "Member")
RECRUITING = ("app", "TalentTrack", "Recruiter")
BRAND = ("group", "Brand Editors", "Member")


def plant(tenant: Tenant) -> None:
    """Five requests nobody else can approve, two policies that name their only approver."""
    for name in (
        "Personnel File Readers",
        "Production Readers",
        "Brand Editors",
        "Media Editors",
        "Expense Inbox",
    ):
        add_group(tenant, name)
    _stuck_requests(tenant)
    _stuck_policies(tenant)
    _near_misses(tenant)


def _open_to_all(tenant: Tenant, package: str, catalog: str, grant: Grant, stages: list[Record]) -> Record:
    add_package(tenant, package, catalog, [grant])
    return add_policy(tenant, package, "Every employee", "allMemberUsers", stages=stages)


def _stuck(tenant: Tenant, name: str, package: str, policy: Record) -> None:
    request = ask(tenant, name, package, "pendingApproval", days=6)
    tenant.expect(
        CHECK,
        "assignment_request",
        request["id"],
        user_id=tenant.user_id(name),
        access_package_id=tenant.id_of("access_packages", package),
        policy_id=policy["id"],
    )


def _stuck_requests(tenant: Tenant) -> None:
    add_group(tenant, "HR File Keepers", "Clara Jansen", "Otto Lang")
    keepers = [stage(groups(tenant, "HR File Keepers"))]
    two_stages = [*approved_by_manager(tenant, "Priya Raman"), *approved_by(tenant, "Diego Alvarez")]
    alternate_off = [stage(users(tenant, "Elif Demir"), alternates=users(tenant, "Ingrid Falk"))]
    for name, package, catalog, grant, stages in (
        ("Bruno Tanaka", "General Ledger", "Finance", LEDGER, approved_by(tenant, "Bruno Tanaka")),
        ("Clara Jansen", "Personnel Files", "Human Resources", FILES, keepers),
        ("Diego Alvarez", "Production Access", "Engineering", PRODUCTION, two_stages),
        (
            "Mara Lindqvist",
            "Recruiting",
            "Human Resources",
            RECRUITING,
            approved_by_manager(tenant, "Mara Lindqvist"),
        ),
        ("Elif Demir", "Brand Assets", "General", BRAND, alternate_off),
    ):
        policy = _open_to_all(tenant, package, catalog, grant, stages)
        _stuck(tenant, name, package, policy)


def _expect_policy(tenant: Tenant, package: str, policy: Record, name: str) -> None:
    tenant.expect(
        CHECK,
        "assignment_policy",
        policy["id"],
        user_id=tenant.user_id(name),
        access_package_id=tenant.id_of("access_packages", package),
        policy_id=policy["id"],
    )


def _stuck_policies(tenant: Tenant) -> None:
    add_package(tenant, "Build Operators", "Engineering", [("app", "BuildFarm", "Operator")])
    operators = add_policy(
        tenant,
        "Build Operators",
        "Build team",
        "specificDirectoryUsers",
        users(tenant, "Farid Nassar", "Gwen Parry"),
        stages=approved_by(tenant, "Farid Nassar"),
    )
    add_policy(tenant, "Build Operators", "Applications", "allDirectoryServicePrincipals")
    add_policy(tenant, "Build Operators", "Agents", "allDirectoryAgentIdentities")
    _expect_policy(tenant, "Build Operators", operators, "Farid Nassar")
    add_group(tenant, "Expense Desk", "Hugo Martens", "Esteban Cruz")
    add_group(tenant, "Expense Approvers", "Hugo Martens")
    add_package(tenant, "Expense Desk", "Finance", [("group", "Expense Inbox", "Owner")])
    desk = add_policy(
        tenant,
        "Expense Desk",
        "The desk",
        "specificDirectoryUsers",
        groups(tenant, "Expense Desk"),
        stages=[stage(groups(tenant, "Expense Approvers"))],
    )
    _expect_policy(tenant, "Expense Desk", desk, "Hugo Martens")


def _near_misses(tenant: Tenant) -> None:
    """Another approver, an alternate who will be asked, a manager before the fallback, no approval at all."""
    ask(tenant, "Isla Murray", "Campaign Workspace", "pendingApproval", days=3)
    ask(tenant, "Jakub Zielinski", "Price Book", "pendingApproval", days=4)
    ask(tenant, "Lars Pedersen", "Source Code", "pendingApproval", days=5)
    ask(tenant, "Freya Lund", "General Ledger", "pendingApproval", days=5)
    ask(tenant, "Gwen Parry", "Build Operators", "pendingApproval", days=2)
    _open_to_all(
        tenant,
        "Media Library",
        "General",
        ("group", "Media Editors", "Member"),
        approved_by(tenant, "Karin Olsen"),
    )
    ask(tenant, "Karin Olsen", "Media Library", "delivering", days=1)
    add_package(
        tenant,
        "Tax Workpapers",
        "Finance",
        [("group", "Tax Workpapers", "Member"), ("group", "Everybody in Finance", "Member")],
    )
    add_policy(
        tenant,
        "Tax Workpapers",
        "Tax accountant",
        "specificDirectoryUsers",
        users(tenant, "Nora Quist"),
        stages=approved_by(tenant, "Nora Quist"),
        approval=False,
    )
