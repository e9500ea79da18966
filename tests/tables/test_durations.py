"""Durations of every form that validation lets through become days, or honestly unknown."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.tables.durations import days_of
from analyzer.validation.formats import PATTERNS, whole


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("P14D", 14.0),
        ("PT36H", 1.5),
        ("PT11520M", 8.0),
        ("P2W", 14.0),
        ("P1DT12H", 1.5),
        ("PT0S", 0.0),
        ("P0M", 0.0),
        ("P1M", None),
        ("P1Y2D", None),
        (None, None),
    ],
)
def test_a_duration_is_days_unless_the_calendar_decides(text: str | None, days: float | None) -> None:
    assert days_of(pd.Series([text], dtype="string")).tolist() == [pd.NA if days is None else days]


@given(st.from_regex(whole(PATTERNS["duration"])))
def test_whatever_validation_lets_through_can_be_read(text: str) -> None:
    found = days_of(pd.Series([text], dtype="string"))
    assert found.dtype == "Float64"
    assert found.isna().tolist() == [True] or found[0] >= 0
