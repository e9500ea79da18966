"""Text and timestamps become moments in UTC, whole columns at a time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.validation.timestamps import MOMENT, to_timestamps

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moments(column: pa.Array | pa.ChunkedArray, *, checked: bool = False) -> list[datetime | None]:
    read = to_timestamps(column, checked=checked)
    assert read.type == MOMENT
    counts = read.cast(pa.int64()).to_pylist()
    return [None if count is None else EPOCH + timedelta(microseconds=count) for count in counts]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-02-28T13:05:00Z", datetime(2026, 2, 28, 13, 5, tzinfo=UTC)),
        ("2026-02-28T13:05:00.1234567Z", datetime(2026, 2, 28, 13, 5, 0, 123456, tzinfo=UTC)),
        ("2026-02-28T13:05:00.123456789+05:30", datetime(2026, 2, 28, 7, 35, 0, 123456, tzinfo=UTC)),
        ("2026-02-28T13:05:00", datetime(2026, 2, 28, 13, 5, tzinfo=UTC)),
        ("2026-02-28", datetime(2026, 2, 28, tzinfo=UTC)),
        ("1601-01-01T00:00:00.1234567Z", datetime(1601, 1, 1, 0, 0, 0, 123456, tzinfo=UTC)),
        ("2999-12-31T23:59:59Z", datetime(2999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59.9999999Z", None),
        ("9999-06-01T00:00:00Z", None),
        ("2021-02-30T00:00:00Z", None),
        ("2021-02-28T24:00:00Z", None),
        ("2026-02-28 13:05:00Z", None),
        ("2026-02-28T13:05Z", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
@pytest.mark.parametrize(
    "neighbour", ["2020-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "1700-01-01T00:00:00", "?"]
)
def test_a_text_means_the_same_whatever_stands_beside_it(
    text: str | None, moment: datetime | None, neighbour: str
) -> None:
    assert moments(pa.array([text, neighbour], pa.string()))[0] == moment


ORDINARY = st.datetimes(timezones=st.just(UTC)).filter(lambda each: 1 < each.year < 9999)


@given(st.lists(ORDINARY | st.none()))
def test_text_that_validation_cleared_needs_no_second_look(written: list[datetime | None]) -> None:
    texts = [None if each is None else each.isoformat().replace("+00:00", "Z") for each in written]
    column = pa.array(texts, pa.string())
    assert moments(column) == moments(column, checked=True) == written


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC", "Europe/Berlin"])
def test_timestamps_keep_their_moment(unit: str, zone: str | None) -> None:
    written = datetime(2024, 5, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    column = pa.array([written, None], pa.timestamp(unit, zone))
    assert moments(column) == [datetime(2024, 5, 1, 10, tzinfo=UTC), None]


def test_the_sentinels_of_timestamps_are_null() -> None:
    column = pa.array([datetime(1, 1, 1), datetime(9999, 12, 31), datetime(2, 1, 1)], pa.timestamp("us"))  # noqa: DTZ001
    assert moments(column) == [None, None, datetime(2, 1, 1, tzinfo=UTC)]


def test_dates_are_their_midnight() -> None:
    assert moments(pa.array([date(2024, 5, 1)])) == [datetime(2024, 5, 1, tzinfo=UTC)]


def test_columns_of_any_kind_of_nothing() -> None:
    assert moments(pa.nulls(2)) == [None, None]
    assert moments(pa.array([], pa.string())) == moments(pa.chunked_array([], pa.string())) == []
    assert moments(pa.chunked_array([["2024-01-01"], [None]], pa.string())) == [
        datetime(2024, 1, 1, tzinfo=UTC),
        None,
    ]
