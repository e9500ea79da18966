"""What is simulated comes true: the thing is really removed, and `access` and `why` are asked anew.

When it does not, `python -m tests.access_routes.loss_differences --seed N` shows what differs.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.access_routes.loss_differences import KINDS, case_of, differences

_few = settings(
    max_examples=3,
    derandomize=True,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.mark.parametrize("kind", KINDS)
@_few
@given(seed=st.integers(0, 2**32 - 1), forgotten=st.booleans())
def test_what_is_simulated_comes_true(kind: str, seed: int, forgotten: bool) -> None:
    case = case_of(seed, kind, forgotten=forgotten)
    if case:
        assert differences(case) == []
