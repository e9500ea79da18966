"""The tenant that hand-written cases change a little of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.second_opinion import records as make
from tests.second_opinion.wanted import WANTED

if TYPE_CHECKING:
    from tests.second_opinion.records import Record, Tenant


def sound() -> Tenant:
    """Return a tenant without trouble: two people, a guest, a package that all members may ask for."""
    empty: Tenant = {name: [] for name in WANTED if name != "tickets"}
    return {
        **empty,
        "organization": [make.organization()],
        "subscribed_skus": [make.sku()],
        "users": [make.member("ada"), make.member("bo")],
        "groups": [make.group("group"), make.group("inner")],
        "catalogs": [make.catalog()],
        "access_packages": [make.package()],
        "assignment_policies": [make.policy()],
        "service_principals": [{"id": "app", "displayName": "app"}],
    }


def case(check: str, name: str, expected: dict[str, bool | None], **changes: list[Record]) -> Any:
    return pytest.param(check, {**sound(), **changes}, expected, id=f"{check}: {name}")


def named(user: str, **changes: Any) -> list[Record]:
    return [make.policy(scope="specificDirectoryUsers", targets=(make.single(user),), **changes)]
