"""What every command shares: the exit codes, and errors that are sentences, never tracebacks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from analyzer import __version__
from analyzer.checking.contract import Verdict
from analyzer.errors import AnalyzerError, ExitCode, ExportError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer.testing import Result

    from tests.cli.conftest import FakeApi

    Run = Callable[..., Result]

FOUND = ("sign-in-blocked", Verdict.FOUND)  # high
PASSED = ("license-missing", Verdict.PASSED)


def test_version(run: Run) -> None:
    result = run("--version")
    assert (result.exit_code, result.stdout) == (0, f"analyzer {__version__}\n")


@pytest.mark.parametrize(
    "arguments", [["--help"], ["-h"], ["check", "--help"], ["validate", "-h"], ["checks", "-h"]]
)
def test_help(run: Run, arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == ExitCode.DONE
    assert result.stdout.startswith("Usage: ")


def test_help_tells_the_exit_codes(run: Run) -> None:
    told = run("--help").stdout
    assert all(f"\n    {code.value}  " in told for code in ExitCode)


@pytest.mark.parametrize(
    ("outcomes", "options", "code"),
    [
        ([PASSED], [], 0),
        ([FOUND], [], 0),
        ([FOUND], ["--fail-on", "critical"], 0),
        ([FOUND], ["--fail-on", "high"], 1),
        ([FOUND], ["--fail-on", "INFO"], 1),
        ([PASSED], ["--fail-on", "info"], 0),
        ([PASSED, FOUND], ["--strict"], 0),
        ([("license-missing", Verdict.NOT_APPLICABLE)], ["--strict"], 0),
        ([("license-missing", Verdict.UNDETERMINED)], [], 0),
        ([("license-missing", Verdict.UNDETERMINED)], ["--strict"], 4),
        ([("license-missing", Verdict.NOT_EVALUATED)], ["--strict"], 4),
        ([("license-missing", Verdict.ERRORED)], ["--strict"], 4),
        ([FOUND, ("license-missing", Verdict.ERRORED)], ["--fail-on", "low"], 1),
        ([FOUND, ("license-missing", Verdict.ERRORED)], ["--fail-on", "low", "--strict"], 4),
    ],
)
def test_exit_codes_of_check(
    run: Run, fake: FakeApi, outcomes: list[tuple[str, Verdict]], options: list[str], code: int
) -> None:
    for slug, verdict in outcomes:
        fake.outcome(slug, verdict, findings=int(verdict is Verdict.FOUND))
    result = run("check", "export", *options)
    assert result.exit_code == code
    assert result.stdout == ""
    assert sorted(path.name for path in Path("report").iterdir()) == [
        "checks.csv",
        "findings.csv",
        "problems.csv",
        "run.json",
    ]


def test_exit_codes_of_validate(run: Run, fake: FakeApi) -> None:
    assert run("validate", "export").exit_code == ExitCode.DONE
    fake.problem("users", "type", row=1)
    assert run("validate", "export").exit_code == ExitCode.FINDINGS


@pytest.mark.parametrize("command", ["check", "validate"])
@pytest.mark.parametrize(
    ("error", "code"), [(UsageError("No such path.", "Look again."), 2), (ExportError("Nothing in it."), 3)]
)
def test_an_error_is_a_sentence_a_hint_and_a_number(
    run: Run, fake: FakeApi, command: str, error: AnalyzerError, code: int
) -> None:
    fake.error = error
    result = run(command, "export")
    assert result.exit_code == code
    assert result.stdout == ""
    hint = f"Hint: {error.hint}\n" if error.hint else ""
    assert result.stderr == f"Error: {error.message}\n{hint}"
    assert not Path("report").exists()


def test_an_error_shows_hostile_names_harmlessly(run: Run, fake: FakeApi) -> None:
    fake.error = UsageError("Nobody is called '\x1b[2J\u202ekcalb'.")
    assert run("check", "export").stderr == "Error: Nobody is called '\\u001b[2J\\u202ekcalb'.\n"


def test_an_interrupted_run_leaves_nothing(run: Run, fake: FakeApi) -> None:
    fake.error = KeyboardInterrupt()
    result = run("check", "export")
    assert (result.exit_code, result.stderr) == (130, "Interrupted.\n")
    assert not Path("report").exists()


def test_a_bug_stays_a_traceback(run: Run, fake: FakeApi) -> None:
    fake.error = ZeroDivisionError()
    assert isinstance(run("check", "export").exception, ZeroDivisionError)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["check", "export", "--select", "sign-in"], ["'sign-in'", "sign-in-blocked"]),
        (["check", "export", "--ignore", "request,approvals"], ["'request'", "requests"]),
        (["check", "export", "--select", "zzz"], ["'zzz'", "analyzer checks"]),
        (["check", "export", "--select", "requests", "--ignore", "requests"], ["No check is left"]),
        (["check", "export", "--fail-on", "hihg"], ["severity 'hihg'", "high"]),
        (["check", "export", "--fail-on", "9"], ["severity '9'", "critical, high, medium, low, info"]),
        (["check", "export", "--format", "pdf"], ["format 'pdf'", "csv, json"]),
        (["check", "export", "--as-of", "yesterday"], ["'yesterday'", "ISO 8601", "2026-03-31"]),
        (["check", "export", "--as-of", "0001-01-01T00:00:00+14:00"], ["ISO 8601"]),
        (["check", "export", "--out", "export/report"], ["inside the export", "../report"]),
        (["check", "export", "--out", "export"], ["inside the export"]),
        (["check", "export", "--out", "taken"], ["'taken' is a file"]),
        (["check", "export", "--out", "taken/report"], ["'taken' is a file"]),
        (["validate", "export", "--out", "export/p.csv"], ["inside the export"]),
        (["validate", "taken", "--out", "taken"], ["inside the export"]),
        (["validate", "export", "--out", "folder"], ["is a folder"]),
        (["checks", "sign-in-bloked"], ["check 'sign-in-bloked'", "sign-in-blocked"]),
        (["checks", "zzz"], ["check 'zzz'", "analyzer checks"]),
        (["check"], ["EXPORT"]),
        (["check", "export", "--nonsense"], ["--nonsense"]),
        (["chekc"], ["chekc", "check"]),
    ],
)
def test_what_a_user_can_do_wrong(run: Run, fake: FakeApi, arguments: list[str], told: list[str]) -> None:
    Path("taken").write_text("", encoding="utf-8")
    Path("folder").mkdir()
    result = run(*arguments)
    assert result.exit_code == ExitCode.USAGE
    assert "Error: " in result.stderr
    assert not [part for part in told if part not in result.stderr]
    assert not fake.asked, "the export was read before the mistake was told"
