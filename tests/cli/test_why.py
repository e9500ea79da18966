"""`analyzer why`: the page, the exit codes, and what it says when it cannot answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from analyzer.cli import app
from analyzer.errors import ExitCode
from tests.second_opinion import records as make
from tests.second_opinion.why_cases import base, without
from tests.tables.snapshots import write

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

    from tests.second_opinion.records import Tenant

HOSTILE = '=1+1<script>alert(1)</script>\u202e\x1b[31m"\n{user}'


@pytest.fixture
def tenant() -> Tenant:
    return base()


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(app, ["why", *map(str, arguments), "--as-of", make.AS_OF])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def refused(result: Result, code: ExitCode = ExitCode.USAGE) -> str:
    """Return what a command says that was refused, on one line, nothing else having been written."""
    assert (result.exit_code, result.stdout) == (code, "")
    return " ".join(result.stderr.split())


def test_the_page_of_somebody_who_may(tenant: Tenant, folder: Path) -> None:
    result = run(write(folder, tenant), "ada", "The package")
    assert (result.exit_code, result.stderr) == (ExitCode.DONE, "")
    lines = result.stdout.splitlines()
    assert lines[:2] == [
        "Yes: ada can request 'The package'.",
        "As of 2026-06-01 00:00 UTC (--as-of).",
    ]
    assert f"  Open {make.link('package')} and request it." in lines
    assert "  No approval is needed." in lines
    assert "What stands in the way:" not in lines


def test_the_page_of_somebody_who_may_not(tenant: Tenant, folder: Path) -> None:
    tenant["catalogs"] = [make.catalog(state="unpublished")]
    lines = run(write(folder, tenant), "ADA@contoso.example", "package").stdout.splitlines()
    assert lines[0] == "No: ada cannot request 'The package'."
    at = lines.index("What stands in the way:")
    told = "The catalog 'catalog' is not enabled, so nobody can request what is in it. [catalog-disabled"
    assert lines[at + 1 : at + 3] == [f"  1. {told}]", ""]  # what to do about it stands with the changes
    gates = " ".join(" ".join(lines[lines.index("Every gate:") :]).split())
    assert f"- {told}: stands in the way] Seen in catalogs.json, row 1 (id catalog) -" in gates
    assert "  A. Enable the catalog 'catalog'." in lines
    assert "     Ask an owner of the catalog 'catalog', or an Identity Governance Administrator." in lines


def test_what_is_there_already_is_no_obstacle(tenant: Tenant, folder: Path) -> None:
    tenant["assignments"] = [make.assignment("assignment", make.person("ada"))]
    page = run(write(folder, tenant), "ada", "package").stdout
    assert page.startswith("ada has 'The package' already.")
    assert "    Seen in assignments.json, row 1 (id assignment)\n" in page
    assert "ada has this access package already: delivered" in page.partition("Every gate")[0]
    assert "stands in the way" not in page


@pytest.mark.parametrize(
    ("user", "state", "advice"),
    [
        (
            "ada",
            "published",
            "Others, such as a manager, may ask on behalf of the person: one policy lets them.",
        ),
        (
            "ada",
            "unpublished",
            "Asking again will not help until something is changed; whom to ask is below.",
        ),
        ("gus", "published", "Asking again will not help until something is changed; whom to ask is below."),
    ],
)
def test_others_may_ask_where_nothing_else_is_in_the_way(
    tenant: Tenant, folder: Path, user: str, state: str, advice: str
) -> None:
    for_others = {
        "enableTargetsToSelfAddAccess": False,
        "enableOnBehalfRequestorsToAddAccess": True,
        "onBehalfRequestors": [make.subject("targetManager", managerLevel=1)],
    }
    tenant["assignment_policies"] = [make.policy(requestorSettings=for_others)]
    tenant["catalogs"] = [make.catalog(state=state)]
    page = run(write(folder, tenant), user, "package").stdout
    assert f"What to tell the person:\n  {advice}\n" in page


def test_nobody_is_said_to_have_an_account_who_has_none(tenant: Tenant, folder: Path) -> None:
    page = run(write(folder, tenant), "new@fabrikam.example", "package").stdout
    assert "The account of" not in page
    assert "new@fabrikam.example is not in the directory, and counts as a person from outside." in page


def test_of_somebody_unknown_no_gate_about_a_person_is_told(tenant: Tenant, folder: Path) -> None:
    page = run(write(folder, tenant), "nobody", "package").stdout
    assert page.startswith("This export does not tell whether nobody can request 'The package'.")
    gates = page.partition("Every gate:\n")[2].partition("\n\n")[0]
    assert set(re.findall(r"\[([a-z-]+):", gates)) == {
        "license-missing",
        "user-not-found",
        "package-not-found",
        "catalog-disabled",
        "package-without-policy",
    }


@pytest.mark.parametrize("arguments", [(), ("ada",), ("  ", "package"), ("ada", "")])
def test_a_person_and_a_package_are_needed(tenant: Tenant, folder: Path, arguments: tuple[str, ...]) -> None:
    assert refused(run(write(folder, tenant), *arguments)) == (
        "Error: Who wants which access package? "
        "Hint: Give a person and an access package, or --tickets FILE with --out FILE."
    )


def test_an_unknown_package_lists_the_nearest(tenant: Tenant, folder: Path) -> None:
    export = write(folder, tenant)
    assert refused(run(export, "ada", "the packege")) == (
        "Error: The export has no access package 'the packege'. Hint: Did you mean 'The package'?"
    )
    assert refused(run(export, "ada", "zzz")).endswith("Hint: Give an id, or the name as it is displayed.")


def test_a_package_by_id_in_any_case_or_by_name_with_blanks_around(tenant: Tenant, folder: Path) -> None:
    export = write(folder, tenant)
    for text in ("PACKAGE", " package ", " The package "):
        assert "'The package'" in run(export, "ada", text).stdout.partition("\n")[0]


def test_a_name_that_two_packages_share_lists_their_ids(tenant: Tenant, folder: Path) -> None:
    tenant["access_packages"].append({**make.package("twin"), "displayName": "The package"})
    assert refused(run(write(folder, tenant), "ada", "The package")) == (
        "Error: 2 access packages answer to 'The package'. Hint: Give the id of one: package, twin."
    )


def test_a_mail_that_two_people_share_lists_their_ids(tenant: Tenant, folder: Path) -> None:
    tenant["users"] += [make.member(each, mail="desk@contoso.example") for each in ("y", "x")]
    assert refused(run(write(folder, tenant), "Desk@contoso.example", "package")) == (
        "Error: 2 users answer to 'Desk@contoso.example'. Hint: Give the id of one: x, y."
    )


def test_an_export_without_packages_cannot_be_asked(tenant: Tenant, folder: Path) -> None:
    del tenant["access_packages"]
    said = refused(run(write(folder, tenant), "ada", "package"), ExitCode.UNUSABLE_EXPORT)
    assert said == (
        "Error: The export has no access_packages. Hint: `analyzer plan --for EXPORT` says how to export it."
    )


@pytest.mark.parametrize("lacking", ["users", "assignment_policies", "subscribed_skus", "assignments"])
def test_what_else_is_missing_is_named(tenant: Tenant, folder: Path, lacking: str) -> None:
    del tenant[lacking]
    result = run(write(folder, tenant), "ada", "package")
    assert result.exit_code == ExitCode.DONE
    assert result.stdout.startswith("This export does not tell whether ada can request 'The package'.")
    assert lacking in result.stdout.partition("What the export does not tell:")[2].partition("\n\n")[0]


def test_an_export_that_is_none(tmp_path: Path) -> None:
    assert refused(run(tmp_path / "nowhere", "ada", "package")).startswith("Error: ")
    (tmp_path / "notes.txt").write_text("nothing", encoding="utf-8")
    refused(run(tmp_path / "notes.txt", "ada", "package"), ExitCode.UNUSABLE_EXPORT)


def test_names_do_nothing_to_a_terminal(tenant: Tenant, folder: Path) -> None:
    tenant["users"][0]["displayName"] = HOSTILE
    tenant["access_packages"][0]["displayName"] = HOSTILE
    tenant["catalogs"] = [{**make.catalog(), "displayName": HOSTILE}]
    tenant["assignment_policies"][0]["displayName"] = HOSTILE
    page = run(write(folder, tenant), "ada", "package").stdout
    assert page.startswith('Yes: =1+1<script>alert(1)</script>\\u202e\\u001b[31m"\\n{user} can request')
    assert not {"\u202e", "\x1b"} & set(page)


def test_a_name_in_an_error_does_nothing_either(tenant: Tenant, folder: Path) -> None:
    tenant["access_packages"] = without(tenant["access_packages"], "displayName")
    said = refused(run(write(folder, tenant), "ada", "\x1b[31mred\u202e"))
    assert said.startswith("Error: The export has no access package '\\u001b[31mred\\u202e'.")
