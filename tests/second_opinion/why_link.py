"""The My Access link of a package, and whether the link of a ticket is that one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.second_opinion.why_logic import Truth, all_of
from tests.second_opinion.why_people import own_domains

if TYPE_CHECKING:
    from tests.second_opinion.records import Record, Tenant

HOSTS = ("myaccess.microsoft.com", "myaccess.microsoft.us")
_SHAPE = re.compile(r"https://([^/@\s]+)/@([^#/?\s]+)#/access-packages/([^/?#\s]+)")


def right_link(tenant: Tenant, package: Record) -> str:
    """Return the link with the default domain, else the initial one, else the tenant id."""
    flagged = [
        (domain.get("name"), domain.get("isDefault"), domain.get("isInitial"))
        for record in tenant.get("organization", [])
        for domain in record.get("verifiedDomains") or []
    ]
    flagged += [
        (record["id"], record.get("isDefault"), record.get("isInitial"))
        for record in tenant.get("domains", [])
        if record.get("isVerified")
    ]
    default = [name for name, is_default, _ in flagged if is_default]
    initial = [name for name, _, is_initial in flagged if is_initial]
    home = next(iter([*default, *initial]), None) or _tenant_id(tenant)
    return f"https://{_host(tenant)}/@{home.lower()}#/access-packages/{package['id']}" if home else ""


def link_verdict(tenant: Tenant, package: Record | None, link: str | None) -> str:
    """Return `right`, `wrong`, `unknown`, or nothing for a ticket without a link."""
    if not (link or "").strip():
        return ""
    if package is None:
        return "unknown"
    found = _SHAPE.fullmatch((link or "").strip().lower())
    if not found:
        return "wrong"
    host, home, package_id = found.groups()
    fact = all_of(
        package_id == package["id"].lower(), _host_is_ours(tenant, host), _home_is_ours(tenant, home)
    )
    return {True: "right", False: "wrong", None: "unknown"}[fact]


def _host_is_ours(tenant: Tenant, host: str) -> Truth:
    """Without its domains nobody can tell in which cloud the tenant is."""
    if own_domains(tenant) is None:
        return None if host in HOSTS else False
    return host == _host(tenant)


def _home_is_ours(tenant: Tenant, home: str) -> Truth:
    domains, identity = own_domains(tenant), _tenant_id(tenant)
    if home in (domains or set()) or home == (identity or "").lower():
        return True
    if domains is None:
        return None
    return None if identity is None and "." not in home else False


def _host(tenant: Tenant) -> str:
    ours = own_domains(tenant) or set()
    return HOSTS[any(name.endswith(".onmicrosoft.us") for name in ours)]


def _tenant_id(tenant: Tenant) -> str | None:
    """A SKU's id starts with the tenant's."""
    named = [record["id"] for record in tenant.get("organization", [])]
    named += [record["id"].partition("_")[0] for record in tenant.get("subscribed_skus", [])]
    return next(iter(named), None)
