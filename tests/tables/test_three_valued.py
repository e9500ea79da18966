"""Yes, no, unknown: every operation against Kleene's logic written out by hand.

Kleene: unknown stands for "yes or no, the export does not say". An answer is certain exactly when it
would be the same whichever it was.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.tables.three_valued import (
    all_by,
    any_by,
    at,
    constant,
    doubt_no,
    every,
    flags,
    is_one_of,
    possible,
    some,
    unknown,
    yes,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.tables.three_valued import Flags

Answer = bool | None
ANSWERS = st.lists(st.sampled_from([True, False, None]), max_size=12)


def by_trying_out(rule: Callable[..., bool], *answers: Answer) -> Answer:
    """Decide by trying both answers for every unknown one."""
    tries = product(*([True, False] if answer is None else [answer] for answer in answers))
    outcomes = {rule(*each) for each in tries}
    return outcomes.pop() if len(outcomes) == 1 else None


def column(answers: list[Answer]) -> Flags:
    return pd.Series(answers, dtype="boolean")


def listed(answers: Flags) -> list[Answer]:
    return [None if absent else bool(answer) for answer, absent in zip(answers, answers.isna(), strict=True)]


@given(pairs=st.lists(st.tuples(*[st.sampled_from([True, False, None])] * 3), max_size=9))
def test_every_and_some_are_kleenes_and_and_or(pairs: list[tuple[Answer, ...]]) -> None:
    columns = [column([pair[place] for pair in pairs]) for place in range(3)]
    assert listed(every(*columns)) == [by_trying_out(lambda *each: all(each), *pair) for pair in pairs]
    assert listed(some(*columns)) == [by_trying_out(lambda *each: any(each), *pair) for pair in pairs]


def test_columns_are_joined_by_position_not_by_index() -> None:
    turned = column([True, False])[::-1]
    assert listed(every(column([True, True]), turned)) == [False, True]
    assert listed(some(column([False, False]), turned)) == [False, True]


@given(answers=ANSWERS)
def test_three_masks_split_the_rows(answers: list[Answer]) -> None:
    made = column(answers)
    assert yes(made).tolist() == [answer is True for answer in answers]
    assert unknown(made).tolist() == [answer is None for answer in answers]
    assert possible(made).tolist() == [answer is not False for answer in answers]


@given(pairs=st.lists(st.tuples(st.booleans(), st.booleans())))
def test_flags_let_yes_win_over_unknown(pairs: list[tuple[bool, bool]]) -> None:
    certain, open_ = (np.array([pair[place] for pair in pairs], bool) for place in range(2))
    expected = [True if is_yes else None if is_open else False for is_yes, is_open in pairs]
    assert listed(flags(certain, open_)) == expected


def test_flags_do_not_keep_the_masks_they_were_made_from() -> None:
    certain = np.array([False])
    made = flags(certain, np.array([False]))
    certain[0] = True
    assert listed(made) == [False]


@given(answers=ANSWERS, data=st.data())
def test_a_group_has_any_when_some_member_says_yes(answers: list[Answer], data: st.DataObject) -> None:
    codes = data.draw(st.lists(st.integers(-2, 3), min_size=len(answers), max_size=len(answers)))
    members = [
        [each for each, code in zip(answers, codes, strict=True) if code == group] for group in range(4)
    ]
    made, groups = column(answers), np.array(codes, np.int32)

    assert listed(any_by(made, groups, 4)) == [
        by_trying_out(lambda *each: any(each), *one) for one in members
    ]
    assert listed(all_by(made, groups, 4)) == [
        by_trying_out(lambda *each: all(each), *one) for one in members
    ]


def test_a_group_without_members_has_none_and_all() -> None:
    nobody = np.array([], np.int32)
    assert listed(any_by(column([]), nobody, 1)) == [False]
    assert listed(all_by(column([]), nobody, 1)) == [True]


@given(values=st.lists(st.one_of(st.none(), st.sampled_from(["Guest", "guest", "member", ""]))))
def test_membership_in_a_list_ignores_case_and_keeps_the_unknown(values: list[str | None]) -> None:
    answer = is_one_of(pd.Series(values, dtype="string"), ["GUEST"])
    assert listed(answer) == [None if value is None else value.lower() == "guest" for value in values]


@pytest.mark.parametrize("allowed", [["delivered"], []])
def test_what_graph_keeps_to_itself_is_unknown(allowed: list[str]) -> None:
    values = pd.Series(["unknownFutureValue", "UnknownFutureValue"], dtype="string")
    assert listed(is_one_of(values, allowed)) == [None, None]


def test_membership_in_an_empty_list_is_no_but_unknown_stays_unknown() -> None:
    assert listed(is_one_of(pd.Series(["a", None], dtype="string"), [])) == [False, None]


@given(answers=ANSWERS, data=st.data())
def test_looking_up_a_negative_code_gives_unknown(answers: list[Answer], data: st.DataObject) -> None:
    codes = data.draw(st.lists(st.integers(-2, len(answers) - 1), max_size=6))
    found = at(column(answers), np.array(codes, np.int32))
    assert listed(found) == [answers[code] if code >= 0 else None for code in codes]


@pytest.mark.parametrize("answer", [True, False, None])
def test_a_constant_is_the_same_answer_for_everybody(answer: Answer) -> None:
    assert listed(constant(answer, 3)) == [answer] * 3
    assert listed(constant(answer, 0)) == []


@given(answers=ANSWERS)
def test_what_a_dataset_with_gaps_does_not_show_may_still_be_there(answers: list[Answer]) -> None:
    assert listed(doubt_no(column(answers))) == [True if answer else None for answer in answers]
