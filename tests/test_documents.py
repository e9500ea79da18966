"""README.md, CONTRIBUTING.md and docs/ say what is true: paths exist, commands work, outputs are real."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from analyzer import __version__
from analyzer.checking.catalogue import all_checks
from analyzer.checking.contract import Verdict
from analyzer.errors import ExitCode
from docs import generate
from tests.repository import ROOT

if TYPE_CHECKING:
    from pathlib import Path

README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "sample_exports").rglob("*.md")]
)

MADE_BY_A_COMMAND = re.compile(r"report/|\.venv/|(run|findings)\.json$")
STARTS = (ROOT, ROOT / "analyzer", ROOT / "sample_exports" / "contoso")
PATH = re.compile(r"(?:\.{1,2}/)?[\w.<>*-]+(?:/[\w.<>*-]*)+|[\w<>*-]+\.(?:py|md|toml|json|ipynb)")
EXAMPLES_OF_EXPORTS = {"Users.parquet", "users.json", "users.parquet"}


def named_paths(text: str) -> list[str]:
    """Return what a document calls a path: in code, in links, and in its picture of the folders."""
    prose = re.sub(r"^```\w+\n.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    pictures = re.findall(r"^```text\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)
    in_code = re.findall(r"`([^`\n]+)`", prose)
    links = re.findall(r"\]\(([^)#:]+)\)", prose)
    in_pictures = [line.split()[0] for picture in pictures for line in picture.splitlines() if line.strip()]
    return sorted({name for name in (*in_code, *links, *in_pictures) if PATH.fullmatch(name)})


def exists(name: str, document: Path) -> bool:
    """Tell whether a name leads somewhere; `<slug>` stands for anything."""
    pattern = re.sub(r"<\w+>", "*", name).rstrip("/")
    return any(any(start.glob(pattern)) for start in (document.parent, *STARTS))


def rows(text: str, heading: str) -> list[list[str]]:
    """Return the cells of the table below a heading."""
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_path_that_is_named_exists(document: Path) -> None:
    names = named_paths(document.read_text(encoding="utf-8"))
    ours = [name for name in names if not MADE_BY_A_COMMAND.match(name) and name not in EXAMPLES_OF_EXPORTS]
    assert [name for name in ours if not exists(name, document)] == []


def test_a_path_that_does_not_exist_is_noticed() -> None:
    text = "see `analyzer/nowhere.py`, [that](docs/nothing.md), `tests/checks/cases/<slug>.toml`"
    names = named_paths(text)
    assert [name for name in names if not exists(name, ROOT / "README.md")] == [
        "analyzer/nowhere.py",
        "docs/nothing.md",
    ]


@pytest.mark.parametrize("document", [generate.README, generate.EXPORT_PAGE], ids=lambda path: path.name)
def test_what_is_generated_is_up_to_date(document: Path, generated: dict[Path, str]) -> None:
    assert document.read_text(encoding="utf-8") == generated[document], "`make docs` rewrites it"


@pytest.fixture(scope="module")
def generated() -> dict[Path, str]:
    return generate.documents()


def test_the_table_of_checks_is_the_catalogue() -> None:
    table = rows(README, "What it answers")
    assert [(row[0].split("`")[1], row[1]) for row in table] == [
        (slug, check.severity) for slug, check in all_checks().items()
    ]


def test_the_verdicts_and_exit_codes_are_those_of_the_code() -> None:
    assert {row[0].strip("`") for row in rows(README, "How to read what is not decided")} == set(Verdict)
    assert [int(row[0]) for row in rows(README, "Exit codes")] == list(ExitCode)


def test_the_python_example_runs() -> None:
    (example,) = re.findall(r"^```python\n(.*?)^```$", README, flags=re.DOTALL | re.MULTILINE)
    shown = f"{example}\nprint(len(guests), sorted(set(findings['check'])))"
    done = subprocess.run([sys.executable, "-c", shown], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "37 ['sign-in-blocked']"


def test_the_readme_opens_with_two_commands_that_ci_finds() -> None:
    commands = [line for line in README.splitlines() if line.startswith("python3 -m venv ")]
    assert [command.split(" && ")[-1] for command in commands] == [
        ".venv/bin/analyzer check sample_exports/contoso --out report",
        ".venv/bin/python -m pytest",
    ]
    last_words = re.findall(r'"(-[^"]+)"', (ROOT / ".ci" / "run").read_text(encoding="utf-8"))
    for command, words in zip(commands, last_words[:2], strict=True):
        assert command.endswith(words)


def test_the_changelog_knows_this_version() -> None:
    assert re.findall(r"^## \[(.+?)\]", CHANGELOG, flags=re.MULTILINE)[:2] == ["Unreleased", __version__]
