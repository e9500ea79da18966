"""Text to moments, a column at a time."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.validation.formats import DATE, LOCAL_DATE_TIME, ZONE, whole_re2

MOMENT = pa.timestamp("us", "UTC")
_READABLE = whole_re2(f"{LOCAL_DATE_TIME}{ZONE}?")
_WITH_ZONE = whole_re2(f".*T.*{ZONE}")
_ONLY_DATE = whole_re2(DATE)
# int64 nanoseconds end here; the years beyond take the slower road through microseconds.
_FIRST_NANOSECOND_YEAR, _NO_NANOSECOND_YEAR = "1678", "2262"
# Graph writes 0001-01-01 for "never" and 9999-12-31 for "always"; neither is a date.
_AFTER_NEVER, _ALWAYS = -62_104_060_800_000_000, 253_370_764_800_000_000


def to_timestamps(column: pa.ChunkedArray | pa.Array, *, checked: bool = False) -> pa.ChunkedArray:
    """Return a column of date-times as timestamp[us, UTC], same length and chunks.

    Reads text (`2026-02-28T13:05:00.1234567Z`, an offset instead of Z, no zone meaning UTC, a date alone
    meaning its midnight) and timestamps of any unit or zone; a timestamp without zone means UTC. Null,
    unreadable text, and the sentinels of years 1 and 9999 become null. Digits past microseconds are cut.
    `checked` saves time on text that validation has cleared.
    """
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    return pa.chunked_array([_moments(chunk, checked) for chunk in chunks], type=MOMENT)


def _moments(values: pa.Array, checked: bool) -> pa.Array:
    if pa.types.is_null(values.type):
        return pa.nulls(len(values), MOMENT)
    if pa.types.is_timestamp(values.type) or pa.types.is_date(values.type):
        return _without_sentinels(_to_utc(values))
    values = values.cast(pa.string())
    return _parsed(values if checked else _spelled_out(values))


def _to_utc(values: pa.Array) -> pa.Array:
    if pa.types.is_date(values.type):
        values = values.cast(pa.timestamp("s"))
    return values.cast(MOMENT, safe=False)


def _without_sentinels(moments: pa.Array) -> pa.Array:
    counts = moments.cast(pa.int64())
    ordinary = pc.and_(pc.greater_equal(counts, _AFTER_NEVER), pc.less(counts, _ALWAYS))
    return pc.if_else(ordinary, moments, pa.scalar(None, MOMENT))


def _parsed(text: pa.Array) -> pa.Array:
    # A cast that fails costs far more than this comparison, for it words an error for every value.
    ordinary = pc.and_(pc.greater_equal(text, _FIRST_NANOSECOND_YEAR), pc.less(text, _NO_NANOSECOND_YEAR))
    if pc.all(ordinary).as_py() is not False:
        return text.cast(pa.timestamp("ns", "UTC")).cast(MOMENT, safe=False)
    near = _only(text, ordinary).cast(pa.timestamp("ns", "UTC")).cast(MOMENT, safe=False)
    distant = text.filter(pc.invert(ordinary))
    if pc.all(_is_sentinel(distant)).as_py() is not False:
        return near
    distant = _only(text, pc.invert(ordinary))
    distant = pc.replace_substring_regex(distant, r"(\.[0-9]{6})[0-9]+", r"\1")
    return pc.coalesce(near, _without_sentinels(distant.cast(MOMENT)))


def _is_sentinel(text: pa.Array) -> pa.Array:
    return pc.or_(pc.starts_with(text, "0001-01-01"), pc.starts_with(text, "9999-12-31"))


def _spelled_out(values: pa.Array) -> pa.Array:
    """Keep only what can be read, and give it a time and a zone."""
    dates = pc.match_substring_regex(values, _ONLY_DATE)
    values = pc.if_else(dates, pc.binary_join_element_wise(values, "T00:00:00", ""), values)
    values = _only(values, pc.match_substring_regex(values, _READABLE))
    zoneless = pc.invert(pc.match_substring_regex(values, _WITH_ZONE))
    return pc.if_else(zoneless, pc.binary_join_element_wise(values, "Z", ""), values)


def _only(values: pa.Array, wanted: pa.Array) -> pa.Array:
    return pc.if_else(wanted, values, pa.scalar(None, values.type))
