"""The text of one record, split into its members; and what to do with text that resists."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from analyzer.validation.decoders import members_of
from analyzer.validation.flaws import Flaw, not_finite, not_json

if TYPE_CHECKING:
    from collections.abc import Mapping

REFUSALS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises for text that it does not take; ValidationError is a DecodeError."""


class Reading(NamedTuple):
    """One record as read."""

    text: bytes
    """JSON without NaN, lone surrogates or repeated keys, fit for strict readers."""
    members: Mapping[str, msgspec.Raw] | None
    """Each top-level member, still text; None when the record is no object."""
    flaws: list[Flaw]
    """What was mended to read on. A record with such a flaw is set aside."""


def read(text: bytes) -> Reading | Flaw:
    """Split a record into members, or say why it is no JSON."""
    try:
        text.decode()
        return Reading(text, members_of(text), [])
    except REFUSALS:
        return read_leniently(text)


def read_leniently(text: bytes) -> Reading | Flaw:
    """Read what Python's json reads: any value, repeated keys (the last counts), NaN, lone surrogates.

    A lone surrogate cannot be stored; it becomes the replacement character, as browsers do.
    """
    try:
        value, flaws = json.loads(text.decode()), list[Flaw]()
        mended = json.dumps(_mended(value, (), flaws), ensure_ascii=False, allow_nan=False).encode()
        return Reading(mended, members_of(mended) if isinstance(value, dict) else None, flaws)
    except (ValueError, RecursionError) as error:  # also bytes that are not UTF-8, and numbers without end
        return not_json(text.decode(errors="backslashreplace"), _reason(error))


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start + 1} is not UTF-8"
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos + 1}"
    return str(error)


def _mended(value: Any, path: tuple[str | int, ...], flaws: list[Flaw]) -> Any:
    if isinstance(value, dict):
        return {_encodable(key): _mended(child, (*path, key), flaws) for key, child in value.items()}
    if isinstance(value, list):
        return [_mended(child, (*path, at), flaws) for at, child in enumerate(value)]
    if isinstance(value, float) and not math.isfinite(value):
        flaws.append(not_finite(path, value))
        return 0.0  # some number, so that the schema can judge the rest
    return _encodable(value) if isinstance(value, str) else value


def _encodable(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
