"""The second opinion about `analyzer why` says what the rules say, rule by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.second_opinion.why_all_cases import CASES
from tests.second_opinion.why_cases import cells_of
from tests.second_opinion.why_opinion import opinion
from tests.second_opinion.why_tenants import random_why_tenant
from tests.second_opinion.why_tickets import random_tickets

if TYPE_CHECKING:
    from tests.second_opinion.why_cases import WhyCase

VERDICTS = {"can-request", "already-assigned", "request-open", "cannot-request", "undetermined"}
RULES = {
    "automatic-assignment-only",
    "catalog-disabled",
    "catalog-not-enabled-for-external",
    "direct-assignment-only",
    "directory-not-in-policy",
    "incompatible-group-member",
    "incompatible-package-held",
    "license-missing",
    "not-an-organizational-account",
    "not-in-policy-scope",
    "package-without-policy",
    "policy-ended",
    "self-request-off",
    "sign-in-blocked",
    "user-not-found",
}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_opinion_is_the_rule(case: WhyCase) -> None:
    said = cells_of(opinion(case.tenant, case.ticket))
    assert {name: said[name] for name in case.expected} == case.expected


def test_random_tickets_meet_every_rule() -> None:
    said = []
    for seed in range(60):
        tenant = random_why_tenant(seed)
        said += [opinion(tenant, ticket) for ticket in random_tickets(tenant, seed)]
    assert {rule for each in said for rule in each.blockers} == RULES
    assert {rule for each in said for rule in each.undetermined} >= RULES - {"automatic-assignment-only"}
    assert {each.verdict for each in said} == VERDICTS
    assert {each.link_verdict for each in said} == {"", "right", "wrong", "unknown"}
    assert {each.visible for each in said} == {True, False, None}
    assert {len(each.policies) for each in said} >= {0, 1, 2, 3}
