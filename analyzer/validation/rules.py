"""A JSON Schema document, compiled to what the two roads of validation need to know of each value."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING, Any

from analyzer import datasets
from analyzer.validation.formats import PATTERNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

_ANNOTATIONS = frozenset(
    {"title", "description", "$comment", "examples", "default", "deprecated", "$schema", "$id", "$defs"}
)
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
_KNOWN = frozenset({"type", "properties", "required", "items", "enum", "format", "minLength"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What the schema says about one value. No `kind` means any JSON type."""

    kind: str | None = None
    nullable: bool = True
    required: frozenset[str] = frozenset()
    properties: Mapping[str, Rule] = field(default_factory=dict)
    items: Rule | None = None
    spellings: Mapping[str, str] | None = None
    """Members of an enumeration, by their lower-case form."""
    format: str | None = None
    min_length: int = 0
    complete: bool = True
    """False when the schema says more than this rule: then only `jsonschema` can tell."""


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """One dataset's schema in the forms that screen and explanation work with."""

    dataset: str
    document: Mapping[str, Any]
    """The schema as written, for `jsonschema`."""
    root: Rule
    columns: pa.Schema


@cache
def rulebook(dataset: str) -> Rulebook:
    """Return the rules of a dataset.

    Raises:
        KeyError: there is no such dataset.
    """
    root = compiled(datasets.resolved(dataset))
    return Rulebook(dataset, datasets.schema(dataset), root, datasets.arrow_schema(dataset))


def compiled(node: Any) -> Rule:
    """Return the rule of a schema without `$ref`; a keyword not known here makes it incomplete."""
    if not isinstance(node, dict):
        return Rule(complete=node is True)
    kinds = [node["type"]] if isinstance(node.get("type"), str) else list(node.get("type", ()))
    solid = [kind for kind in kinds if kind != "null"]
    members = node.get("enum")
    spellings = _spellings(members)
    return Rule(
        kind=solid[0] if len(solid) == 1 else None,
        nullable=("null" in kinds or not kinds) and (members is None or None in members),
        required=frozenset(node.get("required", ())),
        properties={name: compiled(child) for name, child in node.get("properties", {}).items()},
        items=compiled(node["items"]) if "items" in node else None,
        spellings=spellings,
        format=node.get("format"),
        min_length=node.get("minLength", 0),
        complete=_is_understood(node, solid, spellings),
    )


def _spellings(members: list[Any] | None) -> dict[str, str] | None:
    if members is None:
        return None
    return {folded(member): member for member in members if isinstance(member, str)}


def _is_understood(node: dict[str, Any], solid: list[str], spellings: dict[str, str] | None) -> bool:
    members = [member for member in node.get("enum", ()) if member is not None]
    return (
        all(word in _KNOWN or word in _ANNOTATIONS or word.startswith("x-") for word in node)
        and len(solid) == 1
        and node.get("format", "date") in PATTERNS
        and set(node.get("required", ())) <= set(node.get("properties", ()))
        and (not members or (solid == ["string"] and len(spellings or ()) == len(members)))
    )


def folded(text: str) -> str:
    """Return the form in which two spellings of an enumeration member are the same; only A to Z fold."""
    return text.translate(_LOWER)
