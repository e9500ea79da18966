"""The second opinion about `analyzer why` says what the rules say, rule by rule."""

from __future__ import annotations

import pytest

from tests.second_opinion.why_all_cases import CASES
from tests.second_opinion.why_cases import WhyCase, cells_of
from tests.second_opinion.why_opinion import opinion


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_opinion_is_the_rule(case: WhyCase) -> None:
    said = cells_of(opinion(case.tenant, case.ticket))
    assert {name: said[name] for name in case.expected} == case.expected
