"""Everyday life at Contoso: people who asked and got what they needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_exports.generate.clock import ago
from sample_exports.generate.contoso.people import in_department
from sample_exports.generate.entitlements import ask, assign

if TYPE_CHECKING:
    from sample_exports.generate.directory_records import Record
    from sample_exports.generate.tenant import Tenant

EMPLOYEES_ASK = (
    # package, policy, departments, people to skip, how many
    ("Travel Booking", "Every employee", ("Legal", "Human Resources"), 1, 12),
    ("Company Store", "Every employee", ("Operations",), 3, 11),
    ("Sales CRM", "Sales department", ("Sales",), 8, 9),
    ("Campaign Workspace", "Every employee", ("Marketing",), 2, 5),
    ("Source Code", "Engineering department", ("Engineering",), 12, 8),
    ("General Ledger", "Every employee", ("Finance",), 7, 6),
    ("Production Access", "Every employee", ("IT",), 10, 4),
    ("Recruiting", "Every employee", ("Human Resources",), 3, 3),
    ("Brand Assets", "Every employee", ("Marketing",), 3, 4),
    ("Media Library", "Every employee", ("Marketing",), 6, 2),
)
PARTNERS_ASK = (
    (
        "Partner Portal",
        "Named partners",
        (
            "Boris Petit",
            "Celia Nordin",
            "Dov Stein",
            "Erika Blom",
            "Faisal Khan",
            "Gina Torres",
            "Henk Visser",
            "Ilse Groot",
            "Maeve Quill",
            "Oona Sheridan",
        ),
    ),
    ("Co-design Space", "Fabrikam", ("Celia Nordin", "Dov Stein")),
    ("Reseller Catalogue", "All configured partners", ("Rina Sato", "Silas Green", "Uma Rao")),
    ("Partner Events", "Invited to events", ("Delia Marsh", "Norbert Haas")),
    ("Joint Research", "Named researchers", ("Ennio Rossetti",)),
    ("Supplier Onboarding", "Litware", ("Quirin Vogt", "Roos Meijer")),
    ("Price Book", "Editors", ("Tomas Reyes",)),
    ("Board Reading Room", "The board", ("Owen Achterberg", "Stefan Brandt")),
    ("Build Operators", "Build team", ("Farid Nassar",)),
    ("Expense Desk", "The desk", ("Hugo Martens",)),
    ("Tax Workpapers", "Tax accountant", ("Nora Quist",)),
)


def add_everyday_life(tenant: Tenant) -> None:
    """Delivered assignments, the requests behind the recent ones, and some that are over."""
    number = 0
    for package, policy, departments, skip, count in EMPLOYEES_ASK:
        for name in in_department(tenant, *departments)[skip : skip + count]:
            number += 1
            _receive(tenant, name, package, policy, number)
    for package, policy, names in PARTNERS_ASK:
        for name in names:
            number += 1
            _receive(tenant, name, package, policy, number)
    _by_rule(tenant)
    _over(tenant)


def _receive(tenant: Tenant, name: str, package: str, policy: str, number: int) -> None:
    days = 20 + number * 17 % 320
    given = assign(tenant, name, package, policy, days=days, lasts=365 - days)
    if days < 90:
        ask(tenant, name, package, "delivered", days=days, assignment=given)


def _by_rule(tenant: Tenant) -> None:
    for number, name in enumerate(in_department(tenant, "Operations")[:9]):
        days = 60 + number
        given = assign(tenant, name, "New Hire Starter Kit", "Everybody in Operations by rule", days=days)
        ask(tenant, name, "New Hire Starter Kit", "delivered", kind="systemAdd", days=days, assignment=given)


def _over(tenant: Tenant) -> None:
    """Assignments that ended with nothing left behind, and requests that came to nothing."""
    for number, name in enumerate(in_department(tenant, "Legal")[:6]):
        _expire(tenant, name, "Company Store", "Every employee", 95 + number)
    for name in ("Alma Berg", "Tove Dahl", "Oona Sheridan"):
        ended = _expire(tenant, name, "Reseller Catalogue", "All configured partners", 55)
    ask(
        tenant,
        "Oona Sheridan",
        "Reseller Catalogue",
        "delivered",
        kind="systemRemove",
        days=55,
        assignment=ended,
    )
    for number, name in enumerate(in_department(tenant, "Engineering")[20:23]):
        ask(tenant, name, "Production Access", "denied", days=25 + number)
    ask(tenant, "Paula Wexler", "Travel Booking", "canceled", days=33)


def _expire(tenant: Tenant, name: str, package: str, policy: str, days: int) -> Record:
    return assign(tenant, name, package, policy, state="expired", days=days + 365, end=ago(days))
