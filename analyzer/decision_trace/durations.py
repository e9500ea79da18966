"""ISO 8601 durations in words."""

from __future__ import annotations

_UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day"}


def in_words(text: str) -> str:
    """Say a duration of one unit in words: `P14D` is 14 days; anything else stays as it is."""
    number, unit = text[1:-1], text[-1:]
    if not (text.startswith("P") and number.isdigit() and unit in _UNITS):
        return text
    return f"{int(number):,} {_UNITS[unit]}{'' if int(number) == 1 else 's'}"
