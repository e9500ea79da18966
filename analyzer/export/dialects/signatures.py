"""A cheap look at the bytes of a block: may any of its records be in another dialect than v1.0's?

One search for every sign at once (RE2 reads about 1 GB/s, however many signs there are). A sign that is found
where it means nothing costs time only: the records are then looked at one by one.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from analyzer.datasets import resolved
from analyzer.export.dialects.beta import ROOTS, SHAPES
from analyzer.export.json_columns import occurs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BEGINNING = 4096
# Each begins after a quotation mark: a search for one byte is the fastest there is.
_POWERSHELL = (r'[A-Z]\w*"\s*:', r"(?:Microsoft\.Graph\.|System\.|@\{)", r"\\?/Date\(")
_SHELL = r'\s*:\s*\{\s*"id"\s*:\s*null'
_IN_BETWEEN = r'"(?:[^{}"]|"(?:[^"\\]|\\.)*")*"'  # texts and numbers of the same object
_SUBJECT = r"#?(?i:microsoft\.graph\.(?:singleUser|groupMembers|connectedOrganizationMembers))"
_SUBJECT_WITH_ID = (
    rf'{_SUBJECT}{_IN_BETWEEN}id"\s*:',
    rf'id"\s*:\s*"[^"]*{_IN_BETWEEN}@odata.type"\s*:\s*"{_SUBJECT}"',
)
_TEXT_OBJECT = r'(?:text|displayValue)"\s*:\s*\{'


def needs_lifting(dataset: str, lines: bytes) -> bool:
    """Tell whether some record of a dataset may be in the beta or PowerShell dialect.

    Args:
        dataset: whose records they are.
        lines: their texts, in any number; line breaks and blanks do not matter.
    """
    return occurs(_signs(dataset), lines)


def may_need_lifting(dataset: str, texts: Sequence[bytes], whole: bytes) -> bool:
    """Tell nearly the same of whole documents, faster, for records that turn out to have their keys.

    Datasets that beta spells as v1.0 does (the large ones) differ in capital letters only. A program writes
    all records of a document alike, so the beginnings tell.

    Args:
        dataset: whose records they are.
        texts: documents.
        whole: all of them.
    """
    if dataset in ROOTS or len(whole) <= len(texts) * _BEGINNING:
        return needs_lifting(dataset, whole)
    beginnings = b"\n".join(text[:_BEGINNING] for text in texts)
    return needs_lifting(dataset, beginnings) or occurs(r"/Date\(", whole)


@cache
def foreign_keys(dataset: str) -> frozenset[str]:
    """Return the keys that tell the beta dialect from v1.0's, at any depth of a dataset's records."""
    if dataset not in ROOTS:
        return frozenset()
    keys = frozenset(key for name in _reached(ROOTS[dataset], set()) for key in SHAPES[name].foreign)
    return keys - own_keys(dataset)


@cache
def own_keys(dataset: str) -> frozenset[str]:
    """Return the keys that v1.0 has, at any depth of a dataset's records."""
    return frozenset(_names(resolved(dataset)))


@cache
def _signs(dataset: str) -> str:
    signs = list(_POWERSHELL)
    if enumerations := sorted(_enumerations(resolved(dataset))):
        signs.append(f'(?:{"|".join(enumerations)})"\\s*:\\s*\\[?\\s*"[A-Z]')
    if keys := foreign_keys(dataset):
        signs.append(f'(?:{"|".join(map(re.escape, sorted(keys)))})"')
        signs += [_SHELL, *_SUBJECT_WITH_ID, _TEXT_OBJECT]
    return f'"(?:{"|".join(signs)})'


def _reached(name: str, seen: set[str]) -> set[str]:
    """Return the shapes that an object of a shape can hold, and itself."""
    if name not in seen:
        seen.add(name)
        for inner in SHAPES[name].members.values():
            _reached(inner, seen)
    return seen


def _names(schema: Any) -> Iterator[str]:
    for name, child in schema.get("properties", {}).items():
        yield name
        yield from _names(child)
    if "items" in schema:
        yield from _names(schema["items"])


def _enumerations(schema: Any) -> set[str]:
    found = set()
    for name, child in schema.get("properties", {}).items():
        if "enum" in child or "enum" in child.get("items", {}):
            found.add(name)
        found |= _enumerations(child)
    return found | (_enumerations(schema["items"]) if "items" in schema else set())
