"""The verdict: plain `jsonschema`, with our formats, and enumerations compared as Graph compares them."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from analyzer import datasets
from analyzer.validation.decoders import INT64
from analyzer.validation.flaws import Flaw, broken, missing
from analyzer.validation.formats import PATTERNS, checker
from analyzer.validation.rules import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jsonschema import FormatChecker, TypeChecker, ValidationError
    from jsonschema.protocols import Validator

    from analyzer.validation.rules import Rulebook

_MOST_REMEMBERED = 20_000
_ABSENT = object()


class Judge:
    """Finds every flaw of a record, or of one of its members."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._record = _validator(document)
        self._members: dict[str, Validator] = {}
        self._remembered: dict[tuple[str, type, Any], list[Flaw]] = {}

    def of_record(self, record: Any) -> list[Flaw]:
        """Return every flaw of a whole record."""
        return _flaws(self._record, record)

    def of_member(self, name: str, value: Any = _ABSENT) -> list[Flaw]:
        """Return every flaw that one top-level member has, or that its absence is.

        Right only while the schema of the record itself says nothing but type, properties and required.
        """
        if isinstance(value, (dict, list)):
            return self._look(name, value)
        known = (name, type(value), value)
        flaws = self._remembered.get(known)
        if flaws is None:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            flaws = self._remembered[known] = self._look(name, value)
        return flaws

    def _look(self, name: str, value: Any) -> list[Flaw]:
        if name not in self._members:
            self._members[name] = _validator(_narrowed(self._document, name))
        return _flaws(self._members[name], {} if value is _ABSENT else {name: value})


@cache
def judge_of(book: Rulebook) -> Judge:
    """Return the judge of a dataset."""
    return Judge(book.document)


def _narrowed(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    required = [name] if name in document.get("required", ()) else []
    return {**document, "properties": {name: document["properties"][name]}, "required": required}


def _flaws(validator: Validator, record: Any) -> list[Flaw]:
    return [_flaw(error) for error in validator.iter_errors(record)]


def _flaw(error: ValidationError) -> Flaw:
    path, rule, value = tuple(error.absolute_path), str(error.validator), error.instance
    if rule == "required":
        return missing(path, _missing_name(error))
    return broken(path, rule, error.validator_value, value, error.message)


def _missing_name(error: ValidationError) -> str:
    # jsonschema yields one error for each missing property, and names it in the message alone.
    required: list[str] = cast("list[str]", error.validator_value)
    return next(name for name in required if error.message.startswith(repr(name)))


def _validator(document: Mapping[str, Any]) -> Validator:
    checked = _validator_class()(document, registry=datasets.registry(), format_checker=_format_checker())
    return cast("Validator", checked)


@cache
def _validator_class() -> Any:
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    types = Draft202012Validator.TYPE_CHECKER.redefine_many({"integer": _is_int64, "number": _is_finite})
    return extend(  # type: ignore[no-untyped-call]
        Draft202012Validator, validators={"enum": _enum}, type_checker=types
    )


@cache
def _format_checker() -> FormatChecker:
    from jsonschema import FormatChecker

    formats = FormatChecker(formats=())
    for name in PATTERNS:
        formats.checks(name)(checker(name))
    return formats


def _enum(validator: Any, members: list[Any], value: Any, schema: Any) -> Iterator[ValidationError]:
    from jsonschema import Draft202012Validator

    spellings = {folded(each) for each in members if isinstance(each, str)}
    if isinstance(value, str) and folded(value) in spellings:
        return
    yield from Draft202012Validator.VALIDATORS["enum"](validator, members, value, schema)


def _is_int64(_: TypeChecker, value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return (isinstance(value, int) or value.is_integer()) and INT64[0] <= value <= INT64[1]


def _is_finite(_: TypeChecker, value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
