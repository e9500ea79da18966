"""Two roads, one verdict: whatever the schema and the records, validation says what plain `jsonschema` says.

The other opinion here is a loop over single records, written on its own: stock `jsonschema`, dates checked by
`datetime`, nothing from `analyzer.validation` but its entry point.
"""

from __future__ import annotations

import json
import math
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend

from analyzer import datasets
from analyzer.validation.pipeline import validate
from analyzer.validation.rules import Rulebook, rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import MakeBlock, MakeBook

    from analyzer.export.blocks import Block

Problem = tuple[int, str, str]

# ---------------------------------------------------------------- the other opinion

OPINION = FormatChecker(formats=())


@OPINION.checks("date", raises=ValueError)
def _date(value: object) -> bool:
    return not isinstance(value, str) or bool(
        re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII) and date.fromisoformat(value)
    )


@OPINION.checks("date-time", raises=ValueError)
def _date_time(value: object) -> bool:
    if not isinstance(value, str):
        return True
    shape = r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-](\d\d):(\d\d))"
    found = re.fullmatch(shape, value, re.ASCII)
    if found is None:
        return False
    datetime.strptime(found[1] + "+0000", "%Y-%m-%dT%H:%M:%S%z")
    return not found[1].endswith(("60", "61")) and int(found[4] or 0) < 24 and int(found[5] or 0) < 60


@OPINION.checks("duration")
def _duration(value: object) -> bool:
    shape = r"P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?"
    return not isinstance(value, str) or bool(re.fullmatch(shape, value, re.ASCII))


def _enum(_: Any, members: list[Any], value: Any, __: Any) -> Iterator[ValidationError]:
    """Members compare without regard to case, as Graph compares them."""
    known = [member.casefold() if isinstance(member, str) else member for member in members]
    if (value.casefold() if isinstance(value, str) and value.isascii() else value) not in known:
        yield ValidationError("unknown member")


STOCK = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    validators={"enum": _enum},
    # the columns are 64 bits wide
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine(
        "integer",
        lambda _, value: (
            Draft202012Validator.TYPE_CHECKER.is_type(value, "integer") and -(2**63) <= value < 2**63
        ),
    ),
)


def expected(document: dict[str, Any], texts: list[bytes]) -> tuple[set[Problem], set[int]]:
    """Return the problems as (row, pointer, rule), and the rows that are set aside."""
    validator = STOCK(document, format_checker=OPINION)
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
    return problems, {row for row, _, rule in problems if rule not in {"enum", "format"}}


def _not_finite(value: Any, pointer: str) -> Iterator[str]:
    if isinstance(value, float) and not math.isfinite(value):
        yield pointer
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for step, child in children:
        yield from _not_finite(child, f"{pointer}/{step}")


def stored(value: Any, node: dict[str, Any], pointer: str, forgotten: set[str]) -> Any:
    """Return what a good record should look like in the table."""
    if value is None or pointer in forgotten:
        return None
    if "properties" in node:
        return {
            name: stored(value.get(name), child, f"{pointer}/{name}", forgotten)
            for name, child in node["properties"].items()
        }
    if "items" in node:
        return [stored(item, node["items"], f"{pointer}/{at}", forgotten) for at, item in enumerate(value)]
    if "enum" in node:
        return next(member for member in node["enum"] if member and member.lower() == value.lower())
    if "number" in node["type"]:
        return float(value)
    return re.sub("[\ud800-\udfff]", "\ufffd", value) if isinstance(value, str) else value


# ---------------------------------------------------------------- schemas and records

DATES = [
    "2024-02-29",
    "2023-02-29",
    "2021-02-30",
    "1900-02-29",
    "2000-02-29",
    "2021-04-31",
    "0000-01-01",
    "21-1-1",
]
TIMES = [
    "00:00:00",
    "23:59:59.1234567",
    "12:00:00.12345678",
    "12:00:00.1234567891",
    "24:00:00",
    "12:60:00",
    "12:00:60",
    "9:00",
]
ZONES = ["Z", "+02:00", "-23:59", "+24:00", "", "z", "+0200", " Z"]
MOMENTS = st.builds(
    "T".join,
    st.tuples(
        st.sampled_from(DATES), st.builds("".join, st.tuples(st.sampled_from(TIMES), st.sampled_from(ZONES)))
    ),
)
TEXTS = st.one_of(
    st.sampled_from(["", "a", "ab", "\ud800", "x\ud800y", "\x00", "\u0130", "\u212a", "\U0001f600", "١"]),
    st.text(max_size=4),
)
INTEGERS = st.sampled_from([0, -1, 7, 2**53 + 1, 2**63 - 1, -(2**63), 2**63, 10**30])
FLOATS = st.sampled_from([0.0, 1.0, -2.0, 1.5, 1e3, 1e300, math.nan, math.inf])
SCALAR = st.one_of(st.none(), st.booleans(), INTEGERS, FLOATS, TEXTS, MOMENTS)
JUNK = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=3,
)
MEMBERS = ["active", "inActive", "unknownFutureValue", "Kelvin"]


@st.composite
def schemas(draw: st.DrawFn, depth: int = 2) -> dict[str, Any]:
    """Draw a schema of the keywords that ours use: every value is nullable, or required where it stands."""
    kinds = ["string"] * 5 + ["boolean", "integer", "number"] + (["object", "array"] * 2 if depth else [])
    kind = draw(st.sampled_from(kinds))
    node: dict[str, Any] = {"type": [kind, "null"] if draw(st.integers(0, 3)) else kind}
    if kind == "object":
        node["properties"] = draw(
            st.dictionaries(st.sampled_from("abc"), schemas(depth - 1), min_size=1, max_size=3)
        )
        solid = [name for name, child in node["properties"].items() if isinstance(child["type"], str)]
        node["required"] = solid + draw(st.lists(st.sampled_from(sorted(node["properties"])), max_size=1))
        node["required"] = sorted(set(node["required"]))
    if kind == "array":
        node["items"] = draw(schemas(depth - 1))
    if kind == "string":
        node |= draw(
            st.sampled_from(
                [
                    {},
                    {"minLength": 1},
                    {"minLength": 2},
                    *({"format": each} for each in ("date-time", "date", "duration")),
                    {"enum": MEMBERS},
                ]
            )
        )
    if "enum" in node and "null" in node["type"]:
        node["enum"] = [*node["enum"], None]
    return node


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    node = draw(schemas().filter(lambda node: "properties" in node))
    return {**node, "type": "object"}


def fitting(node: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that satisfy the schema, or nearly."""
    kind = node["type"] if isinstance(node["type"], str) else node["type"][0]
    if kind == "object":
        return records(node)
    if kind == "array":
        return st.lists(values(node["items"]), max_size=3)
    if "enum" in node:
        members = [member for member in node["enum"] if member]
        return st.sampled_from(
            [*members, *map(str.upper, members), *map(str.title, members), "\u212aelvin", "new"]
        )
    if node.get("format") == "duration":
        return st.sampled_from(
            ["P14D", "PT4H", "P1Y2M3DT4H5M6.7S", "P", "PT", "P1DT", "P2W", "-P1D", "P1D2Y", "p1d"]
        )
    if "format" in node:
        return MOMENTS if node["format"] == "date-time" else st.sampled_from(DATES)
    return {"string": TEXTS, "boolean": st.booleans(), "integer": INTEGERS, "number": FLOATS | INTEGERS}[kind]


def values(node: dict[str, Any]) -> st.SearchStrategy[Any]:
    return st.integers(0, 11).flatmap(
        lambda dice: JUNK if dice == 0 else st.none() if dice == 1 else fitting(node)
    )


@st.composite
def records(draw: st.DrawFn, node: dict[str, Any]) -> dict[str, Any]:
    members = {name: values(child) for name, child in node["properties"].items()}
    must = {
        name: each
        for name, each in members.items()
        if name in node.get("required", ()) and draw(st.integers(0, 15))
    }
    may = {name: each for name, each in members.items() if name not in must}
    return draw(st.fixed_dictionaries(must, optional={**may, "extra": JUNK}))


@st.composite
def texts_of(draw: st.DrawFn, document: dict[str, Any]) -> list[bytes]:
    batch = draw(
        st.lists(
            st.integers(0, 30).flatmap(lambda dice: JUNK if dice == 0 else records(document)),
            min_size=1,
            max_size=5,
        )
    )
    texts = [json.dumps(record).encode() for record in batch]
    if not draw(st.integers(0, 15)):
        at = draw(st.integers(0, len(texts) - 1))
        texts[at] = texts[at][:-1] + b"!"
    return texts


# ---------------------------------------------------------------- the properties

COMMON = settings(deadline=None, suppress_health_check=list(HealthCheck))


def _problems(block: Block, book: Rulebook) -> tuple[set[Problem], set[int], list[dict[str, Any]]]:
    outcome = validate(block, book)
    rows = outcome.problems.to_pylist()
    found = {(row["row"], row["pointer"], row["rule"]) for row in rows}
    kept = set(outcome.origins()[1].tolist())
    assert outcome.table.num_rows == len(kept) == block.rows - outcome.set_aside
    assert outcome.table.schema == book.columns
    return found, set(range(1, block.rows + 1)) - kept, outcome.table.to_pylist()


def _check(block: Block, book: Rulebook, document: dict[str, Any], texts: list[bytes]) -> None:
    note(f"{document}\n" + "\n".join(map(repr, texts)))
    wanted, wanted_aside = expected(document, texts)
    found, aside, rows = _problems(block, book)
    with_nan = {row for row, _, rule in wanted if rule == "nan"}
    assert aside == wanted_aside
    # Beside a NaN, what else is wrong may be worded differently.
    assert {each for each in found if each[0] not in with_nan} == {
        each for each in wanted if each[0] not in with_nan
    }
    assert {row for row, _, _ in found} == {row for row, _, _ in wanted}
    good = [(at, json.loads(text)) for at, text in enumerate(texts, 1) if at not in aside]
    forgotten = {row: {pointer for at, pointer, _ in found if at == row} for row, _ in good}
    assert rows == [stored(record, document, "", forgotten[row]) for row, record in good]


@given(data=st.data())
@settings(COMMON, max_examples=300)
def test_any_schema_any_records(data: st.DataObject, make_block: MakeBlock, make_book: MakeBook) -> None:
    document = data.draw(documents())
    texts = data.draw(texts_of(document))
    book = make_book(document)
    _check(make_block(texts, book), book, document, texts)


@given(data=st.data())
@settings(COMMON, max_examples=200)
def test_columns_alone(data: st.DataObject, make_block: MakeBlock, make_book: MakeBook) -> None:
    """A Parquet file has no keys: null counts as missing, unless the property is required."""
    document = data.draw(documents())
    book = make_book(document)
    texts = [text for text in data.draw(texts_of(document)) if make_block([text], book).table is not None]
    assume(texts)
    rows = make_block(texts, book).table.to_pylist()
    seen = [json.dumps(_without_nulls(row, document)).encode() for row in rows]
    _check(make_block(texts, book, columnar=True), book, document, seen)


def _without_nulls(value: Any, node: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        return {
            name: _without_nulls(child, node["properties"][name])
            for name, child in value.items()
            if child is not None or name in node.get("required", ())
        }
    return [_without_nulls(item, node["items"]) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("dataset", ["users", "assignment_policies", "assignment_requests", "group_members"])
@given(data=st.data())
@settings(COMMON, max_examples=300)
def test_our_own_schemas(dataset: str, data: st.DataObject, make_block: MakeBlock) -> None:
    document, book = datasets.resolved(dataset), rulebook(dataset)
    texts = data.draw(texts_of(document))
    _check(make_block(texts, book), book, document, texts)
