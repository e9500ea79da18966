"""What people install: a wheel with the schemas and without tests, that runs without the checkout."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

import analyzer
from analyzer.datasets import DATASETS
from tests.repository import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FROM_WHEEL = """
import sys
sys.path.insert(0, {site!r})
import analyzer
assert analyzer.__file__.startswith({site!r}), analyzer.__file__
from analyzer.cli import main
main()
"""


def build(target: str, source: Path, folder: Path) -> Path:
    """Build offline: the backend is called directly, without an environment of its own."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that an sdist unpacks to."""
    archive = build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))
    folder = tmp_path_factory.mktemp("unpacked")
    subprocess.run([sys.executable, "-m", "tarfile", "--extract", str(archive), str(folder)], check=True)
    (source,) = folder.iterdir()
    return source


def contents(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as packed:
        return set(packed.namelist())


def run(wheel: Path, folder: Path, *arguments: str) -> str:
    """Run the command from the unpacked wheel, in a folder from which the checkout cannot be seen."""
    site = folder / "site"
    if not site.exists():
        shutil.unpack_archive(wheel, site, "zip")
    program = FROM_WHEEL.format(site=str(site))
    command = [sys.executable, "-I", "-c", program, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def test_the_wheel_holds_the_package_and_its_schemas_and_nothing_else(wheel: Path) -> None:
    names = contents(wheel)
    schemas = {f"analyzer/_schemas/{name}.json" for name in (*DATASETS, "common")}
    assert {name for name in names if name.startswith("analyzer/_schemas/")} == schemas
    assert "analyzer/py.typed" in names
    assert {"analyzer/planning/collect.ps1", "analyzer/planning/collect.py"} <= names
    information = f"entitlement_snapshot_analyzer-{analyzer.__version__}.dist-info"
    assert {name.partition("/")[0] for name in names} == {"analyzer", information}
    assert f"{information}/licenses/LICENSE" in names
    assert not any("test" in name or name.endswith(".pyc") for name in names)


def test_the_wheel_runs_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    assert run(wheel, tmp_path, "--version").strip() == f"analyzer {analyzer.__version__}"
    assert "Invoke-MgGraphRequest" in run(wheel, tmp_path, "plan", "--format", "powershell")
    export = ROOT / "sample_exports" / "adatum"
    run(wheel, tmp_path, "check", str(export), "--out", str(tmp_path / "report"))
    findings = (tmp_path / "report" / "findings.csv").read_text(encoding="utf-8")
    assert "license-missing" in findings


def test_the_sdist_holds_what_is_needed_to_test_and_to_build_again(
    sdist: Path, wheel: Path, tmp_path: Path
) -> None:
    for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", ".ci/run"):
        assert (sdist / name).is_file(), name
    for folder in ("schemas", "sample_exports/contoso", "tests/cli", "notebooks", "docs"):
        assert (sdist / folder).is_dir(), folder
    assert contents(build("wheel", sdist, tmp_path)) == contents(wheel)
