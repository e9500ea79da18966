"""sign-in-blocked: disabled and deleted users, some of whom a request or a policy still waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_exports.generate.clock import ahead
from sample_exports.generate.directory import add_group
from sample_exports.generate.entitlements import add_package, add_policy, ask, assign, groups, users
from sample_exports.generate.policy_records import stage

if TYPE_CHECKING:
    from sample_exports.generate.directory_records import Record
    from sample_exports.generate.tenant import Tenant


def plant(tenant: Tenant) -> None:
    """Eight people are blocked; seven more are blocked without anybody waiting."""
    _named_by_policies(tenant)
    _with_open_requests(tenant)
    _near_misses(tenant)


def _expect(tenant: Tenant, name: str, package: str | None = None, policy: Record | None = None) -> None:
    tenant.expect_for_user(
        "sign-in-blocked",
        name,
        access_package_id=tenant.id_of("access_packages", package) if package else "",
        policy_id=policy["id"] if policy else "",
    )


def _named_by_policies(tenant: Tenant) -> None:
    add_group(tenant, "Price Book Editors")
    add_package(tenant, "Price Book", "Sales and Marketing", [("group", "Price Book Editors", "Member")])
    editors = add_policy(
        tenant,
        "Price Book",
        "Editors",
        "specificDirectoryUsers",
        users(tenant, "Felix Okafor", "Yara Haddad", "Tomas Reyes", "Jakub Zielinski"),
        stages=[
            stage(users(tenant, "Jakub Zielinski"), alternates=users(tenant, "Tomas Reyes"), escalate=True)
        ],
    )
    _expect(tenant, "Felix Okafor", "Price Book", editors)

    add_group(tenant, "On-call Pager")
    add_group(tenant, "On-call Volunteers", "Greta Holm", "Gwen Parry", "Hedda Strand")
    add_group(tenant, "Engineering Leads", "Priya Raman", "Farid Nassar", "Simone Achard")
    add_package(
        tenant,
        "On-call Rotation",
        "Engineering",
        [("group", "On-call Pager", "Member"), ("group", "Engineering Announcements", "Member")],
    )
    volunteers = add_policy(
        tenant,
        "On-call Rotation",
        "Volunteers",
        "specificDirectoryUsers",
        groups(tenant, "On-call Volunteers"),
        stages=[stage(groups(tenant, "Engineering Leads"))],
    )
    _expect(tenant, "Greta Holm", "On-call Rotation", volunteers)
    board = tenant.get("assignment_policies", "Board Reading Room: The board")
    _expect(tenant, "Sofia Lindgren", "Board Reading Room", board)


def _with_open_requests(tenant: Tenant) -> None:
    ask(tenant, "Nadia Petrov", "Campaign Workspace", "pendingApproval", days=9)
    _expect(tenant, "Nadia Petrov", "Campaign Workspace")
    ask(tenant, "Ivo Marek", "Campaign Workspace", "submitted", days=12)
    _expect(tenant, "Ivo Marek", "Campaign Workspace")
    ask(tenant, "Carla Mendes", "Partner Portal", "scheduled", days=15, start=ahead(20))
    _expect(tenant, "Carla Mendes", "Partner Portal")
    onboarding = assign(
        tenant, "Ruben Castillo", "Travel Booking", "Every employee", state="delivering", days=1
    )
    ask(
        tenant,
        "Wanda Sikora",
        "Travel Booking",
        "delivering",
        kind="onBehalfAdd",
        days=1,
        assignment=onboarding,
    )
    _expect(tenant, "Ruben Castillo", "Travel Booking")
    ask(tenant, "Yara Haddad", "Campaign Workspace", "pendingApproval", days=8)
    _expect(tenant, "Yara Haddad", policy=tenant.get("assignment_policies", "Price Book: Editors"))


def _near_misses(tenant: Tenant) -> None:
    """Hana, Leila and Jonas need no more: an ended policy, an unpublished catalog, an approver's seat."""
    assign(
        tenant,
        "Dana Whitlock",
        "Company Store",
        "Every employee",
        state="expired",
        days=400,
        end="2025-11-01T08:00:00Z",
    )
    ask(tenant, "Dana Whitlock", "Company Store", "delivered", days=400)
    evidence = assign(
        tenant, "Emil Novak", "Audit Evidence", "Administrators assign", state="delivering", days=1
    )
    ask(tenant, "Emil Novak", "Audit Evidence", "delivering", kind="adminAdd", days=1, assignment=evidence)
    trips = assign(tenant, "Kofi Mensah", "Travel Booking", "Every employee")
    ask(tenant, "Kofi Mensah", "Travel Booking", "submitted", kind="userRemove", days=1, assignment=trips)
    ask(tenant, "Milan Kovac", "Campaign Workspace", "denied", days=40)
