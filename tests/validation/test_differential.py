"""Two roads, one verdict: whatever the schema and the records, validation finds what a plain loop finds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

from analyzer import datasets
from analyzer.validation.pipeline import validate
from analyzer.validation.rules import Rulebook, rulebook
from tests.validation.blocks import make_block, make_book
from tests.validation.plain_loop import problems_of, stored
from tests.validation.strategies import documents, texts_for

if TYPE_CHECKING:
    from analyzer.export.blocks import Block

WARNINGS = {"enum", "format"}


def assert_same_verdict(block: Block, book: Rulebook, document: dict[str, Any], texts: list[bytes]) -> None:
    note(f"{document}\n" + "\n".join(map(repr, texts)))
    outcome = validate(block, book)
    wanted = problems_of(document, texts)
    lost = {row for row, _, rule in wanted if rule not in WARNINGS}
    kept = [row for row in range(1, len(texts) + 1) if row not in lost]
    assert outcome.origins()[1].tolist() == kept
    assert outcome.set_aside == len(lost)

    found = {(each["row"], each["pointer"], each["rule"]) for each in outcome.problems.to_pylist()}
    # NaN is mended before the schema looks at it, so what else is wrong with it may be told otherwise.
    with_nan = {row for row, _, rule in wanted if rule == "nan"}
    assert {row for row, _, _ in found} == {row for row, _, _ in wanted}
    assert {each for each in found ^ wanted if each[0] not in with_nan} == set()

    forgotten = {row: {pointer for at, pointer, _ in wanted if at == row} for row in kept}
    records = {row: json.loads(texts[row - 1]) for row in kept}
    assert outcome.table.to_pylist() == [stored(records[row], document, forgotten[row]) for row in kept]
    assert outcome.table.schema == book.columns


@given(data=st.data())
@settings(deadline=None, max_examples=250)
def test_any_schema_and_any_records(data: st.DataObject) -> None:
    document = data.draw(documents())
    texts = data.draw(texts_for(document))
    book = make_book(document)
    assert_same_verdict(make_block(texts, book), book, document, texts)


@given(data=st.data())
@settings(deadline=None, max_examples=150)
def test_columns_alone(data: st.DataObject) -> None:
    """A Parquet file has no keys: null counts as missing, unless the property is required."""
    document = data.draw(documents())
    book = make_book(document)
    texts = [text for text in data.draw(texts_for(document)) if make_block([text], book).table is not None]
    assume(texts)
    block = make_block(texts, book, columnar=True)
    seen = [json.dumps(_without_gaps(row, document)).encode() for row in _rows(block)]
    assert_same_verdict(block, book, document, seen)


def _rows(block: Block) -> list[dict[str, Any]]:
    return [] if block.table is None else list(block.table.to_pylist())


def _without_gaps(value: Any, node: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_without_gaps(item, node["items"]) for item in value]
    if not isinstance(value, dict):
        return value
    required = node.get("required", ())
    kept = {name: child for name, child in value.items() if child is not None or name in required}
    return {name: _without_gaps(child, node["properties"][name]) for name, child in kept.items()}


@pytest.mark.parametrize("dataset", ["users", "assignment_policies", "assignment_requests", "group_members"])
@given(data=st.data())
@settings(deadline=None, max_examples=20)
def test_our_own_schemas(dataset: str, data: st.DataObject) -> None:
    document, book = datasets.resolved(dataset), rulebook(dataset)
    texts = data.draw(texts_for(document))
    assert_same_verdict(make_block(texts, book), book, document, texts)
