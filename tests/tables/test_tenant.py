"""The tenant: what its My Access links are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.tables.snapshots import relations_of

if TYPE_CHECKING:
    from pathlib import Path

    from analyzer.tables.tenant import Tenant

ID = "11111111-AAAA-bbbb-cccc-222222222222"
INITIAL = {"name": "contoso.onmicrosoft.com", "isInitial": True, "isDefault": False}
DEFAULT = {"name": "Contoso.com", "isInitial": False, "isDefault": True}
THIRD = {"name": "contoso.de", "isInitial": False, "isDefault": False}


def tenant_of(folder: Path, **export: Any) -> Tenant:
    found: Tenant = relations_of(folder, {"catalogs": [], **export})["tenant"]
    return found


def organization(*domains: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"id": ID, "displayName": "Contoso", "verifiedDomains": list(domains)}]


def test_the_default_domain_names_the_tenant_in_links(tmp_path: Path) -> None:
    tenant = tenant_of(tmp_path, organization=organization(INITIAL, THIRD, DEFAULT))
    assert (tenant.id, tenant.display_name, tenant.link_domain) == (ID, "Contoso", "contoso.com")
    assert tenant.domains == (ID.lower(), "contoso.com", "contoso.de", "contoso.onmicrosoft.com")
    assert tenant.portal_host == "myaccess.microsoft.com"


def test_else_the_initial_domain(tmp_path: Path) -> None:
    assert (
        tenant_of(tmp_path, organization=organization(THIRD, INITIAL)).link_domain
        == "contoso.onmicrosoft.com"
    )


def test_else_the_id(tmp_path: Path) -> None:
    assert tenant_of(tmp_path, organization=organization()).link_domain == ID


def test_domains_may_come_from_their_own_dataset(tmp_path: Path) -> None:
    domains = [
        {"id": "contoso.com", "isDefault": True, "isVerified": True},
        {"id": "new.example", "isDefault": False, "isVerified": False},
    ]
    tenant = tenant_of(tmp_path, domains=domains)
    assert (tenant.link_domain, tenant.domains) == ("contoso.com", ("contoso.com",))


def test_a_domain_in_both_is_one(tmp_path: Path) -> None:
    domains = [{"id": "contoso.com", "isDefault": True, "isVerified": True}]
    tenant = tenant_of(tmp_path, organization=organization(DEFAULT), domains=domains)
    assert tenant.domains == (ID.lower(), "contoso.com")


def test_a_government_tenant_has_a_portal_of_its_own(tmp_path: Path) -> None:
    initial = {"name": "contoso.onmicrosoft.us", "isInitial": True, "isDefault": False}
    tenant = tenant_of(tmp_path, organization=organization(initial, DEFAULT))
    assert (tenant.portal_host, tenant.link_domain) == ("myaccess.microsoft.us", "contoso.com")


@pytest.mark.parametrize("sku_id", [f"{ID}_06ebc4ee", None, "06ebc4ee"])
def test_a_products_id_begins_with_the_tenants(tmp_path: Path, sku_id: str | None) -> None:
    tenant = tenant_of(tmp_path, subscribed_skus=[{"id": sku_id, "skuId": "06ebc4ee"}])
    assert tenant.id == (ID if sku_id and "_" in sku_id else None)


def test_a_product_without_an_id_does_not_hide_the_others(tmp_path: Path) -> None:
    skus = [{"skuId": "06ebc4ee"}, {"id": f"{ID}_84a661c4", "skuId": "84a661c4"}]
    assert tenant_of(tmp_path, subscribed_skus=skus).id == ID


def test_nothing_names_the_tenant(tmp_path: Path) -> None:
    tenant = tenant_of(tmp_path)
    assert (tenant.id, tenant.link_domain, tenant.domains) == (None, None, ())
