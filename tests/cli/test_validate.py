"""`analyzer validate`: problems by dataset and rule, with examples, and all of them in a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer.testing import Result

    from tests.cli.conftest import FakeApi

    Run = Callable[..., Result]

LISTING = """\
users · type: 4 problems
  users.json, record 1, /mail: 5 is not text
  users.json, record 2, /mail: 5 is not text
  users.json, record 3, /mail: 5 is not text
  and 1 more
  means: The record is set aside, so the dataset is incomplete. Mend the record, or export it again.
  checks on users: license-missing, my-access-link-wrong, requestor-is-only-approver, sign-in-blocked
groups · not-json: 1 problem
  groups/[red]\\u001b.json: cut short
  means: Records are missing: that something is not in the dataset proves nothing. Export the file again, or
         copy it again from where it was whole.
  checks on groups: why
5 problems in 1,201 records in 2 datasets.
"""


def _spoil(fake: FakeApi) -> None:
    for row in range(1, 5):
        fake.problem("users", "type", row=row)
    fake.problem(
        "groups", "not-json", row=None, file="groups/[red]\x1b.json", pointer="", message="cut short"
    )


def test_the_listing(run: Run, fake: FakeApi) -> None:
    _spoil(fake)
    result = run("validate", "export")
    assert (result.stdout, result.stderr) == (LISTING, "")


def test_without_problems(run: Run) -> None:
    assert run("validate", "export").stdout == "No problems in 1,201 records in 2 datasets.\n"


def test_the_file_holds_every_problem(run: Run, fake: FakeApi) -> None:
    _spoil(fake)
    result = run("validate", "export", "--out", "out/problems.csv")
    assert result.stdout == LISTING
    assert result.stderr == "Every problem is in out/problems.csv\n"
    lines = Path("out/problems.csv").read_text(encoding="utf-8").splitlines()
    assert lines[:2] == [
        "dataset,file,row,pointer,rule,message,value",
        '"users","users.json",1,"/mail","type","5 is not text","5"',
    ]
    assert len(lines) == 6
    assert [path.name for path in Path("out").iterdir()] == ["problems.csv"]
