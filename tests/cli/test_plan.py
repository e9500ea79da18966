"""`analyzer plan`: its four forms, on stdout or in a file."""

from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from analyzer.cli import app
from analyzer.planning.export_plan import plan_from_scratch
from tests.repository import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

PARTIAL = ROOT / "sample_exports" / "partial"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["plan", *arguments])


def test_the_page() -> None:
    result = run()
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("What to export: ")
    assert all(f"GET {step.request.path}\n" in result.stdout for step in plan_from_scratch().steps)


def test_the_document() -> None:
    result = run("--format", "json")
    document = json.loads(result.stdout)
    assert (result.exit_code, document["export"]) == (0, None)
    assert [request["dataset"] for request in document["requests"]] == [
        step.request.dataset for step in plan_from_scratch().steps
    ]
    members = document["requests"][-1]
    assert members == {
        "dataset": "group_members",
        "request": "GET /groups/{id}/members?$select=id&$top=999",
        "instead": None,
        "once_per": "groups",
        "only_named": True,
        "parents": [],
        "carries": [],
        "permissions": ["GroupMember.Read.All"],
        "saved_as": "group_members/{id}.json",
        "source": "https://learn.microsoft.com/graph/api/group-list-members?view=graph-rest-1.0",
        "unlocks": members["unlocks"],
        "sharpens": members["sharpens"],
        "reasons": [],
    }
    assert {"name": "User.Read.All", "for": ["users", "deleted_users"]} in document["permissions"]


def test_what_an_export_lacks() -> None:
    result = run("--for", str(PARTIAL), "--format", "json")
    document = json.loads(result.stdout)
    assert (result.exit_code, document["export"], document["by_hand"]) == (0, str(PARTIAL), ["tickets"])
    assert [request["dataset"] for request in document["requests"]] == [
        "subscribed_skus",
        "deleted_users",
        "directory_role_assignments",
        "assignments",
        "group_members",
    ]


def test_a_script_in_a_file(tmp_path: Path) -> None:
    out = tmp_path / "collect.py"
    result = run("--format", "python", "--out", str(out))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", f"The plan is in {out}\n")
    assert ast.parse(out.read_text(encoding="utf-8")).body
    assert run("--format", "python").stdout == out.read_text(encoding="utf-8")


def test_a_script_for_powershell() -> None:
    assert run("--format", "powershell").stdout.startswith("<#\n")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--format", "html"], 2, "'html' is not one of"),
        (["--for", "nowhere"], 2, "nowhere does not exist."),
        (["--for", str(PARTIAL), "--out", str(PARTIAL / "plan.txt")], 2, "lies inside the export"),
        (["--out", str(PARTIAL)], 2, "is a folder, not a file"),
        (["--for", str(ROOT / "LICENSE")], 3, "holds nothing that is recognised"),
    ],
)
def test_mistakes_are_told_in_a_sentence(arguments: list[str], code: int, told: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert told in result.stderr
