"""The analyzer and the SQL, written by different readers of the same rules, must say the same.

When they do not, `python -m tests.second_opinion.differences --seed N` shows it on the smallest tenant.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.second_opinion.opinions import WRITERS, opinions
from tests.second_opinion.tenants import random_tenant

READ_DIFFERENTLY = {"requestor-is-only-approver"}
"""The SQL does not rank several admitting policies by priority (domain.md section 2, step 6); the case file
of the check holds that rule."""

_many = settings(
    max_examples=40,
    derandomize=True,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
_seeds = st.integers(0, 2**32 - 1)


@pytest.mark.parametrize("layout", sorted(WRITERS))
@_many
@given(seed=_seeds)
def test_the_same_findings(seed: int, layout: str) -> None:
    said = opinions(random_tenant(seed), layout)
    said = {check: both for check, both in said.items() if check not in READ_DIFFERENTLY}
    first = {check: sorted(mine.findings) for check, (mine, _) in said.items()}
    assert first == {check: sorted(other.findings) for check, (_, other) in said.items()}
