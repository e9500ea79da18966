"""license-missing: nothing in entitlement management works without the license."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.contract import Category, Severity, Subject, check

if TYPE_CHECKING:
    from pandas import DataFrame, Series


@check(
    slug="license-missing",
    title="The license for entitlement management is missing",
    category=Category.ADMINISTRATION,
    severity=Severity.CRITICAL,
    subject=Subject.ORGANIZATION,
    message="Tenant '{subject_name}' has no active service plan that enables entitlement management.",
    remediation="Buy or renew Microsoft Entra ID P2 or ID Governance; a renewal shows within 8 hours.",
    reference="https://learn.microsoft.com/entra/id-governance/entitlement-management-troubleshoot",
    evidence=("plans",),
)
def license_missing(tenant_row: DataFrame, licensed: Series[bool], enabling_plans: DataFrame) -> DataFrame:
    """Fires when the tenant has no active service plan that enables entitlement management.

    ## Why it matters
    Without the license administrators get "access denied" while they configure access packages, and new
    requests and access reviews are not processed.

    ## How it is decided
    Some SKU that is enabled, or in its grace period, must contain the service plan AAD_PREMIUM_P2 or
    Entra_Identity_Governance, provisioned. Plans are compared by id, never by product name. The license
    belongs to the tenant, so nobody needs to have it assigned.

    ## What it cannot see
    Whether a renewal of the last hours has reached the service, and whether there are enough seats.
    """
    found = enabling_plans[["sku_part_number", "sku_status", "plan_status"]].fillna("unknown")
    plans = sorted(f"{sku}: {status}, plan {plan}" for sku, status, plan in found.itertuples(index=False))
    return tenant_row.assign(fires=~licensed, plans="; ".join(plans) or "none")
