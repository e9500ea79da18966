"""The license that turns entitlement management on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analyzer.tables.relations import relation
from analyzer.tables.three_valued import Flags, any_by, doubt_no, every, is_one_of

ENABLING_PLANS = {
    "eec0eb4f-6444-4f95-aba0-50c24d67f998": "AAD_PREMIUM_P2",
    "e866a266-3cff-43a3-acca-0c90a7e00c8b": "Entra_Identity_Governance",
}
"""Service plans that enable entitlement management, by id (domain.md section 4)."""

LIVE = ("Enabled", "Warning")
DEAD = ("Suspended", "Deleted", "LockedOut")
RUNNING = ("Success",)
NOT_RUNNING = ("Disabled", "Error")


@relation
def enabling_plans(service_plans: pd.DataFrame) -> pd.DataFrame:
    """Plans that enable entitlement management, with whether each is active.

    A plan is active when its SKU is enabled, or in its grace period, and the plan is provisioned. The licence
    belongs to the tenant: users need not have it assigned. Source: domain.md S1 and section 4; Graph
    `subscribedSku.capabilityStatus`, `servicePlanInfo.provisioningStatus`.

    Returns:
        the columns of `service_plans`, and active (boolean).
    """
    chosen = service_plans[service_plans["plan_id"].isin(list(ENABLING_PLANS))].reset_index(drop=True)
    return chosen.assign(
        active=every(
            _known(chosen["sku_status"], LIVE, DEAD), _known(chosen["plan_status"], RUNNING, NOT_RUNNING)
        )
    )


def _known(status: pd.Series[str], good: tuple[str, ...], bad: tuple[str, ...]) -> Flags:
    """Answer yes or no for the statuses we know; a status in neither list is unknown."""
    return is_one_of(status, good).mask(~is_one_of(status, (*good, *bad)).fillna(value=False), pd.NA)


@relation
def licensed(enabling_plans: pd.DataFrame, plans_known: bool) -> Flags:
    """Whether the tenant has an active plan that enables entitlement management; one answer."""
    answer = any_by(enabling_plans["active"], np.zeros(len(enabling_plans), np.int32), 1)
    return answer if plans_known else doubt_no(answer)
