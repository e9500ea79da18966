"""Everyday life at Fabrikam: people ask, others approve, and what is over leaves nothing behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_exports.generate.clock import ago
from sample_exports.generate.entitlements import ask, assign
from sample_exports.generate.fabrikam.people import in_department

if TYPE_CHECKING:
    from sample_exports.generate.tenant import Tenant


def add_everyday_life(tenant: Tenant) -> None:
    """Assignments and requests in every state, and the help desk's tickets."""
    design, production = in_department(tenant, "Design"), in_department(tenant, "Production")
    _receive(tenant, "Drawings", "Design department", design[3:14])
    _receive(tenant, "Drawing Editors", "Approvers edit too", ["Edith Kaplan", "Florian Maas"])
    _receive(tenant, "Drawing Editors", "Everybody else", design[14:18])
    _receive(tenant, "Shop Floor", "Production department", production[2:16])
    _receive(tenant, "Release Management", "Two people", ["Henrik Dahl"])
    _receive(tenant, "Ledger", "Every employee", in_department(tenant, "Finance"))
    for number, name in enumerate(design[14:20]):
        given = assign(tenant, name, "Starter Kit", "Design by rule", days=45 + number)
        ask(tenant, name, "Starter Kit", "delivered", kind="systemAdd", days=45 + number, assignment=given)
    _on_the_way(tenant, production[16:18])
    _over(tenant)
    tenant.nest("Drawing Readers", "Workshop Apprentices")
    robot = tenant.get("service_principals", "nightly-export")
    tenant.members[tenant.id_of("groups", "Ledger Users")][robot["id"]] = "servicePrincipal"
    tenant.hold_app_role("ShopFloor", "Planner", "groups", "Everybody in Production")
    _tickets(tenant)


def _receive(tenant: Tenant, package: str, policy: str, names: list[str]) -> None:
    for number, name in enumerate(names):
        days = 12 + number * 23 % 200
        given = assign(tenant, name, package, policy, days=days, lasts=365 - days)
        ask(tenant, name, package, "delivered", days=days, assignment=given)


def _on_the_way(tenant: Tenant, names: list[str]) -> None:
    ask(tenant, "Grace Obi", "Shop Floor", "pendingApproval", days=3)
    ask(tenant, "Edith Kaplan", "Drawing Editors", "delivered", kind="userUpdate", days=2)
    ask(tenant, "Grace Obi", "Release Management", "pendingApproval", days=2)
    for name in names:
        given = assign(tenant, name, "Shop Floor", "Production department", state="delivering", days=1)
        ask(tenant, name, "Shop Floor", "delivering", days=1, assignment=given)
        tenant.join("Production Team", name)


def _over(tenant: Tenant) -> None:
    for name, package, policy in (
        ("Mila Horak", "Drawings", "Design department"),
        ("Nuno Reis", "Shop Floor", "Production department"),
    ):
        ended = assign(tenant, name, package, policy, state="expired", days=400, end=ago(80))
        ask(tenant, name, package, "delivered", kind="systemRemove", days=80, assignment=ended)
    ask(tenant, "Mila Horak", "Ledger", "canceled", days=85)
    ask(tenant, "Nuno Reis", "Drawing Editors", "denied", days=88)


def _tickets(tenant: Tenant) -> None:
    ledger, drawings = (tenant.id_of("access_packages", name) for name in ("Ledger", "Drawings"))
    for name, package, hint in (
        ("Katrin Beck", ledger, "fabrikam.com"),
        ("Florian Maas", drawings, "fabrikam.onmicrosoft.com"),
    ):
        link = f"https://myaccess.microsoft.com/@{hint}#/access-packages/{package}"
        tenant.add(
            "tickets",
            {"user": tenant.user(name)["userPrincipalName"], "access_package": package, "link": link},
            name,
        )
