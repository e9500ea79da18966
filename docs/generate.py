"""`python -m docs.generate` rewrites what is generated in the documents; a test says when that is due.

README.md: the table of checks, and what the commands in its `console` blocks print. docs/export.md: all.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer import datasets
from analyzer.checking.catalogue import all_checks
from analyzer.planning.needs import needed_and_used
from analyzer.planning.requests import carrier

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
EXPORT_PAGE = ROOT / "docs" / "export.md"
PROGRAMS = {
    "analyzer": [sys.executable, "-c", "from analyzer.cli import main; main()"],
    "python": [sys.executable],
}
_TABLE = re.compile(r"(<!-- checks -->\n).*?(<!-- end -->)", re.DOTALL)
_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_EXPORT_INTRO = """\
# What to export

Written by `python -m docs.generate` from the schemas and the checks.

Save the answer of each request, every page of it, under the dataset's name: `users.json`, or
`users/page-0001.json` and so on, or `users.parquet`. A request with `{id}` is made once per parent, and
its answer saved under the parent's id: `group_members/<groupId>.json`. All are Microsoft Graph v1.0.

`analyzer plan` says the same as a page, and as a script that makes the requests and saves the answers.

What you leave out is never taken for empty: the checks that need it say `not-evaluated` and name it.
"""


def documents() -> dict[Path, str]:
    """Return each document that has generated parts, as it should be."""
    readme = README.read_text(encoding="utf-8")
    return {README: _with_outputs(_with_check_table(readme)), EXPORT_PAGE: export_page()}


def export_page() -> str:
    """Return docs/export.md: which check needs which dataset, and how to get each dataset."""
    needs = [
        (_code(slug), *(_codes(found) for found in needed_and_used(check)))
        for slug, check in all_checks().items()
    ]
    requests = [(_code(name), _request(name), datasets.permission(name)) for name in datasets.DATASETS]
    return "\n".join(
        (
            _EXPORT_INTRO,
            "## Which check needs what\n",
            _table(("check", "not evaluated without", "decides more with"), needs),
            "\n## Requests\n",
            _table(("dataset", "request", "least permission"), requests),
            "\n`tickets` is your own list of complaints: columns `user`, `access_package`, perhaps `link`.\n",
        )
    )


def _request(name: str) -> str:
    """Return how to get a dataset: its own request, or the one that brings it along."""
    if carrier(name):
        return f"comes inside {_code(carrier(name))}"
    return _code(datasets.request(name)) or "not from Graph"


def _with_check_table(readme: str) -> str:
    rows = [
        (
            f"[`{slug}`](analyzer/checks/{slug.replace('-', '_')}.py)",
            check.severity.value,
            " ".join(check.page["What"].removeprefix("Fires ").split()),
        )
        for slug, check in all_checks().items()
    ]
    table = _table(("check", "severity", "fires"), rows)
    return _TABLE.sub(lambda found: f"{found[1]}{table}\n{found[2]}", readme)


def _with_outputs(readme: str) -> str:
    """Run the commands of every console block, in order and in one folder, and put in what they print."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "sample_exports").symlink_to(ROOT / "sample_exports", target_is_directory=True)
        return _CONSOLE.sub(lambda block: f"```console\n{_session(block[1], here)}```", readme)


def _session(block: str, folder: Path) -> str:
    commands = [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"$ {command}\n{_output(command, folder)}" for command in commands)


def _output(command: str, folder: Path) -> str:
    program, *arguments = shlex.split(command)
    done = subprocess.run(
        [*PROGRAMS[program], *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=True,
    )
    lines = done.stdout.strip("\n").splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = (headings, ("---",) * len(headings), *rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _codes(names: frozenset[str]) -> str:
    return ", ".join(_code(name) for name in datasets.DATASETS if name in names)


if __name__ == "__main__":
    for path, text in documents().items():
        path.write_text(text, encoding="utf-8", newline="\n")
