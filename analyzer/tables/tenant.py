"""The tenant itself: its id, its names, its domains, its licences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.tables.dataset import Dataset, as_text, flatten, lower
from analyzer.tables.relations import relation

UNTOLD = "unknown"
"""What stands for a tenant of which the export tells neither id nor domain."""

PORTAL_HOSTS = ("myaccess.microsoft.com", "myaccess.microsoft.us")


@dataclass(frozen=True, slots=True)
class Tenant:
    """What names the tenant. `domains` holds every verified domain and the tenant id, lower case."""

    id: str | None
    display_name: str | None
    link_domain: str | None
    domains: tuple[str, ...]
    portal_host: str

    @property
    def domains_known(self) -> bool:
        """Tell whether the export shows any verified domain; the tenant id is none."""
        return any("." in name for name in self.domains)


@relation
def tenant(
    organization: Dataset | None = None,
    domains: Dataset | None = None,
    subscribed_skus: Dataset | None = None,
) -> Tenant:
    """Identify the tenant.

    The link's domain is the default verified domain, else the initial one, else the tenant id; tenants in
    the US Government cloud have an initial domain under `onmicrosoft.us` (CONTRACT section 7, domain.md S4).
    """
    ids = [
        dataset.column("id").to_pylist()
        for dataset in (organization,)
        if dataset is not None and len(dataset)
    ]
    identity = ids[0][0] if ids else _tenant_of(subscribed_skus)
    names = _verified_domains(organization, domains)
    default = names[names["is_default"]]["name"].tolist() or names[names["is_initial"]]["name"].tolist()
    government = names["name"].str.endswith(".onmicrosoft.us").any()
    known = sorted(set(names["name"].str.lower()) | ({identity.lower()} if identity else set()))
    display_name = (
        organization.column("displayName").to_pylist()[0] if ids and organization is not None else None
    )
    return Tenant(
        id=identity,
        display_name=display_name,
        link_domain=default[0] if default else identity,
        domains=tuple(known),
        portal_host=PORTAL_HOSTS[1 if government else 0],
    )


def _tenant_of(subscribed_skus: Dataset | None) -> str | None:
    """A SKU's id is `<tenant id>_<sku id>` (graph.md, trap 28)."""
    if subscribed_skus is None or not len(subscribed_skus):
        return None
    ids = subscribed_skus.column("id").drop_null().to_pylist()
    return next((identity.partition("_")[0] for identity in ids if "_" in identity), None)


def _verified_domains(organization: Dataset | None, domains: Dataset | None) -> pd.DataFrame:
    parts = []
    if organization is not None:
        _, entry = flatten(organization.column("verifiedDomains"))
        parts.append(
            _domain_rows(*(pc.struct_field(entry, key) for key in ("name", "isDefault", "isInitial")))
        )
    if domains is not None:
        verified = domains.table.filter(pc.fill_null(domains.column("isVerified"), False))
        parts.append(_domain_rows(*(verified.column(key) for key in ("id", "isDefault", "isInitial"))))
    empty = _domain_rows(pa.array([], pa.string()), pa.array([], pa.bool_()), pa.array([], pa.bool_()))
    rows = pd.concat([empty, *parts], ignore_index=True).dropna(subset=["name"])
    return rows.groupby("name", as_index=False, sort=True).any()


def _domain_rows(name: pa.Array, is_default: pa.Array, is_initial: pa.Array) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": as_text(lower(name)),
            "is_default": np.asarray(pc.fill_null(is_default, False), dtype=bool),
            "is_initial": np.asarray(pc.fill_null(is_initial, False), dtype=bool),
        }
    )


@relation
def service_plans(subscribed_skus: Dataset) -> pd.DataFrame:
    """Service plans of every subscribed SKU, one row per plan.

    Returns:
        columns: sku (int32: row of the SKU), sku_part_number, sku_status, plan_id, plan_status (string).
    """
    owner, plan = flatten(subscribed_skus.column("servicePlans"))
    skus = subscribed_skus.table.take(owner)
    return pd.DataFrame(
        {
            "sku": np.asarray(owner, dtype=np.int32),
            "sku_part_number": as_text(skus.column("skuPartNumber")),
            "sku_status": as_text(skus.column("capabilityStatus")),
            "plan_id": as_text(lower(pc.struct_field(plan, "servicePlanId"))),
            "plan_status": as_text(pc.struct_field(plan, "provisioningStatus")),
        }
    )


@relation
def plans_known(subscribed_skus: Dataset) -> bool:
    """Tell whether every SKU's service plans were exported."""
    listed = pc.is_valid(subscribed_skus.column("servicePlans"))
    return subscribed_skus.complete and bool(pc.all(listed, min_count=0).as_py())


@relation
def tenant_row(tenant: Tenant) -> pd.DataFrame:
    """The tenant as a table of one row: subject_id, subject_name (string).

    An export that does not tell the tenant's id still speaks about one tenant: its domain stands for it, and
    without that a word.
    """
    identity = tenant.id or tenant.link_domain or UNTOLD
    return pd.DataFrame({"subject_id": [identity], "subject_name": [tenant.display_name or identity]})
