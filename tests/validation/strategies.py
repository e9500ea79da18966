"""Schemas of every keyword that ours use, and records for them: valid, nearly valid, and nasty."""

from __future__ import annotations

import json
import math
from typing import Any

from hypothesis import strategies as st

DAYS = [
    "2024-02-29",
    "2023-02-29",
    "2021-02-30",
    "1900-02-29",
    "2000-02-29",
    "2021-04-31",
    "0001-01-01",
    "0000-01-01",
    "21-1-1",
]
HOURS = [
    "00:00:00",
    "23:59:59.1234567",
    "12:00:00.12345678",
    "12:00:00.1234567891",
    "24:00:00",
    "12:60:00",
    "12:00:60",
    "9:00",
]
ZONES = ["Z", "Z", "+02:00", "-23:59", "+24:00", "", "z", "+0200", " Z"]
SPANS = ["P14D", "PT4H", "P1Y2M3DT4H5M6.7S", "P2W", "P", "PT", "P1DT", "-P1D", "P1D2Y", "p1d"]
MEMBERS = ["active", "inActive", "unknownFutureValue", "Kelvin"]
TEXT_RULES: list[dict[str, Any]] = [
    {},
    {"minLength": 1},
    {"minLength": 2},
    {"format": "date-time"},
    {"format": "date"},
    {"format": "duration"},
    {"enum": MEMBERS},
]

MOMENTS = st.builds("{}T{}{}".format, st.sampled_from(DAYS), st.sampled_from(HOURS), st.sampled_from(ZONES))
# A lone surrogate, NUL, two letters that fold to ASCII ones, a letter of two UTF-16 units, an Arabic digit.
NASTY_TEXTS = ["", "a", "ab", "\ud800", "x\ud800y", "\x00", "\u0130", "\u212a", "\U0001f600", "\u0661"]
TEXTS = st.sampled_from(NASTY_TEXTS) | st.text(max_size=4)
INTEGERS = st.sampled_from([0, -1, 7, 2**53 + 1, 2**63 - 1, -(2**63), 2**63, 10**30])
FLOATS = st.sampled_from([0.0, 1.0, -2.0, 1.5, 1e3, 1e300, math.nan, math.inf])
JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | INTEGERS | FLOATS | TEXTS | MOMENTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=3,
)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the schema of a dataset: every property is nullable, or required where it stands."""
    return {**draw(_objects(depth=2)), "type": "object"}


@st.composite
def _schemas(draw: st.DrawFn, depth: int) -> dict[str, Any]:
    kinds = ["string"] * 5 + ["boolean", "integer", "number"] + ["object", "array", "array"] * depth
    kind = draw(st.sampled_from(kinds))
    node: dict[str, Any] = {"type": [kind, "null"] if draw(st.integers(0, 3)) else kind}
    if kind == "object":
        node |= draw(_objects(depth))
    if kind == "array":
        node["items"] = draw(_schemas(depth - 1))
    if kind == "string":
        node |= draw(st.sampled_from(TEXT_RULES))
    if "enum" in node and "null" in node["type"] and draw(st.integers(0, 3)):
        node["enum"] = [*node["enum"], None]
    return node


@st.composite
def _objects(draw: st.DrawFn, depth: int) -> dict[str, Any]:
    members = draw(st.dictionaries(st.sampled_from("abc"), _schemas(depth - 1), min_size=1, max_size=3))
    solid = {name for name, child in members.items() if isinstance(child["type"], str)}
    also = draw(st.sets(st.sampled_from(sorted(members)), max_size=1))
    return {"properties": members, "required": sorted(solid | also)}


@st.composite
def texts_for(draw: st.DrawFn, document: dict[str, Any]) -> list[bytes]:
    """Draw a few records as JSON texts; now and then one is no object, or no JSON."""
    one = st.integers(0, 30).flatmap(lambda dice: JUNK if dice == 0 else _records(document))
    texts = [json.dumps(record).encode() for record in draw(st.lists(one, min_size=1, max_size=5))]
    if not draw(st.integers(0, 15)):
        texts[-1] = texts[-1][:-1] + b"!"
    return texts


@st.composite
def _records(draw: st.DrawFn, node: dict[str, Any]) -> dict[str, Any]:
    members = {name: _values(child) for name, child in node["properties"].items()}
    needed = [name for name in members if name in node.get("required", ()) and draw(st.integers(0, 7))]
    must = {name: members.pop(name) for name in needed}
    return draw(st.fixed_dictionaries(must, optional={**members, "extra": JUNK}))


def _values(node: dict[str, Any]) -> st.SearchStrategy[Any]:
    def chosen(dice: int) -> st.SearchStrategy[Any]:
        return JUNK if dice == 0 else st.none() if dice <= 2 else _fitting(node)

    return st.integers(0, 14).flatmap(chosen)


def _fitting(node: dict[str, Any]) -> st.SearchStrategy[Any]:
    kind = node["type"] if isinstance(node["type"], str) else node["type"][0]
    if kind == "object":
        return _records(node)
    if kind == "array":
        return st.lists(_values(node["items"]), max_size=3)
    if kind == "string":
        return _fitting_texts(node)
    return {"boolean": st.booleans(), "integer": INTEGERS, "number": FLOATS | INTEGERS}[kind]


def _fitting_texts(node: dict[str, Any]) -> st.SearchStrategy[str]:
    if "enum" in node:
        members = [member for member in node["enum"] if member]
        return st.sampled_from(
            [*members, *map(str.upper, members), *map(str.title, members), "\u212aelvin", "new"]
        )
    formats = {"duration": st.sampled_from(SPANS), "date": st.sampled_from(DAYS), "date-time": MOMENTS}
    return formats.get(node.get("format", ""), TEXTS)
