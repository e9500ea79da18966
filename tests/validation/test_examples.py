"""What validation says of single records: each case of examples.json alone, among neighbours, as columns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from analyzer.validation.pipeline import validate
from tests.validation.blocks import make_block

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.export.blocks import Block

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "examples.json").read_text("utf-8"))
GOOD = {"groupId": "g", "memberId": "m", "id": "good"}
DAMAGED = {**GOOD, "id": ["Arrow refuses this block"], "groupId": 0}


def _each(cases: Iterable[dict[str, Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", [pytest.param(case, id=case["case"]) for case in cases])


def _text(case: dict[str, Any]) -> bytes:
    return str(case["text"]).encode() if "text" in case else json.dumps(case["record"]).encode()


def _assert_as_told(case: dict[str, Any], block: Block, row: int) -> None:
    outcome = validate(block)
    rows = [each for each in outcome.problems.to_pylist() if each["row"] == row]
    assert sorted([each["pointer"], each["rule"], each["value"]] for each in rows) == sorted(case["problems"])
    good = dict(zip(outcome.origins()[1].tolist(), outcome.table.to_pylist(), strict=True))
    assert (row in good) == (case["becomes"] is not None)
    if case["becomes"] is not None:
        assert {name: good[row][name] for name in case["becomes"]} == case["becomes"]


@_each(CASES)
def test_alone(case: dict[str, Any]) -> None:
    _assert_as_told(case, make_block([_text(case)], case["dataset"]), 1)


@_each(CASES)
def test_in_a_block_that_arrow_refuses(case: dict[str, Any]) -> None:
    block = make_block([GOOD, _text(case), DAMAGED, GOOD], case["dataset"])
    assert block.table is None
    _assert_as_told(case, block, 2)


@_each(case for case in CASES if make_block([_text(case)], case["dataset"]).table is not None)
def test_as_columns(case: dict[str, Any]) -> None:
    block = make_block([GOOD, _text(case)], case["dataset"], columnar=True)
    told = [_without_keys(case["dataset"], *problem) for problem in case["problems"]]
    _assert_as_told({**case, "problems": told}, block, 2)


def _without_keys(dataset: str, pointer: str, rule: str, value: str) -> list[str]:
    """Columns have null where a key is missing."""
    if rule != "required":
        return [pointer, rule, value]
    return ["/" + {"users": "id", "group_members": "memberId"}[dataset], "type", "null"]
