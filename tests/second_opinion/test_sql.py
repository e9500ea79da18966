"""Each SQL file says what the rules say: a tenant that must fire, and one that almost does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.second_opinion import loader
from tests.second_opinion import records as make
from tests.second_opinion.cases_of_access import ACCESS_CASES
from tests.second_opinion.cases_of_requests import REQUEST_CASES
from tests.second_opinion.files import write_json, write_parquet

if TYPE_CHECKING:
    from pathlib import Path

    from tests.second_opinion.records import Tenant

CASES = [*ACCESS_CASES, *REQUEST_CASES]


@pytest.mark.parametrize("writer", [write_json, write_parquet])
@pytest.mark.parametrize(("check", "tenant", "expected"), CASES)
def test_a_check_fires_for_exactly(
    check: str, tenant: Tenant, expected: dict[str, bool | None], writer: Any, tmp_path: Path
) -> None:
    writer(tenant, tmp_path / "export")
    with loader.connect() as connection:
        loader.load(connection, tmp_path / "export", make.AS_OF)
        rows = loader.rows_of(connection, check)
    assert {row["subject_id"]: row["fires"] for row in rows} == expected
    assert all(row["check"] == check for row in rows)


def test_every_check_has_cases() -> None:
    assert {parameters.values[0] for parameters in CASES} == set(loader.CHECKS)
