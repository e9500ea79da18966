"""The My Access link of a package: what it is, and whether a given link is it.

Source: CONTRACT section 7; domain.md S4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.tables.relations import relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.tenant import PORTAL_HOSTS
from analyzer.tables.three_valued import Flags, at, every, flags, is_one_of, yes

if TYPE_CHECKING:
    from analyzer.tables.tenant import Tenant

LINK_SHAPE = (
    r"^\s*https?://(?P<host>[^/@\s]+)/@(?P<domain>[^#/?\s]+)/?#/access-packages/(?P<package>[^/?#\s]+)/?\s*$"
)


def my_access_links(package_ids: pd.Series[str], tenant: Tenant) -> pd.Series[str]:
    """Return each package's own link; a tenant without any name gives `<NA>`."""
    if tenant.link_domain is None:
        return package_ids.mask(package_ids.notna())
    return f"https://{tenant.portal_host}/@{tenant.link_domain}#/access-packages/" + package_ids


@relation
def link_is_right(ticket_facts: pd.DataFrame, packages: pd.DataFrame, tenant: Tenant) -> Flags:
    """Whether a ticket's link leads to its package; unknown where the package or the tenant's names are.

    Any verified domain and the tenant id are as good as the default domain. A ticket without a link has
    nothing to judge and counts as right.
    """
    link = ticket_facts["link"].mask(ticket_facts["link"].str.strip() == "")
    parts = link.str.lower().str.extract(LINK_SHAPE)
    wanted = at(packages["id"], codes_of(ticket_facts, "package")).str.lower()
    shaped = flags(parts["package"].notna().to_numpy(), parts["package"].isna().to_numpy() & False)
    names_known = tenant.domains_known
    domain_is_ours = is_one_of(parts["domain"], tenant.domains)
    looks_like_id = ~parts["domain"].str.contains(".", regex=False).fillna(value=True).to_numpy(bool)
    may_be_ours = looks_like_id if names_known else np.ones(len(parts), bool)
    if tenant.id is None or not names_known:
        domain_is_ours = domain_is_ours.mask(may_be_ours & ~yes(domain_is_ours), pd.NA)
    host_is_ours = is_one_of(parts["host"], [tenant.portal_host])
    if not names_known:
        host_is_ours = host_is_ours.mask(yes(is_one_of(parts["host"], PORTAL_HOSTS)), pd.NA)
    right = every(
        shaped,
        host_is_ours,
        domain_is_ours,
        (parts["package"] == wanted).astype("boolean"),
    )
    lost = (ticket_facts["package"] < 0) | ~ticket_facts["link_exported"]
    return right.mask(link.isna().to_numpy(), True).mask(lost.to_numpy(bool), pd.NA)


@relation
def package_links(packages: pd.DataFrame, tenant: Tenant) -> pd.Series[str]:
    """Each package's My Access link, by package code."""
    return my_access_links(packages["id"], tenant)


@relation
def ticket_links(ticket_facts: pd.DataFrame, package_links: pd.Series[str]) -> pd.Series[str]:
    """The link that would have been right, one per ticket."""
    return at(package_links, codes_of(ticket_facts, "package"))
