"""The page of `analyzer validate`: how far each dataset goes, what is not there, what is worth knowing."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from analyzer.analysis import ValidationReport
from analyzer.cli.validation_page import print_page
from analyzer.tables.completeness import Extent, Parents
from analyzer.tables.forensics.evidence import Seen
from analyzer.tables.forensics.omissions import OVERLAPPING_PAGES
from analyzer.validation.validated import empty_problems

if TYPE_CHECKING:
    from tests.cli.conftest import FakeApi

WHOLE = Extent(dataset="users", files=2, records=1200, layouts=("json", "portal-csv"), complete=True)
REPORT = ValidationReport(
    problems=empty_problems(), datasets={"users": 1200}, duplicates={}, coverage=(WHOLE,)
)

PAGE = """\

Read, and whether it is complete as far as the export itself tells
  users   1,200 records in 2 files (json, portal-csv): complete
  groups  1 record in 1 file (json): may be incomplete: cut-file in groups.json

Not in the export
  Absent is not empty: many an exporter writes nothing for an empty answer, and nothing for a refused one.
  subscribed_skus  less decided without it: why

No problems in 1,200 records in 1 dataset.
What to ask Microsoft Graph for, to complete it: analyzer plan --for 'my export'
"""


def page(report: ValidationReport, *, export: str = "my export", width: int = 120) -> str:
    shown = io.StringIO()
    print_page(report, export, Console(file=shown, width=width, highlight=False, emoji=False, markup=False))
    return shown.getvalue()


def state(extent: Extent) -> str:
    return page(replace(REPORT, coverage=(extent,))).splitlines()[2].strip()


def test_the_page(fake: FakeApi) -> None:
    assert fake.checks
    groups = Extent(
        dataset="groups",
        files=1,
        records=1,
        layouts=("json",),
        complete=False,
        gaps=("cut-file in groups.json",),
    )
    report = replace(REPORT, coverage=(WHOLE, groups), absent=("subscribed_skus",))
    assert page(report) == PAGE


def test_nothing_is_asked_for_where_nothing_is_missing() -> None:
    assert "analyzer plan" not in page(REPORT)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"records": 0}, "users  0 records in 2 files (json, portal-csv): empty; the export says so itself"),
        ({"files": 0, "records": 6}, "users  6 records inside other records: complete"),
        ({"files": 0, "records": None}, "users  records inside other records: complete"),
        (
            {"parents": Parents("groups", 1, 2)},
            "users  1,200 records in 2 files (json, portal-csv): complete for 1 of 2 groups",
        ),
        (
            {"complete": False, "gaps": ("a", "b", "c", "d", "e")},
            "users  1,200 records in 2 files (json, portal-csv): may be incomplete: a; b; c; 2 more reasons",
        ),
        (
            {"remarks": ("mixed-dates: long",)},
            "users  1,200 records in 2 files (json, portal-csv): no gap is known, but see mixed-dates",
        ),
    ],
)
def test_how_far_a_dataset_goes(changes: dict[str, object], told: str) -> None:
    assert state(replace(WHOLE, **changes)) == told  # type: ignore[arg-type]


def test_an_absent_dataset_costs_the_checks_that_read_it(fake: FakeApi) -> None:
    assert fake.checks
    told = " ".join(page(replace(REPORT, absent=("users", "audit_events"))).split())
    assert "Without cost, for no check reads them: audit_events" in told
    wanted = "license-missing, sign-in-blocked, my-access-link-wrong, requestor-is-only-approver"
    assert f"users not evaluated without it: {wanted}" in told


def test_hostile_names_are_harmless_and_narrow_terminals_keep_every_word() -> None:
    seen = Seen(OVERLAPPING_PAGES, "users", "", "users/\x1b[2J.json came twice", "", ("users",))
    shown = page(replace(REPORT, signs=(seen,)), export="a\x1bb", width=40)
    assert "\x1b" not in shown
    assert "users/\\u001b[2J.json" in shown
    assert "Worth knowing" in shown
    assert max(len(line) for line in shown.splitlines()[2:5]) <= 40
