"""What validation says of single records: each case of examples.json, alone, among good neighbours, as columns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from analyzer.validation.pipeline import validate
from tests.validation.blocks import make_block

if TYPE_CHECKING:
    from analyzer.export.blocks import Block

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "examples.json").read_text("utf-8"))
GOOD = {"groupId": "g", "memberId": "m", "id": "good"}
DAMAGED = {**GOOD, "id": ["Arrow refuses this block"], "groupId": 0}

each_case = pytest.mark.parametrize("case", CASES, ids=[case["case"].replace(" ", "-") for case in CASES])


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


@each_case
def test_alone(case: dict[str, Any]) -> None:
    _assert_as_told(case, make_block([_text(case)], case["dataset"]), 1)


@each_case
def test_in_a_block_that_arrow_refuses(case: dict[str, Any]) -> None:
    block = make_block([GOOD, _text(case), DAMAGED, GOOD], case["dataset"])
    assert block.table is None
    _assert_as_told(case, block, 2)


@each_case
def test_as_columns(case: dict[str, Any]) -> None:
    records = [GOOD, _text(case)]
    if make_block(records, case["dataset"]).table is None or case.get("columns") is False:
        pytest.skip("no columns can hold this record, or hold it as it is")
    rows = [problem for problem in case["problems"] if problem[1] == "required"]
    told = {**case, "problems": case["problems"] if not rows else _as_null(case)}
    _assert_as_told(told, make_block(records, case["dataset"], columnar=True), 2)


def _as_null(case: dict[str, Any]) -> list[list[str]]:
    """Return the problem that columns have instead of a missing key: null."""
    name = {"users": "id", "group_members": "memberId"}[case["dataset"]]
    return [[f"/{name}", "type", "null"]]
