"""Properties are missing: from every record, or from every second one, as when two scripts made an export."""

from __future__ import annotations

import tomllib
from itertools import count
from pathlib import Path
from random import Random

import pytest

from tests.degradation.answers import answers_of, offences, whole_answers
from tests.degradation.exports import columns_of, contoso

DECIDING: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parent / "deciding_columns.toml").read_text("utf-8")
)
"""Properties, each with the checks that answer something else without it; made by `sweep`."""

RULED = {("users/signInActivity", "sharepoint-user-not-provisioned")}
"""What the contract itself decides: without sign-in activity the invitation alone counts."""

NULL_MEANS_NONE = {
    "tickets/link",
    "users/manager",
    "users/manager/id",
    "users/signInActivity",
    "users/userType",
}
"""Left out where there is nothing to say, so one record without them, among others with, says something."""

HALVED = Random(1).sample(sorted(DECIDING.keys() - NULL_MEANS_NONE), k=25)  # noqa: S311


@pytest.mark.parametrize("column", DECIDING)
def test_without_a_column_nothing_turns_around(column: str) -> None:
    checks = [check for check in DECIDING[column] if (column, check) not in RULED]
    if checks:
        answers = answers_of(contoso().without_column(column), *checks)
        assert offences(answers, whole_answers()) == []


@pytest.mark.parametrize("column", HALVED)
def test_where_every_second_record_lacks_it_nothing_turns_around(column: str) -> None:
    number = count()
    export = contoso().without_column(column, where=lambda _: next(number) % 2 == 1)
    assert offences(answers_of(export, *DECIDING[column]), whole_answers()) == []


def test_all_other_columns_together_turn_nothing_around() -> None:
    """Should this fail, a check looks at a property it did not look at before: run `sweep` again."""
    export = contoso()
    for column in columns_of(export):
        identity = column.count("/") == 1 and column.endswith(("/id", "/skuId"))
        if not identity and not any(f"{each}/".startswith(f"{column}/") for each in DECIDING):
            export = export.without_column(column)
    assert offences(answers_of(export), whole_answers()) == []


def test_every_deciding_column_is_still_in_the_sample() -> None:
    assert DECIDING.keys() <= set(columns_of(contoso()))
    assert {check for checks in DECIDING.values() for check in checks} == whole_answers().keys()
