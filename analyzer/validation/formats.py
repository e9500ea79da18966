"""The three text formats of the schemas, each one regular expression that RE2 and Python read alike.

The expressions are exact, leap years included, so that the columnar screen, the sorter and `jsonschema`
cannot disagree. Sources: RFC 3339 section 5.6 and appendix A. Stricter than the RFC in what Graph never
writes: upper-case T and Z, no leap second, at most nine fraction digits, no year 0000.
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_YEAR = r"(?:000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})"
_MONTH_AND_DAY = (
    r"(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|02-(?:0[1-9]|1[0-9]|2[0-8]))"
)
_LEAP = r"(?:0[48]|[2468][048]|[13579][26])"
_LEAP_DAY = rf"(?:[0-9]{{2}}{_LEAP}|{_LEAP}00)-02-29"
DATE = rf"(?:{_YEAR}-{_MONTH_AND_DAY}|{_LEAP_DAY})"
LOCAL_DATE_TIME = rf"{DATE}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{{1,9}})?"
ZONE = r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"


def _runs(*units: str) -> Iterator[str]:
    for size in range(len(units), 0, -1):
        yield from ("".join(chosen) for chosen in combinations(units, size))


_DAYS = "|".join(_runs("[0-9]+Y", "[0-9]+M", "[0-9]+W", "[0-9]+D"))
_HOURS = "|".join(_runs("[0-9]+H", "[0-9]+M", r"[0-9]+(?:\.[0-9]+)?S"))

PATTERNS = {
    "date": DATE,
    "date-time": LOCAL_DATE_TIME + ZONE,
    "duration": rf"P(?:(?:{_DAYS})(?:T(?:{_HOURS}))?|T(?:{_HOURS}))",
}
"""Format name to expression, not anchored: wrap it in `whole_re2`, or use `re.fullmatch`."""

EXAMPLES = {"date": "2026-02-28", "date-time": "2026-02-28T13:05:00Z", "duration": "P14D or PT4H"}


def whole_re2(pattern: str) -> str:
    """Return an expression for pyarrow that matches only a whole value."""
    return rf"\A(?:{pattern})\z"


def whole(pattern: str) -> str:
    """Return an expression for Python's `re` that matches only a whole value."""
    return rf"\A(?:{pattern})\Z"


def checker(name: str) -> Callable[[object], bool]:
    """Return a predicate for one format; what is no text passes, as JSON Schema wants it."""
    matches = re.compile(PATTERNS[name]).fullmatch
    return lambda value: not isinstance(value, str) or matches(value) is not None
