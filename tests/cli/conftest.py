"""The command line in front of a made-up api: what is parsed, printed and returned is tested here."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from typer.testing import CliRunner

from analyzer import api
from analyzer.analysis import Analysis, RunFacts, ValidationReport
from analyzer.checking import catalogue
from analyzer.checking.contract import Category, Check, Severity, Subject, Verdict
from analyzer.checking.outcome import FINDING_COLUMNS, Outcome
from analyzer.cli import app
from analyzer.planning import needs
from analyzer.tables.accounting import InputFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer.testing import Result

PROBLEMS = pa.schema(
    {
        "dataset": pa.string(),
        "file": pa.string(),
        "row": pa.int64(),
        "pointer": pa.string(),
        "rule": pa.string(),
        "message": pa.string(),
        "value": pa.string(),
    }
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for an export."""
    folder = tmp_path / "export"
    folder.mkdir()
    return folder


def _decide(users: Any) -> Any:
    """A blocked user cannot use what the user asks for.

    ## Why it matters
    The request waits forever.

    - the approver
      does not know
    - nobody is told

    ## How it is decided
    By the account's state.

    ## What it cannot see
    Sign-in policies.
    """
    return users


def _check(slug: str, severity: Severity, category: Category) -> Check:
    return Check(
        slug=slug,
        title=f"Title of {slug}",
        category=category,
        severity=severity,
        subject=Subject.USER,
        message="{user}",
        remediation="Enable the account.",
        reference="https://learn.microsoft.com/entra",
        decide=_decide,
    )


class FakeApi:
    """Stands in for `analyzer.api` and its snapshot; remembers what it was asked."""

    def __init__(self) -> None:
        made = (
            _check("license-missing", Severity.CRITICAL, Category.ADMINISTRATION),
            _check("sign-in-blocked", Severity.HIGH, Category.REQUESTS),
            _check("my-access-link-wrong", Severity.LOW, Category.REQUESTS),
            _check("requestor-is-only-approver", Severity.MEDIUM, Category.APPROVALS),
        )
        self.checks = {check.slug: check for check in made}
        self.outcomes: list[Outcome] = []
        self.problems: list[dict[str, Any]] = []
        self.error: BaseException | None = None
        self.asked: dict[str, Any] = {}
        self.run = _run_facts()

    def outcome(self, slug: str, verdict: Verdict, **counts: Any) -> None:
        """Let the check end like this."""
        self.outcomes.append(Outcome(check=self.checks[slug], verdict=verdict, **counts))

    def problem(self, dataset: str, rule: str, *, row: int | None, **cells: str) -> None:
        """Let the data have this problem."""
        cells = {
            "file": f"{dataset}.json",
            "pointer": "/mail",
            "message": "5 is not text",
            "value": "5",
            **cells,
        }
        self.problems.append({"dataset": dataset, "rule": rule, "row": row, **cells})

    def open_export(self, path: Path, **options: Any) -> FakeApi:
        """Pretend to read the export, with a little progress."""
        self.asked |= {"path": path, **options}
        if self.error:
            raise self.error
        progress = options["progress"]
        progress.start("users", 10)
        progress.start("groups", None)
        progress.advance("users", 10)
        progress.finish("users")
        progress.advance("groups", 1)
        return self

    def check(self, **options: Any) -> Analysis:
        """Pretend to run the checks."""
        self.asked |= options
        findings = pa.table({name: pa.array(["{}"], pa.string()) for name in FINDING_COLUMNS})
        problems = pa.Table.from_pylist(self.problems, schema=PROBLEMS)
        return Analysis(outcomes=tuple(self.outcomes), findings=findings, problems=problems, run=self.run)

    def validate(self) -> ValidationReport:
        """Pretend to validate."""
        problems = pa.Table.from_pylist(self.problems, schema=PROBLEMS)
        return ValidationReport(problems=problems, duplicates={}, datasets={"users": 1200, "groups": 1})


def _run_facts() -> RunFacts:
    return RunFacts(
        tenant_id="t1",
        as_of=datetime(2026, 3, 1, 12, tzinfo=UTC),
        as_of_source="manifest",
        files=(
            InputFile(path="users.json", sha256="aa", size=10, dataset="users", rows=1200),
            InputFile(path="notes\x1b.txt", sha256="bb", size=3, dataset=None, rows=None),
        ),
        unrecognised=("notes\x1b.txt",),
        duplicates={"users": 2},
    )


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeApi:
    """Return an api that answers at once; the working folder is empty but for the folder `export`."""
    made = FakeApi()
    monkeypatch.setattr(api, "open_export", made.open_export)
    for module in (catalogue, needs):
        monkeypatch.setattr(module, "all_checks", lambda: made.checks)
    monkeypatch.chdir(tmp_path)
    Path("export").mkdir()
    return made


@pytest.fixture
def run(fake: FakeApi) -> Callable[..., Result]:
    """Return a function that runs the command line on the made-up api."""
    assert not fake.asked
    return lambda *arguments: CliRunner().invoke(app, arguments)
