"""A moment is written as Python writes it in UTC, without what lies below a second."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
from hypothesis import example, given
from hypothesis import strategies as st

from analyzer.tables.terms import as_iso

MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.lists(st.none() | MOMENTS))
@example([datetime(9999, 12, 31, 23, 59, 59, 999999, UTC), None, datetime(1969, 5, 5, 0, 0, 1, tzinfo=UTC)])
def test_moments_are_written_to_the_second(moments: list[datetime | None]) -> None:
    column = pd.Series(pd.array(moments, "datetime64[us, UTC]"))
    wanted = [each and each.replace(microsecond=0, tzinfo=None).isoformat() + "Z" for each in moments]
    assert as_iso(column).to_pylist() == wanted
