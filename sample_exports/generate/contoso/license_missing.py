"""license-missing: what would enable entitlement management has lapsed; what is alive does not enable it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_exports.generate.directory_records import EXCHANGE_PLAN, GOVERNANCE_PLAN, P1_PLAN, P2_PLAN, sku

if TYPE_CHECKING:
    from sample_exports.generate.tenant import Tenant


def plant(tenant: Tenant) -> None:
    """E3 with P1 is active, which is not enough; EMS E5 and Governance were not renewed."""
    organization = tenant.id_of("organization", "Contoso")
    products = [
        sku(organization, "05e9a617-0261-4cee-bb44-138d3ef5d965", "SPE_E3", [P1_PLAN, EXCHANGE_PLAN]),
        sku(
            organization,
            "b05e124f-c7cc-45a0-a6aa-8cf78c946968",
            "EMSPREMIUM",
            [P1_PLAN, P2_PLAN],
            status="Suspended",
        ),
        sku(
            organization,
            "cf6b0d46-4093-4546-a0ab-0b1546dcc10e",
            "Microsoft_Entra_ID_Governance",
            [GOVERNANCE_PLAN],
            status="LockedOut",
            units=40,
        ),
    ]
    for product in products:
        tenant.add("subscribed_skus", product)
    tenant.expect("license-missing", "organization", organization)
