"""The command and the plain reading of the records must answer every ticket alike.

When they do not, `python -m tests.second_opinion.why_differences --seed N` shows it on the smallest tenant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("analyzer.decision_trace", reason="the command `why` is not there yet")

from tests.second_opinion.why_all_cases import CASES
from tests.second_opinion.why_command import answers
from tests.second_opinion.why_differences import differing
from tests.second_opinion.why_tenants import random_why_tenant
from tests.second_opinion.why_tickets import random_tickets

if TYPE_CHECKING:
    from tests.second_opinion.why_cases import WhyCase


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_command_follows_the_rule(case: WhyCase) -> None:
    (said,) = answers(case.tenant, [case.ticket])
    assert {name: said[name] for name in case.expected} == case.expected


@pytest.mark.parametrize("seed", range(20))
def test_both_answer_alike(seed: int) -> None:
    tenant = random_why_tenant(seed)
    assert differing(tenant, random_tickets(tenant, seed)) == []
