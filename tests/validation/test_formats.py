"""The expressions for dates and durations agree with the calendar, in RE2 and in Python alike."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.validation.formats import PATTERNS, checker, whole_re2
from tests.validation.plain_loop import FORMATS

CHARACTERS = st.text(alphabet="0123456789-:.TZPYMDHSW+ \n\u0661", max_size=30)


def matches(name: str, text: str) -> bool:
    by_python = checker(name)(text)
    by_arrow = pc.match_substring_regex(pa.array([text]), whole_re2(PATTERNS[name]))[0].as_py()
    assert by_python == by_arrow
    return by_python


@pytest.mark.parametrize("year", [1, 4, 100, 400, 1600, 1899, 1900, 1996, 2000, 2023, 2024, 2100, 9999])
def test_every_day_of_a_year_and_no_other(year: int) -> None:
    days = {date(year, 1, 1) + timedelta(days=at) for at in range(365 + calendar.isleap(year))}
    texts = {f"{year:04}-{month:02}-{day:02}" for month in range(14) for day in range(33)}
    assert {text for text in texts if matches("date", text)} == {day.isoformat() for day in days}


@given(st.datetimes(), st.integers(0, 9), st.sampled_from(["Z", "+00:00", "-11:30", "+14:00"]))
def test_every_moment(moment: object, digits: int, zone: str) -> None:
    fraction = "." + "1234567890"[:digits] if digits else ""
    text = f"{moment:%H:%M:%S}{fraction}{zone}"
    assert matches("date-time", f"2024-02-29T{text}")
    assert not matches("date-time", f"2023-02-29T{text}")


@pytest.mark.parametrize("name", sorted(PATTERNS))
@given(text=CHARACTERS)
def test_random_text(name: str, text: str) -> None:
    assert matches(name, text) == FORMATS.conforms(text, name)


@given(st.from_regex(PATTERNS["duration"], fullmatch=True))
def test_durations(text: str) -> None:
    assert FORMATS.conforms(text, "duration")


@pytest.mark.parametrize("around", ["{}\n", "\n{}", "{} ", "{0}{0}"])
def test_a_match_is_the_whole_text(around: str) -> None:
    assert not matches("date-time", around.format("2024-02-29T10:00:00Z"))


def test_what_is_no_text_is_not_judged() -> None:
    others: list[object] = [None, 5, [], {}]
    assert all(checker(name)(value) for name in PATTERNS for value in others)
