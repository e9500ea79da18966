"""One violation of one record, and the sentence that tells it: what is wrong, what follows, what to do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from analyzer.validation.formats import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterable

WARNINGS = frozenset({"enum", "format"})
"""Rules whose violation costs the value, not the record."""

_LONGEST_VALUE = 200
_LONGEST_QUOTE = 60
_SET_ASIDE = "The record is set aside."
_STAYS = "The record stays, the value counts as unknown."
_MEND = "Correct it at its source and export again."
_LEARN = "Correct it at its source; a value that is new at Microsoft needs a newer version of this tool."
_NOUNS = {
    "string": "text",
    "boolean": "true or false",
    "integer": "a whole number within 64 bits",
    "number": "a finite number",
    "object": "an object",
    "array": "a list",
    "null": "null",
}


class Flaw(NamedTuple):
    """One violation: `path` leads into the record, `rule` is the keyword of the schema or one of our own."""

    path: tuple[str | int, ...]
    rule: str
    message: str
    value: str

    @property
    def pointer(self) -> str:
        """The path as a JSON pointer; "" is the record itself."""
        return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in self.path)

    @property
    def is_warning(self) -> bool:
        """True when the record stays."""
        return self.rule in WARNINGS


def not_json(text: str, reason: str) -> Flaw:
    """Return the flaw of a text that is no JSON."""
    return Flaw((), "not-json", f"This is not JSON: {reason}. {_SET_ASIDE} {_MEND}", text[:_LONGEST_VALUE])


def not_finite(path: tuple[str | int, ...], value: float) -> Flaw:
    """Return the flaw of NaN, Infinity, or a number beyond all doubles."""
    message = f"{_subject(path)} is NaN or infinite, which JSON does not know. {_SET_ASIDE} {_MEND}"
    return Flaw(path, "nan", message, compact(value))


def missing(path: tuple[str | int, ...], name: str) -> Flaw:
    """Return the flaw of an object without a property that it must have."""
    what = f"{_subject(path)} lacks {name}, without which it means nothing"
    return Flaw(path, "required", f"{what}. {_SET_ASIDE} Export it with {name}.", "")


def broken(path: tuple[str | int, ...], rule: str, wanted: Any, value: Any, otherwise: str = "") -> Flaw:
    """Return the flaw of a value that violates a keyword; `otherwise` words keywords not worded here."""
    follows = _STAYS if rule in WARNINGS else _SET_ASIDE
    remedy = _LEARN if rule == "enum" else _MEND
    what = _complaint(path, rule, wanted, value) or f"{_subject(path)} breaks the rule {rule}: {otherwise}"
    return Flaw(path, rule, f"{what}. {follows} {remedy}", compact(value))


def _complaint(path: tuple[str | int, ...], rule: str, wanted: Any, value: Any) -> str:
    match rule:
        case "type":
            return f"{_subject(path)} is {_noun_of(value)} where {_nouns(wanted)} is expected"
        case "minLength":
            short = f"has fewer than {wanted} characters" if value else "is empty"
            return f"{_subject(path)} {short}"
        case "enum":
            return f"{_quote(value)} is no value of {_subject(path)} that is known here"
        case "format":
            return (
                f"{_quote(value)} in {_subject(path)} is no {wanted} such as {EXAMPLES.get(wanted, wanted)}"
            )
        case _:
            return ""


def compact(value: Any) -> str:
    """Return JSON of a value on one line, cut at 200 characters."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)[:_LONGEST_VALUE]


def _subject(path: tuple[str | int, ...]) -> str:
    if not path:
        return "The record"
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def _quote(value: Any) -> str:
    text = compact(value)
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"


def _nouns(kinds: str | Iterable[str]) -> str:
    wanted = [kinds] if isinstance(kinds, str) else list(kinds)
    return " or ".join(_NOUNS.get(kind, kind) for kind in wanted)


def _noun_of(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {_quote(value)}"
    return "text" if isinstance(value, str) else "an object" if isinstance(value, dict) else "a list"
