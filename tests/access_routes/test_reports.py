"""access.csv, the page in Jupyter and the page on a terminal, with names that guests chose."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from analyzer.access_routes.rendering import ROUTE_COLUMNS
from analyzer.cli import app
from tests.access_routes.asking import opened, rows
from tests.access_routes.one_user import ADA, EXPECTED, tenant
from tests.tables.snapshots import write

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

FORMULA = '=HYPERLINK("https://evil.example","a,b")'
SCRIPT = "<script>alert(1)</script>\u202e\x1b[31m\nsecond line"
AS_OF = "2026-01-01"


def hostile() -> dict[str, Any]:
    """Ada's tenant, in which she calls herself a formula and a group is called a script."""
    users = [
        user | {"userPrincipalName": FORMULA} if user["id"] == ADA else user for user in tenant()["users"]
    ]
    groups = [
        group | {"displayName": SCRIPT} if group["id"] == "club" else group for group in tenant()["groups"]
    ]
    return tenant() | {"users": users, "groups": groups}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["access", *arguments, "--as-of", AS_OF])


def test_the_file_says_what_the_table_says(tmp_path: Path) -> None:
    report = opened(tmp_path / "export", tenant()).access()
    report.write_csv(tmp_path / "access.csv")
    with (tmp_path / "access.csv").open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    told = [{key: _text(value) for key, value in row.items()} for row in rows(report.routes)]
    assert list(written[0]) == list(ROUTE_COLUMNS)
    assert written == told


def _text(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def test_cells_run_nowhere_and_stay_on_their_line(tmp_path: Path) -> None:
    opened(tmp_path / "export", hostile()).access(user=ADA).write_csv(tmp_path / "access.csv")
    lines = (tmp_path / "access.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1 + len(EXPECTED)
    written = list(csv.DictReader(lines))
    assert {row["user_principal_name"] for row in written} == {"'" + FORMULA}
    club = next(row["resource_name"] for row in written if row["resource_id"] == "club")
    assert club == r"<script>alert(1)</script>\u202e\u001b[31m\nsecond line"


def test_the_page_in_jupyter_runs_nothing(tmp_path: Path) -> None:
    snapshot = opened(tmp_path, hostile())
    for report in (snapshot.access(user=ADA), snapshot.access_if_removed("group", "club")):
        page = report._repr_html_()
        assert "HYPERLINK" in page
        assert "<script>" not in page
        assert "&lt;script&gt;" in page
        assert not re.search("[\u202e\x1b]", page)
        assert "What this export cannot show" in page


def test_jupyter_and_the_terminal_show_the_same_rows(tmp_path: Path) -> None:
    page = opened(tmp_path / "export", tenant()).access(user=ADA).page
    printed = run(str(tmp_path / "export"), "--user", ADA).stdout
    assert len(page.rows) == len(EXPECTED)
    assert page.lines[0] in " ".join(printed.split())
    assert all(row[3][:6] in printed for row in page.rows)


def test_a_terminal_is_not_told_what_to_do(tmp_path: Path) -> None:
    printed = run(str(write(tmp_path, hostile())), "--resource", "club").stdout
    assert "\x1b" not in printed
    assert "\u202e" not in printed
    assert "alert(1)" in printed


def test_a_large_answer_is_counted_and_its_beginning_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analyzer.reports.access_report.MOST_SHOWN", 3)
    page = opened(tmp_path, tenant()).access().page
    assert (len(page.rows), page.more) == (3, len(EXPECTED) + 1 - 3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--if-removed", "widget", "x"], "Nothing is known about removing a 'widget'"),
        (["--if-removed", "assignment", "nope"], "The export has no assignment 'nope'"),
        (["--if-removed", "group", "clubb"], "Did you mean 'club'?"),
        (["--put-under-package", "club", "nope"], "The export has no access package 'nope'"),
        (["--user", ADA, "--if-removed", "group", "club"], "Only one question at a time"),
        (["--direct-assignments", "x.csv"], "needs a loss to prevent"),
        (["--user", "nobody@nowhere.example"], "The export has no user"),
    ],
)
def test_a_wrong_question_is_a_usage_error(tmp_path: Path, arguments: list[str], message: str) -> None:
    result = run(str(write(tmp_path, tenant())), *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output


def test_simulations_are_written(tmp_path: Path) -> None:
    export = str(write(tmp_path / "export", tenant()))
    out, bulk = tmp_path / "loss.csv", tmp_path / "bulk.csv"
    result = run(
        export, "--if-removed", "assignment", "given", "--out", str(out), "--direct-assignments", str(bulk)
    )
    assert result.exit_code == 0, result.output
    with out.open(encoding="utf-8", newline="") as file:
        (row,) = list(csv.DictReader(file))
    assert (row["user_id"], row["resource_id"], row["outcome"]) == (ADA, "crm", "kept")
    assert row["still_held_through"] == "access-package The vault; group-direct"
    assert bulk.read_text(encoding="utf-8").startswith("AccessPackageId,")
    assert "The assignments are in" in result.stderr


def test_the_export_is_not_written_into(tmp_path: Path) -> None:
    export = write(tmp_path, tenant())
    result = run(str(export), "--out", str(export / "access.csv"))
    assert result.exit_code == 2
