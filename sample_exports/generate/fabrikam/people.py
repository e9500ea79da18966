"""Fabrikam's people, groups, applications and licences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_exports.generate import directory_records
from sample_exports.generate.clock import ago
from sample_exports.generate.directory import add_application, add_group, found, make_admin
from sample_exports.generate.directory_records import GOVERNANCE_PLAN, P1_PLAN, P2_PLAN, domain, sku
from sample_exports.generate.staff import Person, colleagues, hire

if TYPE_CHECKING:
    from sample_exports.generate.tenant import Tenant

CHIEF = "Nils Forsberg"
HEADS = {
    "Design": "Agnes Wolff",
    "Production": "Bram Peeters",
    "Finance": "Chiara Villa",
    "IT": "Dimitri Sokolov",
}
LEADS = {
    "Design": ["Edith Kaplan", "Florian Maas"],
    "Production": ["Grace Obi", "Henrik Dahl"],
    "Finance": ["Irene Salas"],
    "IT": ["Joris Klein"],
}
CAST = [
    Person("Katrin Beck", "IT", "Service owner", "Joris Klein"),
    Person("Leo Martin", "IT", "Service owner", "Joris Klein"),
    Person("Mila Horak", "Design", "Former designer", "Edith Kaplan", enabled=False),
    Person("Nuno Reis", "Production", "Former planner", "Grace Obi", enabled=False),
]
FORMER_GUESTS = ("Paul Renner", "Ruth Adler", "Sven Holt")


def add_people(tenant: Tenant) -> None:
    """Employees, three guests whose accounts were blocked when their project ended, groups and licences."""
    found(
        tenant,
        "Fabrikam",
        [domain("fabrikam.com", default=True), domain("fabrikam.onmicrosoft.com", initial=True)],
    )
    heads = [Person(name, department, f"Head of {department}", CHIEF) for department, name in HEADS.items()]
    leads = [
        Person(name, department, f"{department} lead", HEADS[department])
        for department, names in LEADS.items()
        for name in names
    ]
    chief = Person(CHIEF, "Executive", "Chief executive officer", None)
    everybody = [chief, *heads, *leads, *CAST, *colleagues(LEADS, "specialist", 9, start=200)]
    hire(tenant, everybody, "fabrikam.com")
    for number, name in enumerate(FORMER_GUESTS):
        mail = f"{name.lower().replace(' ', '.')}@contoso.com"
        tenant.add(
            "users",
            directory_records.guest(
                tenant.new_id("user", mail),
                name,
                mail=mail,
                issuer=directory_records.ENTRA,
                tenant_domain="fabrikam.onmicrosoft.com",
                created=ago(500 + number),
                signed_in=ago(120 + number),
                enabled=False,
            ),
        )
    _add_groups(tenant)
    for app, role in (("DrawingBoard", "Designer"), ("ShopFloor", "Planner"), ("Ledger", "Accountant")):
        add_application(tenant, app, role)
    add_application(tenant, "nightly-export", kind="ManagedIdentity")
    _add_licences(tenant)
    make_admin(tenant, "users", "Dimitri Sokolov", directory_records.GLOBAL_ADMINISTRATOR)
    make_admin(tenant, "groups", "Governance Administrators", directory_records.GOVERNANCE_ADMINISTRATOR)


def in_department(tenant: Tenant, department: str) -> list[str]:
    """Names of the enabled employees of a department."""
    return [
        user["displayName"]
        for user in tenant.records["users"]
        if user.get("department") == department and user["accountEnabled"]
    ]


def _add_groups(tenant: Tenant) -> None:
    for department in HEADS:
        rule = f'(user.department -eq "{department}") and (user.accountEnabled -eq true)'
        add_group(tenant, f"Everybody in {department}", *in_department(tenant, department), rule=rule)
    for name in (
        "Drawing Readers",
        "Drawing Editors",
        "Shop Floor Planners",
        "Ledger Users",
        "Release Managers",
    ):
        add_group(tenant, name)
    add_group(tenant, "Design Team", unified=True)
    add_group(tenant, "Production Team", unified=True)
    add_group(tenant, "Former Colleagues", "Mila Horak", "Nuno Reis")
    add_group(tenant, "Workshop Apprentices", *in_department(tenant, "Production")[12:15])
    add_group(tenant, "Design Approvers", "Agnes Wolff", "Edith Kaplan", "Florian Maas")
    add_group(tenant, "Catalog Builders", "Joris Klein", "Katrin Beck", "Leo Martin")
    add_group(tenant, "Governance Administrators", "Leo Martin", role_assignable=True)
    tenant.own("Design Team", "Agnes Wolff")
    tenant.own("Production Team", "Bram Peeters")


def _add_licences(tenant: Tenant) -> None:
    organization = tenant.id_of("organization", "Fabrikam")
    for product in (
        sku(organization, "84a661c4-e949-4bd2-a560-ed7766fcaf2b", "AAD_PREMIUM_P2", [P2_PLAN], units=100),
        sku(organization, "05e9a617-0261-4cee-bb44-138d3ef5d965", "SPE_E3", [P1_PLAN], units=100),
        sku(
            organization,
            "cf6b0d46-4093-4546-a0ab-0b1546dcc10e",
            "Microsoft_Entra_ID_Governance",
            [GOVERNANCE_PLAN],
            status="Suspended",
            units=20,
        ),
    ):
        tenant.add("subscribed_skus", product)
