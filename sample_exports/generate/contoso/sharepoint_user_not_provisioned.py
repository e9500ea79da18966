"""sharepoint-user-not-provisioned: sites that wait for the first sign-in of somebody from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_exports.generate.access_records import newcomer
from sample_exports.generate.entitlements import ask, assign, origin_id

if TYPE_CHECKING:
    from sample_exports.generate.directory_records import Record
    from sample_exports.generate.tenant import Tenant


def plant(tenant: Tenant) -> None:
    """Jorge never accepted, Odile never signed in, Ludo has no account yet."""
    jorge = assign(
        tenant, "Jorge Prado", "Partner Portal", "Named partners", state="partiallyDelivered", days=6
    )
    tenant.join("Partner Community", "Jorge Prado")
    _expect(tenant, jorge, "Partner Portal", site="Partner Portal")
    odile = assign(tenant, "Odile Perrin", "Supplier Onboarding", "Litware", state="delivering", days=2)
    _expect(tenant, odile, "Supplier Onboarding", site="Suppliers")
    fabrikam = tenant.get("connected_organizations", "Fabrikam")
    person = newcomer(
        tenant.new_id("subject", "Ludo Baert"), "Ludo Baert", "ludo.baert@fabrikam.com", fabrikam
    )
    ludo = assign(tenant, person, "Co-design Space", "Fabrikam", state="delivering", days=1)
    _expect(tenant, ludo, "Co-design Space")
    _near_misses(tenant)


def _expect(tenant: Tenant, assignment: Record, package: str, site: str | None = None) -> None:
    """`site` is given when the package holds exactly one."""
    tenant.expect(
        "sharepoint-user-not-provisioned",
        "assignment",
        assignment["id"],
        user_id=assignment["target"]["objectId"] or "",
        access_package_id=tenant.id_of("access_packages", package),
        policy_id=assignment["assignmentPolicy"]["id"],
        resource_id=origin_id(tenant, "site", site) if site else "",
    )


def _near_misses(tenant: Tenant) -> None:
    assign(tenant, "Liam Burke", "Partner Portal", "Named partners", days=9)
    assign(tenant, "Alma Berg", "Co-design Space", "Fabrikam", state="delivering", days=1)
    assign(tenant, "Katya Orlova", "Partner Events", "Invited to events", state="delivering", days=1)
    assign(tenant, "Pim Dekker", "Supplier Onboarding", "Litware", state="deliveryFailed", days=30)
    ask(tenant, "Pim Dekker", "Supplier Onboarding", "deliveryFailed", days=30)
    del tenant.user("Renata Silva")["signInActivity"]
    assign(tenant, "Renata Silva", "Campaign Workspace", "Every employee", state="delivering", days=1)
