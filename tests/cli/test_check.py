"""`analyzer check`: options become data, and the summary says what the report holds."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from analyzer.checking.contract import Verdict
from analyzer.cli.summary import print_summary
from analyzer.tables.subject_count import SubjectCount

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer.testing import Result

    from tests.cli.conftest import FakeApi

    Run = Callable[..., Result]

SUMMARY = """
Read
  tenant   t1
  as of    2026-03-01 12:00 UTC, from manifest
  data     1,200 records in 1 file: users 1,200
  dropped  2 duplicates: users 2
  ignored  1 file not recognised: notes\\u001b.txt

Found
  high  1,200  sign-in-blocked       Title of sign-in-blocked
  low       1  my-access-link-wrong  Title of my-access-link-wrong

Not decided
  sign-in-blocked  3 rows undecided  needs [users]
  license-missing  not-evaluated     needs subscribed_skus

Passed
  1: requestor-is-only-approver

Problems in the data
  3: type 2, enum 1

1,201 findings from 2 of 4 checks; 2 not fully decided.
Report in report: checks.csv, findings.csv, problems.csv, run.json
"""
CALM = """
Found
  nothing

Passed
  1: sign-in-blocked

Not applicable
  my-access-link-wrong  no tickets

0 findings from 0 of 2 checks; all decided.
"""


def _trimmed(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def test_options_reach_the_api(run: Run, fake: FakeApi) -> None:
    arguments = [
        "--select",
        "requests, license-missing",
        "--select",
        "Approvals",
        "--ignore",
        "my-access-link-wrong",
    ]
    run("check", "export", *arguments, "--as-of", "2026-03-01T02:00+02:00", "--tickets", "t.csv")
    assert fake.asked.pop("progress")
    assert fake.asked == {
        "path": Path("export"),
        "as_of": datetime(2026, 3, 1, tzinfo=UTC),
        "tickets": Path("t.csv"),
        "select": ("requests", "license-missing", "approvals"),
        "ignore": ("my-access-link-wrong",),
    }


@pytest.mark.parametrize(
    "text", ["2026-03-01", "2026-03-01T00:00:00", "2026-03-01T00:00:00Z", "20260301T010000+0100"]
)
def test_times_are_utc(run: Run, fake: FakeApi, text: str) -> None:
    run("check", "export", "--as-of", text)
    assert fake.asked["as_of"] == datetime(2026, 3, 1, tzinfo=UTC)


def test_formats_and_folder(run: Run) -> None:
    assert run("check", "export", "--out", "new/place", "--format", "json,csv").exit_code == 0
    document = json.loads(Path("new/place/findings.json").read_bytes())
    assert document["run"]["as_of_source"] == "manifest"
    assert Path("new/place/findings.csv").exists()


def test_the_summary(run: Run, fake: FakeApi) -> None:
    fake.outcome("my-access-link-wrong", Verdict.FOUND, findings=1)
    fake.outcome("sign-in-blocked", Verdict.FOUND, findings=1200, undetermined=3, reason="needs [users]")
    fake.outcome("license-missing", Verdict.NOT_EVALUATED, reason="needs subscribed_skus")
    fake.outcome("requestor-is-only-approver", Verdict.PASSED)
    for rule in ("enum", "type", "type"):
        fake.problem("users", rule, row=1)
    assert _trimmed(run("check", "export").stderr) == SUMMARY


def test_the_summary_of_a_calm_tenant(run: Run, fake: FakeApi) -> None:
    fake.run = replace(fake.run, duplicates={}, unrecognised=(), tenant_id=None)
    fake.outcome("sign-in-blocked", Verdict.PASSED)
    fake.outcome("my-access-link-wrong", Verdict.NOT_APPLICABLE, reason="no tickets")
    told = _trimmed(run("check", "export").stderr)
    assert "tenant  not in the export" in told
    assert CALM in told


def test_whose_the_assignments_are(run: Run, fake: FakeApi) -> None:
    count = SubjectCount(
        1300, certain={"object id": 1000, "request": 200}, probable={"mail": 60}, unresolved={"unknown": 40}
    )
    fake.run = replace(fake.run, subjects=count)
    told = " ".join(run("check", "export").stderr.split())
    assert (
        "people 1,200 of 1,300 assignments resolved to users (object id 1,000, request 200); "
        "60 more probably (mail 60); not resolved (unknown 40)" in told
    )


def test_what_was_not_read_is_not_shown_as_empty(run: Run, fake: FakeApi) -> None:
    users, notes = fake.run.files
    unread = [replace(users, path=f"{name}.json", dataset=name, rows=None) for name in ("groups", "catalogs")]
    empty = replace(users, path="domains.json", dataset="domains", rows=0)
    fake.run = replace(fake.run, files=(users, notes, empty, *unread))
    told = _trimmed(run("check", "export").stderr)
    assert "data      1,200 records in 2 files: users 1,200, domains 0\n" in told
    assert "not read  no chosen check needs catalogs, groups\n" in told


def test_many_unrecognised_files_are_counted(run: Run, fake: FakeApi) -> None:
    fake.run = replace(fake.run, unrecognised=tuple(f"{number}.txt" for number in range(9)))
    assert (
        "9 files not recognised: 0.txt, 1.txt, 2.txt, 3.txt, 4.txt and 4 more"
        in run("check", "export").stderr
    )


def test_a_narrow_terminal_cuts_no_slug(fake: FakeApi) -> None:
    fake.outcome(
        "requestor-is-only-approver", Verdict.NOT_EVALUATED, reason="needs " + "assignment_policies " * 5
    )
    fake.outcome("sign-in-blocked", Verdict.FOUND, findings=7)
    text = io.StringIO()
    print_summary(fake.check(), Path("report"), ("run.json",), Console(file=text, width=60))
    assert "requestor-is-only-approver" in text.getvalue()
    assert max(map(len, text.getvalue().splitlines())) <= 60
