"""The other opinion: a plain loop of stock `jsonschema` over single records, dates checked by `datetime`.

Nothing here comes from `analyzer.validation`. Two things are not stock, because the product promises them:
members of an enumeration compare without regard to case, and an integer has 64 bits.
"""

from __future__ import annotations

import json
import math
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend

if TYPE_CHECKING:
    from collections.abc import Iterator

Problem = tuple[int, str, str]
"""Row, pointer, rule."""

FORMATS = FormatChecker(formats=())
STOCK_TYPES = Draft202012Validator.TYPE_CHECKER


@FORMATS.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    if not isinstance(value, str):
        return True
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII) and date.fromisoformat(value))


@FORMATS.checks("date-time", raises=ValueError)
def _is_date_time(value: object) -> bool:
    if not isinstance(value, str):
        return True
    shape = r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-](\d\d):(\d\d))"
    found = re.fullmatch(shape, value, re.ASCII)
    if found is None:
        return False
    return bool(datetime.fromisoformat(found[1])) and int(found[4] or 0) < 24 and int(found[5] or 0) < 60


@FORMATS.checks("duration")
def _is_duration(value: object) -> bool:
    shape = r"P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?"
    return not isinstance(value, str) or bool(re.fullmatch(shape, value, re.ASCII))


def _enum(_: Any, members: list[Any], value: Any, __: Any) -> Iterator[ValidationError]:
    known = {member.casefold() for member in members if isinstance(member, str)}
    is_known = value.isascii() and value.casefold() in known if isinstance(value, str) else value in members
    if not is_known:
        yield ValidationError("unknown member")


def _is_integer(_: Any, value: Any) -> bool:
    return bool(STOCK_TYPES.is_type(value, "integer") and -(2**63) <= value < 2**63)


PLAIN = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    validators={"enum": _enum},
    type_checker=STOCK_TYPES.redefine("integer", _is_integer),
)


def problems_of(document: dict[str, Any], texts: list[bytes]) -> set[Problem]:
    """Return every problem of a file of records."""
    validator = PLAIN(document, format_checker=FORMATS)
    problems: set[Problem] = set()
    for row, text in enumerate(texts, 1):
        try:
            record = json.loads(text)
        except ValueError:
            problems.add((row, "", "not-json"))
            continue
        problems |= {(row, pointer, "nan") for pointer in _not_finite(record, "")}
        for error in validator.iter_errors(record):
            pointer = "".join(f"/{step}" for step in error.absolute_path)
            problems.add((row, pointer, str(error.validator)))
    return problems


def _not_finite(value: Any, pointer: str) -> Iterator[str]:
    if isinstance(value, float) and not math.isfinite(value):
        yield pointer
    if isinstance(value, (dict, list)):
        for step, child in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _not_finite(child, f"{pointer}/{step}")


def stored(value: Any, node: dict[str, Any], forgotten: set[str], pointer: str = "") -> Any:
    """Return what a good value looks like in the table; `forgotten` are the pointers that warnings name."""
    if value is None or pointer in forgotten:
        return None
    if "properties" in node:
        members = node["properties"].items()
        return {name: stored(value.get(name), each, forgotten, f"{pointer}/{name}") for name, each in members}
    if "items" in node:
        return [stored(item, node["items"], forgotten, f"{pointer}/{at}") for at, item in enumerate(value)]
    if "enum" in node:
        return next(member for member in node["enum"] if member and member.casefold() == value.casefold())
    if "number" in node["type"]:
        return float(value)
    return re.sub("[\ud800-\udfff]", "\ufffd", value) if isinstance(value, str) else value
