"""Durations as Graph writes them: ISO 8601 text such as `P14D`, `PT4H` or `P1M`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from isodate import parse_duration

if TYPE_CHECKING:
    import pandas as pd


def days_of(texts: pd.Series[str]) -> pd.Series[float]:
    """Return durations in days (dtype `Float64`).

    `<NA>` where not exported, and where the calendar decides: a month or a year is no number of days. Add
    those to a moment with `isodate.parse_duration(text) + moment`.
    """
    known = {text: _days(text) for text in texts.dropna().unique()}
    return texts.map(known).astype("Float64")


def _days(text: str) -> float | None:
    try:
        found = parse_duration(text)
    except OverflowError:  # a duration is valid with any number of digits
        return None
    return found / timedelta(days=1) if isinstance(found, timedelta) else None
