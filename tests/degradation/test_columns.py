"""Properties are missing: from every record, or from every second one, as when two scripts made one export."""

from __future__ import annotations

import tomllib
from itertools import count
from pathlib import Path

import pytest

from tests.degradation.answers import answers_of, offences, whole_answers
from tests.degradation.exports import columns_of, contoso

DECIDING = tomllib.loads((Path(__file__).parent / "deciding_columns.toml").read_text("utf-8"))
"""For each check the properties without which it answers something else; made by `sweep`."""

PAIRS = [(check, column) for check, columns in sorted(DECIDING.items()) for column in columns]
RULED = {
    ("sharepoint-user-not-provisioned", "users/signInActivity"): "without it the invitation alone decides",
}
"""What the contract itself decides in the absence of a property."""

NULL_MEANS_NONE = {"users/manager", "users/manager/id", "users/signInActivity", "users/userType"}
"""Graph leaves these out where there is nothing to say, so one record without them says something."""


@pytest.mark.parametrize(("check", "column"), [pair for pair in PAIRS if pair not in RULED])
def test_without_a_column_nothing_turns_around(check: str, column: str) -> None:
    answers = answers_of(contoso().without_column(column), check)
    assert offences(answers, whole_answers()) == []


@pytest.mark.parametrize(("check", "column"), [pair for pair in PAIRS if pair[1] not in NULL_MEANS_NONE])
def test_where_every_second_record_lacks_it_nothing_turns_around(check: str, column: str) -> None:
    number = count()
    export = contoso().without_column(column, where=lambda _: next(number) % 2 == 1)
    assert offences(answers_of(export, check), whole_answers()) == []


def test_all_other_columns_together_turn_nothing_around() -> None:
    """Should this fail, a check looks at a property it did not look at before: run `sweep` again."""
    deciding = {column for _, column in PAIRS}
    export = contoso()
    for column in columns_of(export):
        if not any(each == column or each.startswith(f"{column}/") for each in deciding):
            export = export.without_column(column)
    assert offences(answers_of(export), whole_answers()) == []


def test_every_deciding_column_is_still_in_the_sample() -> None:
    assert {column for _, column in PAIRS} <= set(columns_of(contoso()))
    assert DECIDING.keys() == whole_answers().keys()
