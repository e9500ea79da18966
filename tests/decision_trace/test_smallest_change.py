"""What `why` proposes is true: made in the export, and asked again, it flips the verdict; less does not."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from analyzer import open_export
from tests.decision_trace.editing import edited
from tests.second_opinion import records as make
from tests.second_opinion.files import write_json
from tests.second_opinion.records import AS_OF
from tests.second_opinion.why_cases import base
from tests.second_opinion.why_tenants import random_why_tenant
from tests.second_opinion.why_tickets import random_tickets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.decision_trace.answer import Change, Edit, Why
    from tests.second_opinion.records import Record, Tenant

SEEDS = range(3)
AT = datetime.fromisoformat(AS_OF)


def why(tenant: Tenant, ticket: Record) -> Why:
    with TemporaryDirectory() as name:
        write_json(tenant, Path(name))
        return open_export(name, as_of=AT).why(ticket["user"], ticket["access_package"])


def blocked(seed: int) -> Iterator[tuple[Tenant, Record, Why]]:
    """Yield the tickets of a tenant that a change could help."""
    tenant = random_why_tenant(seed)
    with TemporaryDirectory() as name:
        write_json(tenant, Path(name))
        snapshot = open_export(name, as_of=AT)
        for ticket in random_tickets(tenant, seed, number=5):
            if "twins" in ticket["user"].lower():  # an address that two people share names neither
                continue
            answer = snapshot.why(ticket["user"], ticket["access_package"])
            if answer.changes:
                yield tenant, ticket, answer


def subsets(change: Change) -> Iterator[tuple[Edit, ...]]:
    """Yield the change without one of its steps; an edit that says nothing belongs to the step before it."""
    starts = [place for place, edit in enumerate(change.edits) if edit.what]
    for start, end in pairwise([*starts, len(change.edits)]):
        yield change.edits[:start] + change.edits[end:]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_change_flips_the_verdict(seed: int) -> None:
    for tenant, ticket, answer in blocked(seed):
        for change in answer.changes:
            after = why(edited(tenant, change.edits), ticket)
            assert after.verdict == change.verdict != answer.verdict, (ticket, change)
            assert not after.blockers


@pytest.mark.parametrize("seed", SEEDS[:1])
def test_no_part_of_the_first_change_is_enough(seed: int) -> None:
    for tenant, ticket, answer in blocked(seed):
        first = answer.changes[0]
        for part in subsets(first):
            assert why(edited(tenant, part), ticket).verdict != first.verdict, (ticket, first, part)


HELD_BOTH_WAYS: dict[str, list[Record]] = {
    "incompatible_groups": [{"accessPackageId": "package", "groupId": "group"}],
    "group_members": [
        make.edge("group", "ada"),
        make.edge("group", "inner", "group"),
        make.edge("inner", "ada"),
    ],
}


@pytest.mark.parametrize(
    ("user", "changes", "expected"),
    [
        pytest.param("ada", HELD_BOTH_WAYS, [("incompatible_groups", "remove")], id="direct and nested"),
        pytest.param(
            "nobody@contoso.example",
            {"assignment_policies": []},
            [("users", "add"), ("assignment_policies", "add")],
            id="an account, and a policy that names it",
        ),
        pytest.param(
            "kim@fabrikam.example",
            {"assignment_policies": [make.policy(scope="allDirectoryUsers")]},
            [("users", "add")],
            id="an invitation, where everybody in the directory may ask",
        ),
        pytest.param(
            "kim@fabrikam.example",
            {"assignment_policies": [make.policy(scope="allMemberUsers")]},
            [("assignment_policies", "add")],
            id="no invitation, where guests may not ask",
        ),
    ],
)
def test_the_first_change(
    user: str, changes: dict[str, list[Record]], expected: list[tuple[str, str]]
) -> None:
    tenant, ticket = {**base(), **changes}, {"user": user, "access_package": "package"}
    change = why(tenant, ticket).changes[0]
    assert [(edit.dataset, edit.action) for edit in change.edits] == expected
    assert why(edited(tenant, change.edits), ticket).verdict == change.verdict == "can-request"
