"""my-access-link-wrong: complaints to the help desk, with the link that people were given."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sample_exports.generate.tenant import Tenant


def plant(tenant: Tenant) -> None:
    """Six tickets with a link that cannot work, five with one that does, one without."""
    here = tenant.id_of("organization", "Contoso")
    _wrong(tenant, "Henk Visser", "mail", "Partner Portal", "https://myapps.microsoft.com/")
    _wrong(
        tenant,
        "Maeve Quill",
        "userPrincipalName",
        "Partner Portal",
        _link(tenant, "contoso.com", "Co-design Space"),
    )
    _wrong(tenant, "Boris Petit", "id", "Co-design Space", _link(tenant, "fabrikam.com", "Co-design Space"))
    _wrong(
        tenant,
        "Rina Sato",
        "mail",
        "Reseller Catalogue",
        _link(tenant, "contoso-events.com", "Reseller Catalogue"),
    )
    _wrong(
        tenant,
        "Quirin Vogt",
        "mail",
        "Supplier Onboarding",
        _link(tenant, "contoso.com", "Supplier Onboarding", host="myaccess.microsoft.us"),
    )
    _ticket(tenant, "new.hire@wingtiptoys.com", "Partner Portal", "https://myaccess.microsoft.com/")
    _expect(tenant, "Partner Portal", "")
    _right(tenant, "Dov Stein", "Co-design Space", "contoso.com")
    _right(tenant, "Ilse Groot", "Partner Portal", "contoso.co.uk")
    _right(tenant, "Tove Dahl", "Reseller Catalogue", "contoso.onmicrosoft.com")
    _right(tenant, "Faisal Khan", "Partner Portal", here)
    _right(tenant, "Owen Achterberg", "Board Reading Room", "contoso.com")
    _ticket(tenant, tenant.user("Silas Green")["mail"], "Reseller Catalogue", "")


def _link(tenant: Tenant, hint: str, package: str, *, host: str = "myaccess.microsoft.com") -> str:
    return f"https://{host}/@{hint}#/access-packages/{tenant.id_of('access_packages', package)}"


def _ticket(tenant: Tenant, user: str, package: str, link: str) -> None:
    by_id = len(tenant.records["tickets"]) % 2
    named = tenant.id_of("access_packages", package) if by_id else package
    tenant.add("tickets", {"user": user, "access_package": named, "link": link}, f"{user}/{package}")


def _right(tenant: Tenant, name: str, package: str, hint: str) -> None:
    _ticket(tenant, tenant.user(name)["userPrincipalName"], package, _link(tenant, hint, package))


def _wrong(tenant: Tenant, name: str, spelling: str, package: str, link: str) -> None:
    _ticket(tenant, tenant.user(name)[spelling], package, link)
    _expect(tenant, package, tenant.user_id(name))


def _expect(tenant: Tenant, package: str, user_id: str) -> None:
    package_id = tenant.id_of("access_packages", package)
    tenant.expect(
        "my-access-link-wrong", "access_package", package_id, user_id=user_id, access_package_id=package_id
    )
