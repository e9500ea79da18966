"""Durations and moments of ISO 8601 in words."""

from __future__ import annotations

import pyarrow as pa

from analyzer.validation.timestamps import to_timestamps

_UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day"}


def in_words(text: str) -> str:
    """Say a duration of one unit in words: `P14D` is 14 days; anything else stays as it is."""
    number, unit = text[1:-1], text[-1:]
    if not (text.startswith("P") and number.isdigit() and unit in _UNITS):
        return text
    return f"{int(number):,} {_UNITS[unit]}{'' if int(number) == 1 else 's'}"


def moment_in_words(text: str | None) -> str | None:
    """Say a moment as `2026-03-02 05:36 UTC`; None where there is none, or Graph's "never" or "always"."""
    moment = to_timestamps(pa.array([text], pa.string()))[0].as_py()
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment is not None else None
