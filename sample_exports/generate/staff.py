"""Employees, with departments and managers: a cast with parts to play, and colleagues around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sample_exports.generate import directory_records
from sample_exports.generate.clock import ago

if TYPE_CHECKING:
    from sample_exports.generate.tenant import Tenant

FIRST = (
    "Aaron",
    "Beatriz",
    "Cedric",
    "Doris",
    "Edgar",
    "Fiona",
    "Gustavo",
    "Helene",
    "Ismail",
    "Judith",
    "Kwame",
    "Linnea",
    "Mattias",
    "Noor",
    "Olga",
    "Pavel",
    "Quentin",
    "Rosa",
    "Samir",
    "Thea",
    "Umar",
    "Vera",
    "Wim",
    "Ximena",
    "Yusuf",
    "Zofia",
)
LAST = (
    "Abbott",
    "Berger",
    "Cortez",
    "Dufour",
    "Eklund",
    "Fischer",
    "Grimaldi",
    "Horvath",
    "Ivanov",
    "Jovanovic",
    "Keller",
    "Laurent",
    "Moreau",
    "Nakamura",
    "Oliveira",
    "Popescu",
    "Quinn",
    "Rossi",
    "Sorensen",
    "Takahashi",
    "Ulrich",
    "Vargas",
    "Winter",
)


@dataclass(frozen=True, slots=True)
class Person:
    """One employee; `boss` is the manager's name."""

    name: str
    department: str
    title: str
    boss: str | None
    enabled: bool = True


def colleague_names(count: int, start: int = 0) -> list[str]:
    """Different names, always the same ones."""
    numbers = range(start, start + count)
    return [f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]}" for number in numbers]


def hire(tenant: Tenant, people: list[Person], domain: str) -> None:
    """Add the people to the tenant, each after their manager."""
    for number, person in enumerate(people):
        recent = 0.1 + (number * 7 % 45) / 10
        record = directory_records.employee(
            tenant.new_id("user", person.name),
            person.name,
            domain=domain,
            department=person.department,
            title=person.title,
            manager=tenant.user_id(person.boss) if person.boss else None,
            created=ago(2200 - number * 11),
            signed_in=ago(recent if person.enabled else recent + 60),
            enabled=person.enabled,
        )
        tenant.add("users", record)


def colleagues(leads: dict[str, list[str]], title: str, each: int, start: int = 0) -> list[Person]:
    """`each` people under every lead; `leads` maps a department to its leads."""
    pairs = [(department, lead) for department, names in leads.items() for lead in names]
    names = colleague_names(each * len(pairs), start)
    return [
        Person(names[position * each + offset], department, f"{department} {title}", lead)
        for position, (department, lead) in enumerate(pairs)
        for offset in range(each)
    ]
