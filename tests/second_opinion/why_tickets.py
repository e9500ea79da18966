"""Random tickets about a tenant: everybody and nobody, named in every way, and links good and bad."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from tests.second_opinion import records as make
from tests.second_opinion.why_additions import OUTSIDERS
from tests.second_opinion.why_logic import at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.second_opinion.records import Record, Tenant

_NOBODY = (
    "nobody",
    "00000000-0000-4000-8000-000000000000",
    "nobody@contoso.example",
    "Nobody@Contoso.onmicrosoft.com",
    "nobody@pending.example",
    "twins@contoso.example",
)
_HOMES = (make.HOME, make.HOME.upper(), "contoso.onmicrosoft.com", make.TENANT_ID, "other.example")


def random_tickets(tenant: Tenant, seed: int, number: int = 16) -> list[Record]:
    """Return different tickets whose package the export knows by the name they use."""
    random = Random(f"tickets {seed}")  # noqa: S311  # a test, not a secret
    users, gone = _names(tenant, "users"), _names(tenant, "deleted_users")
    pools = [users, users, users, users, OUTSIDERS, OUTSIDERS, gone or users, _NOBODY]
    packages = [*tenant["access_packages"], *_with_policies(tenant)]
    found: dict[tuple[str, ...], Record] = {}
    for _ in range(number):
        package = random.choice(packages)
        ticket = {
            "user": _odd(random, random.choice(random.choice(pools))),
            "access_package": _odd(
                random, random.choice((package["id"], package.get("displayName") or package["id"]))
            ),
            "link": _link(random, tenant, package["id"]),
        }
        found[tuple(str(each) for each in ticket.values())] = ticket
    return list(found.values())


def _with_policies(tenant: Tenant) -> list[Record]:
    """Return packages once for each policy they have: those have the most to tell."""
    asked = [at(policy, "accessPackage", "id") for policy in tenant.get("assignment_policies", [])]
    return [record for each in asked for record in tenant["access_packages"] if record["id"] == each]


def _names(tenant: Tenant, dataset: str) -> Sequence[str]:
    keys = ("id", "userPrincipalName", "mail")
    return [record[key] for record in tenant.get(dataset, []) for key in keys if record.get(key)]


def _odd(random: Random, text: str) -> str:
    """Write a name as people do: now and then in another case, or with a blank too many."""
    return random.choice((text, text, text, text.upper(), text.title(), f" {text} "))


def _link(random: Random, tenant: Tenant, package: str) -> str | None:
    other = random.choice(tenant["access_packages"])["id"]
    right = make.link(package, random.choice(_HOMES))
    return random.choice(
        (
            None,
            None,
            right,
            right,
            make.link(package),
            make.link(other),
            make.link(package).replace(".com/@", ".us/@"),
            "https://myaccess.microsoft.com/",
        )
    )
