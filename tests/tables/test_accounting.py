"""Every input file is accounted for: those that were read with their records, the others without a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analyzer.api import open_export
from tests.tables.snapshots import AS_OF, write

if TYPE_CHECKING:
    from pathlib import Path

EXPORT = {
    "subscribed_skus": [{"skuId": "s", "servicePlans": []}],
    "catalogs": [],
    "audit_events": [{"id": "e"}],
}


@pytest.mark.parametrize(
    ("select", "rows"),
    [
        (["license-missing"], {"subscribed_skus": 1, "catalogs": None, "audit_events": None}),
        ([], {"subscribed_skus": 1, "catalogs": 0, "audit_events": 1}),
    ],
)
def test_what_was_not_read_has_no_number_of_records(
    tmp_path: Path, select: list[str], rows: dict[str, int | None]
) -> None:
    folder = write(tmp_path, EXPORT)
    run = open_export(folder, as_of=AS_OF).check(select=select).run
    assert {file.dataset: file.rows for file in run.files} == rows
