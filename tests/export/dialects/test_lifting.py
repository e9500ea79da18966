"""Records of other dialects, one by one, become what v1.0 would have sent."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from analyzer.export.dialects import lift, needs_lifting
from analyzer.export.dialects.lifting import lift_with_losses
from tests.export.dialects.case_files import ALL, each_case, names

if TYPE_CHECKING:
    from tests.export.dialects.case_files import Case


@each_case
def test_a_record_becomes_what_v1_sends(case: Case) -> None:
    lifted = lift_with_losses(case.dataset, case.given)
    assert lifted.record == case.becomes
    assert names(lifted.losses) == sorted(case.losses)


@each_case
def test_lifting_changes_nothing_that_it_was_given(case: Case) -> None:
    before = copy.deepcopy(case.given)
    lift(case.dataset, case.given)
    assert case.given == before


@each_case
def test_lifting_twice_changes_nothing(case: Case) -> None:
    assert lift(case.dataset, case.becomes) == case.becomes


@each_case
def test_the_signs_of_a_dialect_are_seen_in_the_text(case: Case) -> None:
    """A record that lifting would change must never pass the cheap look at the bytes."""
    neighbour = json.dumps({"id": "v1"})
    for indent in (None, 2):
        text = json.dumps(case.given, indent=indent, ensure_ascii=False)
        assert needs_lifting(case.dataset, f"{neighbour}\n{text}\n{neighbour}".encode())


def test_objects_of_the_wrong_type_are_left_to_validation() -> None:
    """Wherever a dialect has an object or a list, anything else may stand; nothing is raised."""
    wrong: list[Any] = ["text", 5, True, [], {}, [None], ["text"], [[]], {"id": 5}, None]
    for case in (one for one in ALL if one.dataset == "assignment_policies"):
        for key in case.given:
            for value in wrong:
                lift(case.dataset, {**case.given, key: value})
                inner = case.given[key]
                if isinstance(inner, dict):
                    for member in inner:
                        lift(case.dataset, {**case.given, key: {**inner, member: value}})
