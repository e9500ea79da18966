"""The newest moment that is no plan: the last resort for the as-of time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from analyzer.datasets import DATASETS
from analyzer.validation.newest import moment_paths
from analyzer.validation.pipeline import validate
from analyzer.validation.rules import rulebook
from tests.validation.blocks import make_block


def newest(records: list[Any], dataset: str = "users") -> tuple[datetime | None, str | None]:
    outcome = validate(make_block(records, dataset))
    return outcome.newest, outcome.newest_path


def test_the_newest_of_all_columns_and_rows() -> None:
    records = [
        {"id": "u1", "createdDateTime": "2024-01-01T00:00:00Z", "signInActivity": None},
        {"id": "u2", "signInActivity": {"lastSignInDateTime": "2024-05-01T10:00:00+02:00"}},
        {"id": "u3", "createdDateTime": "2024-05-01T08:00:00Z"},
    ]
    # Both are the same moment; the first property of the schema is named.
    assert newest(records) == (datetime(2024, 5, 1, 8, tzinfo=UTC), "createdDateTime")
    assert newest(records[:2]) == (datetime(2024, 5, 1, 8, tzinfo=UTC), "signInActivity.lastSignInDateTime")


def test_sentinels_bad_dates_and_rows_set_aside_do_not_count() -> None:
    records: list[Any] = [
        {"id": "u1", "createdDateTime": "9999-12-31T23:59:59Z"},
        {"id": "u2", "createdDateTime": "2030-02-30T00:00:00Z"},
        {"id": 3, "createdDateTime": "2030-01-01T00:00:00Z"},
        {"id": "u4", "createdDateTime": "0001-01-01T00:00:00Z"},
    ]
    assert newest(records) == (None, None)
    records.append({"id": "u5", "createdDateTime": "2020-01-01T00:00:00Z"})
    assert newest(records) == (datetime(2020, 1, 1, tzinfo=UTC), "createdDateTime")


def test_plans_do_not_count() -> None:
    policy = {
        "id": "p1",
        "modifiedDateTime": "2024-01-01T00:00:00Z",
        "expiration": {"endDateTime": "2031-01-01T00:00:00Z"},
        "reviewSettings": {"schedule": {"startDateTime": "2031-01-01T00:00:00Z"}},
    }
    assert newest([policy], "assignment_policies") == (datetime(2024, 1, 1, tzinfo=UTC), "modifiedDateTime")


@pytest.mark.parametrize("dataset", DATASETS)
def test_no_schema_takes_a_plan_for_a_fact(dataset: str) -> None:
    for path in moment_paths(rulebook(dataset).root):
        assert not {"schedule", "expiration", "recurrence", "range"} & set(path)
        assert not path[-1].lower().endswith(("enddatetime", "expireddatetime", "expirationdatetime"))


def test_moments_inside_lists_count() -> None:
    review = {"id": "r1", "instances": [{"startDateTime": "2024-03-01T00:00:00Z"}, None]}
    found = newest([review], "access_reviews")
    assert found == (datetime(2024, 3, 1, tzinfo=UTC), "instances.startDateTime")
