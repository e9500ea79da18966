"""`analyzer approvals`: the page, the file, and what is said of an export that cannot tell."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from analyzer import open_export
from analyzer.cli import app
from analyzer.errors import ExitCode
from analyzer.reachability import APPROVAL_COLUMNS, PROBLEMS
from tests.second_opinion import records as make
from tests.tables.snapshots import AS_OF, write

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

AS_OF_LINE = "As of 2026-01-01 00:00 UTC (--as-of)\n"
END = """\
Not looked at
  - requests that wait for approval or were denied (the export has no assignment_requests)
  - who could decide what ID Protection sends to approval (the export has no directory_role_assignments)
  - mails that are turned off (the export has no
    assignment_policies.notificationSettings.isAssignmentNotificationDisabled)
What no export can show
  - whom an approver has delegated to
  - whether ID Protection or Insider Risk asks Security Administrators first
  - whom a custom extension chooses as approvers, and at which stage a request waits
"""
PAGE = f"""\
{AS_OF_LINE}Found
  critical  self-approval: the only approver is the requestor, in 1 policy
    Stage 1 of the policy 'policy' for 'The package' has nobody but the requestor to approve what \\u202e=cmd
    asks for.
    To do: Add another approver: nobody approves their own request.
  low  single-approver: a single person can approve, in 1 policy
    Stage 1 of the policy 'policy' for 'The package' rests on a single person; for Anna it is \\u202e=cmd.
    To do: Add an approver, a group, or alternate approvers.
{END}1 requestable policy asks for approval; something was found in 1.
"""


@pytest.fixture
def tenant() -> dict[str, Any]:
    stage = make.stage(make.single("boss"))
    return {
        "users": [
            make.member("anna", displayName="Anna"),
            make.member("boss", displayName="\u202e=cmd"),
            make.member("carl", displayName="Carl"),
        ],
        "groups": [],
        "group_members": [],
        "catalogs": [make.catalog()],
        "access_packages": [make.package()],
        "assignment_policies": [make.policy(stages=(stage,))],
    }


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["approvals", *map(str, arguments), "--as-of", "2026-01-01"])


def test_the_page_and_the_file(tenant: dict[str, Any], folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "approvals.csv"
    result = _run(write(folder, tenant), "--out", out)
    assert (result.exit_code, result.stdout) == (ExitCode.DONE, PAGE)
    assert result.stderr == f"Every row is in {out}\n"
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [*rows[0]] == [*APPROVAL_COLUMNS]
    chosen = ("problem", "fires", "requestors", "example_requestor", "approver_id", "stage")
    assert [[row[name] for name in chosen] for row in rows] == [
        ["self-approval", "true", "1", "'\\u202e=cmd", "boss", "1"],
        ["single-approver", "true", "2", "Anna", "boss", "1"],
    ]


def test_what_cannot_be_told_says_what_is_lacking(tenant: dict[str, Any], folder: Path) -> None:
    manager = make.subject("requestorManager", managerLevel=1)
    tenant["assignment_policies"] = [make.policy(stages=(make.stage(manager),))]
    tenant["users"] = [{k: v for k, v in user.items() if k != "manager"} for user in tenant["users"]]
    page = _run(write(folder, tenant)).stdout
    assert "Not decided\n" in page
    assert "Undetermined, as not every approver of the stage can be told: Stage 1" in page
    assert "users.manager" in page
    assert page.endswith("1 requestable policy asks for approval; something was found in 0.\n")


def test_stages_that_were_not_exported_are_told(tenant: dict[str, Any], folder: Path) -> None:
    tenant["assignment_policies"][0]["requestApprovalSettings"] = {"isApprovalRequiredForAdd": True}
    page = " ".join(_run(write(folder, tenant)).stdout.split())
    assert "Undetermined, as the stages of the policy were not exported" in page


def test_nothing_to_find(tenant: dict[str, Any], folder: Path) -> None:
    people = [make.single(each) for each in ("anna", "boss", "carl")]
    tenant["assignment_policies"] = [make.policy(stages=(make.stage(*people),))]
    last = "1 requestable policy asks for approval; something was found in 0.\n"
    assert _run(write(folder, tenant)).stdout == AS_OF_LINE + END + last


def test_without_users_nothing_can_be_said(tenant: dict[str, Any], folder: Path) -> None:
    del tenant["users"]
    result = _run(write(folder, tenant))
    assert result.exit_code == ExitCode.UNUSABLE_EXPORT
    assert result.stderr.startswith("Error: The export has no users")


def test_the_frame_comes_first(tenant: dict[str, Any], folder: Path) -> None:
    found = open_export(write(folder, tenant), as_of=AS_OF).approvals()
    assert found.frame.columns.tolist() == [*APPROVAL_COLUMNS]
    assert set(found.frame["problem"]) <= set(PROBLEMS)
    assert found.frame["severity"].tolist() == ["critical", "low"]
    assert "<td>Anna</td>" in found._repr_html_()  # what Jupyter calls


def test_names_in_a_notebook_are_no_markup(tenant: dict[str, Any], folder: Path) -> None:
    tenant["users"][0]["displayName"] = "<script>alert(1)</script>"
    html = open_export(write(folder, tenant), as_of=AS_OF).approvals()._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
