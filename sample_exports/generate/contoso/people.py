"""Contoso's employees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_exports.generate.clock import ago
from sample_exports.generate.staff import Person, colleagues, hire

if TYPE_CHECKING:
    from sample_exports.generate.tenant import Tenant

CHIEF = "Mara Lindqvist"
HEADS = {
    "Sales": "Tomas Reyes",
    "Marketing": "Ingrid Falk",
    "Engineering": "Priya Raman",
    "Finance": "Owen Achterberg",
    "Human Resources": "Lucia Ferrante",
    "IT": "Kenji Morita",
    "Operations": "Amara Diallo",
    "Legal": "Stefan Brandt",
}
LEADS = {
    "Sales": ["Jakub Zielinski", "Paula Wexler"],
    "Marketing": ["Elif Demir"],
    "Engineering": ["Farid Nassar", "Lars Pedersen", "Simone Achard"],
    "Finance": ["Bruno Tanaka", "Hugo Martens"],
    "Human Resources": ["Clara Jansen"],
    "IT": ["Diego Alvarez"],
    "Operations": ["Wanda Sikora", "Tariq Bakker"],
    "Legal": ["Karin Olsen"],
}
CAST = [
    # Blocked from sign-in, and something waits for them.
    Person("Nadia Petrov", "Sales", "Account executive", "Paula Wexler", enabled=False),
    Person("Felix Okafor", "Sales", "Pricing analyst", "Jakub Zielinski", enabled=False),
    Person("Greta Holm", "Engineering", "Site reliability engineer", "Simone Achard", enabled=False),
    Person("Ruben Castillo", "Operations", "Planner", "Wanda Sikora", enabled=False),
    Person("Yara Haddad", "Finance", "Cost accountant", "Bruno Tanaka", enabled=False),
    # Blocked from sign-in, and nothing waits for them.
    Person("Dana Whitlock", "Marketing", "Copywriter", "Elif Demir", enabled=False),
    Person("Emil Novak", "IT", "Administrator", "Diego Alvarez", enabled=False),
    Person("Hana Suzuki", "Engineering", "Contract engineer", "Lars Pedersen", enabled=False),
    Person("Jonas Weber", "Legal", "Board secretary", "Karin Olsen", enabled=False),
    Person("Kofi Mensah", "Operations", "Dispatcher", "Tariq Bakker", enabled=False),
    Person("Leila Aziz", "Engineering", "Prototype engineer", "Simone Achard", enabled=False),
    Person("Otto Lang", "Human Resources", "File keeper", "Clara Jansen", enabled=False),
    # Approvers and requestors.
    Person("Gwen Parry", "Engineering", "Build engineer", "Farid Nassar"),
    Person("Isla Murray", "Marketing", "Campaign manager", "Elif Demir"),
    Person("Nora Quist", "Finance", "Tax accountant", "Hugo Martens"),
    Person("Marcus Bell", "Legal", "Executive assistant", "Karin Olsen"),
    Person("Renata Silva", "Legal", "Executive assistant", "Karin Olsen"),
    Person("Patrick Doyle", "Sales", "Partner manager", "Paula Wexler"),
    Person("Selma Ansari", "Operations", "Supplier manager", "Tariq Bakker"),
    Person("Viktor Sandahl", "Sales", "Partner manager", "Paula Wexler"),
    # Holders of roles that no assignment explains.
    Person("Anders Vik", "Sales", "Account executive", "Paula Wexler"),
    Person("Bettina Krause", "Sales", "Account executive", "Paula Wexler"),
    Person("Chidi Eze", "Engineering", "Developer", "Farid Nassar"),
    Person("Daria Volkova", "Engineering", "Developer", "Farid Nassar"),
    Person("Esteban Cruz", "Finance", "Payables clerk", "Hugo Martens"),
    Person("Freya Lund", "Finance", "Bookkeeper", "Bruno Tanaka"),
    Person("Gilbert Roche", "Engineering", "Developer", "Lars Pedersen"),
    Person("Hedda Strand", "Engineering", "Developer", "Lars Pedersen"),
    # People who build catalogs.
    Person("Imre Szabo", "IT", "Service owner", "Diego Alvarez"),
    Person("Joana Pinto", "IT", "Service owner", "Diego Alvarez"),
    Person("Kamil Wrona", "IT", "Service owner", "Diego Alvarez"),
    Person("Luca Moretti", "IT", "Identity engineer", "Diego Alvarez"),
    Person("Mina Park", "IT", "Identity engineer", "Diego Alvarez"),
    Person("Niels Aagaard", "IT", "Identity engineer", "Diego Alvarez"),
    Person("Oriol Puig", "IT", "Service owner", "Diego Alvarez"),
    Person("Petra Kovacs", "IT", "Service owner", "Diego Alvarez"),
    Person("Rafael Souza", "IT", "Service desk lead", "Diego Alvarez"),
]
GONE = ["Ivo Marek", "Sofia Lindgren", "Milan Kovac"]


def add_people(tenant: Tenant) -> None:
    """Everybody who works, or worked, at Contoso."""
    heads = [Person(name, department, f"Head of {department}", CHIEF) for department, name in HEADS.items()]
    leads = [
        Person(name, department, f"{department} lead", HEADS[department])
        for department, names in LEADS.items()
        for name in names
    ]
    chief = Person(CHIEF, "Executive", "Chief executive officer", None)
    hire(tenant, [chief, *heads, *leads, *CAST, *colleagues(LEADS, "specialist", 6)], "contoso.com")
    gone = [Person(name, "Sales", "Former employee", HEADS["Sales"]) for name in GONE]
    hire(tenant, gone, "contoso.com")
    for name in GONE:
        _delete(tenant, name)


def _delete(tenant: Tenant, name: str) -> None:
    record = tenant.named.pop(("users", name))
    tenant.records["users"].remove(record)
    kept = ("id", "displayName", "userPrincipalName", "mail", "userType", "accountEnabled", "createdDateTime")
    prefix = record["id"].replace("-", "")
    tenant.add(
        "deleted_users",
        {key: record[key] for key in kept}
        | {"userPrincipalName": prefix + record["userPrincipalName"], "deletedDateTime": ago(10)},
    )


def in_department(tenant: Tenant, *departments: str) -> list[str]:
    """Names of the enabled employees of the departments: what a dynamic group would hold."""
    return [
        user["displayName"]
        for user in tenant.records["users"]
        if user.get("department") in departments and user["accountEnabled"]
    ]
