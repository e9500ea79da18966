"""Typed JSON decoders, built once per dataset: they sort records, and members of records, at C speed.

They only sort. What `shape` accepts is still read by Arrow and screened; what a member's decoder refuses is
still judged by `jsonschema`.
"""

from __future__ import annotations

from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from analyzer.validation.formats import PATTERNS, whole

if TYPE_CHECKING:
    from analyzer.validation.rules import Rule, Rulebook

INT64 = (-(2**63), 2**63 - 1)
_SCALARS: dict[str, Any] = {
    "string": str,
    "boolean": bool,
    "integer": Annotated[int, Meta(ge=INT64[0], le=INT64[1])],
    "number": float,
}
_numbers = count()

members_of = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
"""Split the text of an object into its members, each still text."""


@cache
def shape(book: Rulebook) -> msgspec.json.Decoder[Any]:
    """Return a decoder that accepts roughly the records that Arrow can read into the dataset's columns."""
    return msgspec.json.Decoder(_structure(book.root, strict=False))


@cache
def members(book: Rulebook) -> dict[str, msgspec.json.Decoder[Any] | None]:
    """Return a decoder for each property that accepts only valid values; None where only jsonschema can."""
    return {
        name: msgspec.json.Decoder(_type(rule, strict=True)) if _is_expressible(rule) else None
        for name, rule in book.root.properties.items()
    }


def _type(rule: Rule, *, strict: bool) -> Any:
    accepted = _solid_type(rule, strict=strict)
    return accepted | None if rule.nullable or not strict else accepted


def _solid_type(rule: Rule, *, strict: bool) -> Any:
    if rule.kind == "object":
        return _structure(rule, strict=strict)
    if rule.kind == "array":
        return list[_type(rule.items, strict=strict) if rule.items else Any]  # type: ignore[misc]
    if rule.kind == "string" and strict:
        return _text_type(rule)
    return _SCALARS[rule.kind] if rule.kind else Any


def _text_type(rule: Rule) -> Any:
    if rule.spellings is not None:
        return Literal[tuple(rule.spellings.values())]
    pattern = whole(PATTERNS[rule.format]) if rule.format else None
    return Annotated[str, Meta(min_length=rule.min_length, pattern=pattern)]


def _structure(rule: Rule, *, strict: bool) -> type[msgspec.Struct]:
    fields: list[Any] = []
    names: dict[str, str] = {}
    for at, (name, child) in enumerate(rule.properties.items()):
        field = f"f{at}"
        names[field] = name
        accepted = _type(child, strict=strict)
        must = strict and name in rule.required
        fields.append((field, accepted) if must else (field, accepted | UnsetType, UNSET))
    return msgspec.defstruct(f"Record{next(_numbers)}", fields, rename=names, kw_only=True, gc=False)


def _is_expressible(rule: Rule) -> bool:
    children = (*rule.properties.values(), *((rule.items,) if rule.items else ()))
    is_member = rule.spellings is not None
    return (
        rule.complete
        and not (is_member and (rule.format or rule.min_length or not rule.spellings))
        and all(map(_is_expressible, children))
    )
