"""The case of an id is free: a tenant whose references are in capitals gets the same answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.second_opinion.why_command import answers
from tests.second_opinion.why_tenants import random_why_tenant
from tests.second_opinion.why_tickets import random_tickets

if TYPE_CHECKING:
    from tests.second_opinion.records import Record, Tenant

EDGES = ("group_members", "incompatible_access_packages", "incompatible_groups")


def _ids(tenant: Tenant) -> set[str]:
    return {record["id"] for records in tenant.values() for record in records if record.get("id")}


def _in_capitals(value: Any, ids: set[str]) -> Any:
    if isinstance(value, dict):
        return {name: _in_capitals(each, ids) for name, each in value.items()}
    if isinstance(value, list):
        return [_in_capitals(each, ids) for each in value]
    return value.upper() if isinstance(value, str) and value in ids else value


def _referring_in_capitals(record: Record, ids: set[str]) -> Record:
    nested = {name: value for name, value in record.items() if isinstance(value, dict | list)}
    return {**record, **_in_capitals(nested, ids)}


def _told(tenant: Tenant, tickets: list[Record]) -> list[dict[str, Any]]:
    return [
        {name: said[name] for name in said if name != "access_package"} for said in answers(tenant, tickets)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_references_in_capitals_are_the_same_references(seed: int) -> None:
    tenant = random_why_tenant(seed)
    tickets, ids = random_tickets(tenant, seed), _ids(tenant)
    changed = {
        dataset: [
            _in_capitals(record, ids) if dataset in EDGES else _referring_in_capitals(record, ids)
            for record in records
        ]
        for dataset, records in tenant.items()
    }
    asked = [{**ticket, "access_package": _in_capitals(ticket["access_package"], ids)} for ticket in tickets]
    assert changed != tenant
    assert _told(changed, asked) == _told(tenant, tickets)
