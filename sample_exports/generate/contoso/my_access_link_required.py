"""my-access-link-required: hidden packages, packages open to other directories, and lookalikes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_exports.generate.clock import ago
from sample_exports.generate.directory import add_group
from sample_exports.generate.entitlements import (
    add_package,
    add_policy,
    approved_by,
    approved_by_manager,
    direct_policy,
    groups,
    organizations,
    users,
)
from sample_exports.generate.policy_records import after_date, sponsors, stage

if TYPE_CHECKING:
    from sample_exports.generate.directory_records import Record
    from sample_exports.generate.tenant import Tenant

PARTNERS, SUPPLIERS, AURORA = "Partner Collaboration", "Suppliers", "Project Aurora"
NAMED_ORGANIZATIONS = "specificConnectedOrganizationUsers"
RESOURCES = {
    "Partner Portal": [
        ("app", "Partner Portal", "Partner"),
        ("group", "Partner Community", "Member"),
        ("site", "Partner Portal", "Members"),
    ],
    "Co-design Space": [
        ("group", "Co-design Team", "Member"),
        ("site", "Co-design", "Members"),
        ("site", "Co-design Archive", "Visitors"),
    ],
    "Reseller Catalogue": [("group", "Resellers", "Member")],
    "Partner Events": [("group", "Event Calendar", "Member")],
    "Joint Research": [("group", "Research Circle", "Member")],
    "Partner Archive": [("group", "Partner Archive Readers", "Member")],
    "Supplier Onboarding": [("group", "Supplier Contacts", "Member"), ("site", "Suppliers", "Members")],
    "Supplier Invoices": [("group", "Invoice Senders", "Member")],
    "Logistics Board": [("group", "Logistics Board", "Member")],
    "Aurora Core Team": [("group", "Aurora Core", "Member")],
    "Aurora Vendors": [("group", "Aurora Vendors", "Member")],
}
CATALOG_OF = {
    "Supplier Onboarding": SUPPLIERS,
    "Supplier Invoices": SUPPLIERS,
    "Logistics Board": SUPPLIERS,
    "Aurora Core Team": AURORA,
    "Aurora Vendors": AURORA,
}


def plant(tenant: Tenant) -> None:
    """Every package that outsiders touch."""
    for package, resources in RESOURCES.items():
        for kind, name, _ in resources:
            if kind == "group":
                add_group(tenant, name, unified=name.startswith(("Partner C", "Co-design", "Event")))
        add_package(tenant, package, CATALOG_OF.get(package, PARTNERS), resources)
    _hidden(tenant)
    _partner_organizations(tenant)
    _named_guests(tenant)
    _not_requestable(tenant)


def _expect(tenant: Tenant, package: str, policy: Record | None = None) -> None:
    """`policy` is the one policy that opens the package to other directories."""
    package_id = tenant.id_of("access_packages", package)
    policy_id = policy["id"] if policy else ""
    tenant.expect(
        "my-access-link-required",
        "access_package",
        package_id,
        access_package_id=package_id,
        policy_id=policy_id,
    )


def _hidden(tenant: Tenant) -> None:
    add_group(tenant, "Board Members")
    rooms = [("group", "Board Members", "Member"), ("site", "Board", "Visitors")]
    add_package(tenant, "Board Reading Room", "General", rooms, hidden=True)
    board = users(tenant, "Mara Lindqvist", "Owen Achterberg", "Stefan Brandt", "Sofia Lindgren")
    secretaries = approved_by(tenant, "Marcus Bell", "Renata Silva", "Jonas Weber")
    add_policy(tenant, "Board Reading Room", "The board", "specificDirectoryUsers", board, stages=secretaries)
    _expect(tenant, "Board Reading Room")
    add_package(tenant, "Audit Evidence", "Finance", [("site", "Audit Evidence", "Visitors")], hidden=True)
    direct_policy(tenant, "Audit Evidence")
    _expect(tenant, "Audit Evidence")


def _partner_organizations(tenant: Tenant) -> None:
    employees = approved_by_manager(tenant, "Viktor Sandahl")
    add_policy(tenant, "Partner Portal", "Every employee", "allMemberUsers", stages=employees)
    managers = users(tenant, "Patrick Doyle", "Viktor Sandahl")
    for package, name, partners, stages in (
        (
            "Partner Portal",
            "Named partners",
            ("Fabrikam", "Wingtip Toys"),
            [stage([sponsors("internalSponsors")], fallback=managers)],
        ),
        ("Co-design Space", "Fabrikam", ("Fabrikam",), [stage(managers)]),
        ("Supplier Onboarding", "Litware", ("Litware",), approved_by(tenant, "Selma Ansari", "Wanda Sikora")),
    ):
        targets = organizations(tenant, *partners)
        _expect(
            tenant, package, add_policy(tenant, package, name, NAMED_ORGANIZATIONS, targets, stages=stages)
        )
    resellers = add_policy(
        tenant,
        "Reseller Catalogue",
        "All configured partners",
        "allConfiguredConnectedOrganizationUsers",
        stages=[stage([sponsors("externalSponsors")], fallback=managers)],
    )
    _expect(tenant, "Reseller Catalogue", resellers)


def _named_guests(tenant: Tenant) -> None:
    add_group(tenant, "Event Guests", "Delia Marsh", "Norbert Haas", "Katya Orlova", "Isla Murray")
    events = add_policy(
        tenant,
        "Partner Events",
        "Invited to events",
        "specificDirectoryUsers",
        groups(tenant, "Event Guests"),
        stages=approved_by(tenant, "Viktor Sandahl", "Ingrid Falk"),
    )
    _expect(tenant, "Partner Events", events)
    fallback = users(tenant, "Patrick Doyle", "Viktor Sandahl")
    research = add_policy(
        tenant,
        "Joint Research",
        "Named researchers",
        "specificDirectoryUsers",
        users(tenant, "Ennio Rossetti", "Boris Petit"),
        stages=[stage([sponsors("targetUserSponsors")], fallback=fallback)],
    )
    _expect(tenant, "Joint Research", research)


def _not_requestable(tenant: Tenant) -> None:
    """Self-request off, past its end, or in a catalog that is not published."""
    add_policy(tenant, "Partner Archive", "Anybody, by invitation", "allExternalUsers", self_add=False)
    clerks = approved_by(tenant, "Selma Ansari", "Hugo Martens")
    add_policy(
        tenant,
        "Supplier Invoices",
        "Trey Research until January",
        NAMED_ORGANIZATIONS,
        organizations(tenant, "Trey Research"),
        stages=clerks,
        expiration=after_date(ago(30)),
    )
    add_policy(tenant, "Supplier Invoices", "Every employee", "allMemberUsers", stages=clerks)
    add_policy(tenant, "Logistics Board", "Everybody in the directory", "allDirectoryUsers", self_add=False)
    direct_policy(tenant, "Logistics Board")
    add_policy(tenant, "Aurora Core Team", "Everybody in the directory", "allDirectoryUsers")
    add_policy(
        tenant,
        "Aurora Core Team",
        "Prototype engineers",
        "specificDirectoryUsers",
        users(tenant, "Leila Aziz"),
        stages=approved_by(tenant, "Priya Raman", "Simone Achard"),
    )
    vendors = approved_by(tenant, "Priya Raman")
    add_policy(tenant, "Aurora Vendors", "Anybody", "allExternalUsers", stages=vendors)
