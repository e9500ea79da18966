"""The cases of cases_beta.json and cases_powershell.json: a record, what it becomes, what is lost."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from analyzer.export.dialects.losses import CUT_BY_DEPTH, NAMELESS_SUBJECTS, Loss

NAMES = {CUT_BY_DEPTH: "cut", NAMELESS_SUBJECTS: "subjects"}


@dataclass(frozen=True)
class Case:
    case: str
    dataset: str
    given: dict[str, Any]
    becomes: dict[str, Any]
    losses: list[str] = field(default_factory=list)
    """Pointers of the losses; "cut" and "subjects" are those that have no place of their own."""


def cases(dialect: str) -> list[Case]:
    text = (Path(__file__).parent / f"cases_{dialect}.json").read_text(encoding="utf-8")
    return [Case(**case) for case in json.loads(text)]


ALL = [*cases("beta"), *cases("powershell")]
each_case = pytest.mark.parametrize("case", [pytest.param(case, id=case.case) for case in ALL])


def names(losses: frozenset[Loss]) -> list[str]:
    return sorted(NAMES.get(loss, loss.pointer) for loss in losses)
