"""What the whole code base keeps to: the layers, quick imports, short files and functions, docstrings."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import analyzer.api  # noqa: F401  # makes every relation known by name
from analyzer.tables.relations import RELATIONS
from tests.repository import ROOT, own_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_LINES = 300
MOST_LINES_OF_A_TEST_FILE = 400
MOST_LINES_OF_A_FUNCTION = 40
HEAVY = ("pandas", "numpy", "pyarrow", "jsonschema", "rich.console")
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

# Where packages come from, and places on somebody's machine: neither belongs into a repository.
REGISTRY = re.compile(
    r"pypi\.(?:org|python)|python[h]osted|npmjs\.(?:org|com)|index[-_]url|/simple/?$", re.MULTILINE
)
MACHINE = re.compile(r"(?<![\w.*/-])/(?:work|root|farm|opt|home|mnt|tmp)/\w|\b[A-Z]:\\+Users\b")

SOURCES = [path for path in own_files() if path.suffix == ".py"]
PACKAGE = [path for path in SOURCES if path.is_relative_to(ROOT / "analyzer")]


def place(path: Path, node: ast.stmt | None = None) -> str:
    name = path.relative_to(ROOT).as_posix()
    return f"{name}:{node.lineno}" if node else name


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function without its docstring."""
    last = function.end_lineno or function.lineno
    lines = last - function.lineno + 1
    if ast.get_docstring(function) is not None:
        docstring = function.body[0]
        lines -= (docstring.end_lineno or docstring.lineno) - docstring.lineno + 1
    return lines


def public_definitions(
    body: list[ast.stmt],
) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Yield public functions, classes and their public methods; not what a function defines inside."""
    for node in body:
        if isinstance(node, DEFINITIONS) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public_definitions(node.body)


def test_imports_point_one_way() -> None:
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "program",
    [
        "import analyzer; analyzer.__version__",
        "import analyzer.datasets as datasets; [datasets.schema(name) for name in datasets.DATASETS]",
        "from analyzer.checking import catalogue; [check.page for check in catalogue.all_checks().values()]",
    ],
    ids=["package root", "datasets", "catalogue"],
)
def test_what_starts_often_starts_light(program: str) -> None:
    """The commands themselves are measured in tests/cli/test_start_up.py."""
    told = f"import sys; {program}; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_files_are_short_enough_to_read() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    tests = ROOT / "tests"
    most = {path: MOST_LINES_OF_A_TEST_FILE if path.is_relative_to(tests) else MOST_LINES for path in SOURCES}
    assert [f"{place(path)}: {lines} lines" for path, lines in lengths.items() if lines > most[path]] == []


def test_functions_are_short_enough_to_read() -> None:
    functions = (
        (path, node) for path in SOURCES for node in ast.walk(parsed(path)) if isinstance(node, FUNCTIONS)
    )
    long = [
        f"{place(path, node)} {node.name}: {code_lines(node)} lines"
        for path, node in functions
        if code_lines(node) > MOST_LINES_OF_A_FUNCTION
    ]
    assert long == []


def test_what_is_public_says_what_it_is() -> None:
    silent = [
        f"{place(path, node)} {node.name}"
        for path in PACKAGE
        for node in public_definitions(parsed(path).body)
        if ast.get_docstring(node) is None
    ]
    assert silent == []
    assert [place(path) for path in PACKAGE if ast.get_docstring(parsed(path)) is None] == []


def test_every_relation_says_what_it_holds() -> None:
    assert [name for name, function in RELATIONS.items() if not function.__doc__] == []


@pytest.mark.parametrize("forbidden", [REGISTRY, MACHINE], ids=["registry hosts", "machine paths"])
def test_no_file_names_a_place_that_others_do_not_have(forbidden: re.Pattern[str]) -> None:
    found = []
    for path in own_files():
        text = path.read_bytes().decode("utf-8", "replace")
        found += [f"{place(path)}: {match[0]}" for match in forbidden.finditer(text)]
    assert found == []
