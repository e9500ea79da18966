"""Connected organizations, and the ways to recognise the people who come from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.tables.dataset import Dataset, as_text, flatten, last_segment, lower
from analyzer.tables.guests import SOCIAL
from analyzer.tables.keys import MISSING, UNKNOWN
from analyzer.tables.listed import listed_parents
from analyzer.tables.relations import relation
from analyzer.tables.three_valued import Codes, Flags, Mask, any_by, is_one_of

if TYPE_CHECKING:
    from analyzer.tables.keys import Keys
    from analyzer.tables.tenant import Tenant

OURS = -4
"""Stands, among connected organizations, for our own tenant."""
DOMAIN_SOURCES = ("domainidentitysource", "externaldomainfederation")
TENANT_SOURCES = ("azureactivedirectorytenant", "crosscloudazureactivedirectorytenant")
SOCIAL_SOURCES = ("socialidentitysource",)


@relation
def organizations(connected_organizations: Dataset) -> pd.DataFrame:
    """Connected organizations by code.

    Returns:
        columns: id, display_name (string), configured, tenant_source (boolean: some of its people may be
        recognised by their home tenant only), social_source (boolean: some by an account such as Facebook's,
        whatever the mail address), sources_known (bool: every way to recognise its people).

    Source: Graph `connectedOrganization.state`, `.identitySources`.
    """
    dataset = connected_organizations
    return pd.DataFrame(
        {
            "id": dataset.text("id"),
            "display_name": dataset.text("displayName").fillna(dataset.text("id")),
            "configured": is_one_of(dataset.text("state"), ["configured"]),
            "tenant_source": _has_source(dataset, TENANT_SOURCES),
            "social_source": _has_source(dataset, SOCIAL_SOURCES),
            "sources_known": _sources_known(dataset),
        }
    )


def _has_source(dataset: Dataset, kinds: tuple[str, ...]) -> Flags:
    owner, source = flatten(dataset.column("identitySources"))
    kind = as_text(last_segment(pc.struct_field(source, "@odata.type")))
    listed = pc.is_valid(dataset.column("identitySources")).to_pandas()
    found = any_by(is_one_of(kind, kinds), np.asarray(owner, dtype=np.int32), len(dataset))
    return found.mask(~listed.to_numpy(bool), pd.NA)


def _sources_known(dataset: Dataset) -> Mask:
    """Tell which organizations have their sources listed, each with its kind and with what it recognises."""
    owner, source = flatten(dataset.column("identitySources"))
    kind = last_segment(pc.struct_field(source, "@odata.type"))
    by_domain = pc.is_in(kind, value_set=pa.array(DOMAIN_SOURCES))
    nameless = pc.and_(by_domain, pc.is_null(pc.struct_field(source, "domainName")))
    vague = np.asarray(pc.or_(pc.is_null(kind), pc.fill_null(nameless, True)), dtype=bool)
    known = np.asarray(pc.is_valid(dataset.column("identitySources")), dtype=bool).copy()
    known[np.asarray(owner, dtype=np.int64)[vague]] = False
    return known


@relation
def organizations_settled(
    policy_targets: pd.DataFrame,
    connected_organizations: Dataset | None = None,
    organizations: pd.DataFrame | None = None,
) -> bool:
    """Tell whether every connected organization is known, and every way to recognise its people."""
    if connected_organizations is None or organizations is None or not connected_organizations.complete:
        return False
    dangling = (policy_targets["organization"] == UNKNOWN).any()
    return bool(organizations["sources_known"].all() and not dangling)


@relation
def organization_domains(tenant: Tenant, connected_organizations: Dataset | None = None) -> pd.DataFrame:
    """What marks the people of connected organizations: organization (int32 code), domain (string).

    A mail domain, or `social:<type>` for everybody with such an account. The domains of our own tenant, the
    only ones that an export maps to a tenant, belong to the organization with that tenant, else to `OURS`.
    """
    if connected_organizations is None:
        return _own_domains(tenant, np.array([], np.int32))
    owner, source = flatten(connected_organizations.column("identitySources"))
    kind = last_segment(pc.struct_field(source, "@odata.type"))
    by_domain = pc.fill_null(pc.is_in(kind, value_set=pa.array(DOMAIN_SOURCES)), False)
    social = pc.binary_join_element_wise(
        SOCIAL, lower(pc.struct_field(source, "socialIdentitySourceType")), ""
    )
    mark = pc.if_else(by_domain, lower(pc.struct_field(source, "domainName")), social)
    code = np.asarray(owner, dtype=np.int32)
    rows = pd.DataFrame({"organization": code, "domain": as_text(mark)})
    is_ours = as_text(lower(pc.struct_field(source, "tenantId"))) == (tenant.id or "").lower()
    own = _own_domains(tenant, code[is_ours.to_numpy(bool, na_value=False)])
    return pd.concat([rows, own]).dropna().drop_duplicates(ignore_index=True)


def _own_domains(tenant: Tenant, organizations: Codes) -> pd.DataFrame:
    domains = pd.DataFrame({"domain": as_text(pa.array(tenant.domains, pa.string()))})
    owners = pd.DataFrame(
        {"organization": organizations if len(organizations) else np.array([OURS], np.int32)}
    )
    return owners.merge(domains, how="cross")


@relation
def organization_sponsors(
    person_keys: Keys,
    organization_keys: Keys,
    group_keys: Keys,
    connected_organization_sponsors: Dataset | None = None,
) -> pd.DataFrame | None:
    """Sponsors of connected organizations: organization, person, group (int32 codes), kind (string).

    None when the export has no sponsors at all. An organization whose sponsors may be missing has a row of
    each kind with person `UNKNOWN`: exporters make no folder for those they could not read.
    """
    if connected_organization_sponsors is None:
        return None
    dataset = connected_organization_sponsors
    known = pd.DataFrame(
        {
            "organization": organization_keys.codes(dataset.column("connectedOrganizationId")),
            "person": person_keys.codes(dataset.column("sponsorId")),
            "group": group_keys.codes(dataset.column("sponsorId")),
            "kind": as_text(lower(dataset.column("sponsorKind"))),
        }
    )
    unlisted = _unlisted(dataset, organization_keys)
    somebody = [
        pd.DataFrame({"organization": unlisted, "person": UNKNOWN, "group": MISSING, "kind": kind})
        for kind in ("internal", "external")
    ]
    return pd.concat([known, *somebody], ignore_index=True).astype(known.dtypes) if len(unlisted) else known


def _unlisted(sponsors: Dataset, organization_keys: Keys) -> Codes:
    """Return the organizations whose sponsors may be missing from the export."""
    return np.flatnonzero(~listed_parents(sponsors, organization_keys)).astype(np.int32)
