"""Whom and what a command is asked about: `why` and `access` understand the same names, and refuse alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from analyzer.cli import app
from analyzer.errors import ExitCode
from tests.second_opinion import records as make
from tests.second_opinion.why_cases import base
from tests.tables.snapshots import write

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

SHARED = {"mail": "desk@contoso.example"}
HIDDEN = {"mail": None}


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asked") / "export"
    folder.mkdir()
    tenant = base()
    tenant["users"] += [
        make.member("y", **SHARED),
        make.member("x", displayName="\x1b[31mXena\u202e", **SHARED),
        make.member("v", userPrincipalName="eve_fabrikam.example#EXT#@contoso.example", **HIDDEN),
        make.member("w", userPrincipalName="eve_fabrikam.example#EXT#@old.example", **HIDDEN),
    ]
    tenant["access_packages"] += [
        {**make.package("upper"), "displayName": "Tools"},
        {**make.package("lower"), "displayName": "tools"},
        {**make.package("twin-2"), "displayName": "Twin"},
        {**make.package("twin-1"), "displayName": "Twin"},
    ]
    return write(folder, tenant)


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(app, [*map(str, arguments), "--as-of", make.AS_OF])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def refused(*arguments: object) -> str:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (ExitCode.USAGE, "")
    return " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Desk@contoso.example", "Give the id of one: x (\\u001b[31mXena\\u202e), y."),
        ("eve@fabrikam.example", "Give the id of one: v, w."),
    ],
)
def test_a_name_that_people_share_is_refused_alike(export: Path, name: str, said: str) -> None:
    by_why, by_access = refused("why", export, name, "package"), refused("access", export, "--user", name)
    assert by_why == by_access == f"Error: 2 users answer to '{name}'. Hint: {said}"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Twin", "2 access packages answer to 'Twin'. Hint: Give the id of one: twin-1, twin-2."),
        (
            "TOOLS",
            "2 access packages answer to 'TOOLS'. Hint: Give the id of one: lower (tools), upper (Tools).",
        ),
        ("The packege", "The export has no access package 'The packege'. Hint: Did you mean 'The package'?"),
        (
            "=\x1b",
            "The export has no access package '=\\u001b'. Hint: Give an id, or the name as it is displayed.",
        ),
    ],
)
def test_a_package_that_nobody_can_tell_is_refused_alike(export: Path, name: str, said: str) -> None:
    by_why, by_access = (
        refused("why", export, "ada", name),
        refused("access", export, "--access-package", name),
    )
    assert by_why == by_access == f"Error: {said}"


@pytest.mark.parametrize("name", ["Tools", " Tools ", "UPPER", "upper"])
def test_an_exact_name_goes_first_and_case_is_free(export: Path, name: str) -> None:
    assert run("why", export, "ada", name).stdout.startswith("No: ada cannot request 'Tools'.")
    assert run("access", export, "--access-package", name).exit_code == ExitCode.DONE


@pytest.mark.parametrize("name", ["", "  ", "?", "=cmd()", "\x1b\u202e", "%", "\x00"])
def test_nobody_is_called_that(export: Path, name: str) -> None:
    said = refused("access", export, "--user", name)
    assert said.startswith("Error: The export has no user '")
    assert said.endswith("Hint: Give an id, a user principal name or a mail address.")
    assert not {"\x1b", "\u202e", "\x00"} & set(said)


@pytest.mark.parametrize("name", ["adda@contoso.example", "Adda", "ada@contoso.exampel"])
def test_a_misspelt_person_is_asked_back_first_of_all(export: Path, name: str) -> None:
    page = run("why", export, name, "package").stdout
    first = " ".join(page.partition("What to tell the person:")[2].split("\n\n")[0].split())
    assert "Check the spelling" in first or "is not in the directory" in page
    assert ("Did you mean 'ada@contoso.example'?" in first) is (not name.endswith("exampel"))
