"""directory-not-in-policy: guests, organizations and requests that no policy admits any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_exports.generate.access_records import newcomer
from sample_exports.generate.entitlements import ask

if TYPE_CHECKING:
    from sample_exports.generate.tenant import Tenant

CHECK = "directory-not-in-policy"


def plant(tenant: Tenant) -> None:
    """Three organizations were never let in; four requests outlived the policy they were made under."""
    for name in ("Northwind Traders", "Proseware", "Trey Research"):
        tenant.expect(CHECK, "connected_organization", tenant.id_of("connected_organizations", name))
    for name in ("Vasco Lima", "Wendy Clarke", "Xavier Blanc", "Zelda Hart"):
        tenant.expect_for_user(CHECK, name)
    for name, package in (
        ("Vasco Lima", "Partner Portal"),
        ("Zelda Hart", "Supplier Invoices"),
        ("Selma Ansari", "Source Code"),
        ("Simone Achard", "Aurora Core Team"),
    ):
        _stranded_request(tenant, name, package)
    _near_misses(tenant)


def _stranded_request(tenant: Tenant, name: str, package: str) -> None:
    request = ask(tenant, name, package, "submitted", days=35)
    tenant.expect(
        CHECK,
        "assignment_request",
        request["id"],
        user_id=tenant.user_id(name),
        access_package_id=tenant.id_of("access_packages", package),
    )


def _near_misses(tenant: Tenant) -> None:
    ask(tenant, "Xavier Blanc", "Partner Portal", "denied", days=70)
    ask(tenant, "Chidi Eze", "Sales CRM", "canceled", days=22)
    wingtip = tenant.get("connected_organizations", "Wingtip Toys")
    person = newcomer(
        tenant.new_id("subject", "Mette Krogh"), "Mette Krogh", "mette.krogh@wingtiptoys.com", wingtip
    )
    ask(tenant, person, "Partner Portal", "pendingApproval", days=2)
