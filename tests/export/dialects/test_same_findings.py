"""The same tenant in every dialect gives the same findings: nothing behind the edge knows of dialects."""

from __future__ import annotations

import json
import shutil
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from analyzer.api import open_export
from tests.export.dialects.writers import beta, powershell
from tests.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from analyzer.analysis import Analysis

    Write = Callable[[str, dict[str, Any]], dict[str, Any]]

SAMPLES = ROOT / "sample_exports"
_NUMBERS = count()


def _powershell(_: str, record: dict[str, Any]) -> dict[str, Any]:
    written: dict[str, Any] = powershell(record)
    return written


def _beta_powershell(dataset: str, record: dict[str, Any]) -> dict[str, Any]:
    return _powershell(dataset, beta(dataset, record))


def _mixed(dataset: str, record: dict[str, Any]) -> dict[str, Any]:
    """Every record in another dialect than the one before."""
    ways: list[Write] = [beta, lambda _, record: record, _beta_powershell, _powershell]
    return ways[next(_NUMBERS) % len(ways)](dataset, record)


def _rewrite(source: Path, target: Path, write: Write) -> None:
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("truth*", "*.md"))
    for path in target.rglob("*.json"):
        dataset = path.relative_to(target).parts[0].removesuffix(".json")
        page = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(page, list):
            page = [write(dataset, record) for record in page]
        elif "value" in page:
            page["value"] = [write(dataset, record) for record in page["value"]]
        else:
            page = write(dataset, page)
        path.write_text(json.dumps(page), encoding="utf-8")


def _check(path: Path, as_of: datetime | None = None) -> Analysis:
    return open_export(path, as_of=as_of).check()


def _verdicts(analysis: Analysis) -> dict[str, tuple[str, int]]:
    return {each.check.slug: (str(each.verdict), each.undetermined) for each in analysis.outcomes}


@pytest.mark.parametrize(
    "write", [beta, _powershell, _beta_powershell, _mixed], ids=lambda write: write.__name__
)
@pytest.mark.parametrize("sample", ["contoso", "adatum"])
def test_the_same_tenant_gives_the_same_findings(sample: str, write: Write, tmp_path: Path) -> None:
    original = _check(SAMPLES / sample)
    _rewrite(SAMPLES / sample, tmp_path / sample, write)
    rewritten = _check(tmp_path / sample, original.run.as_of)
    assert rewritten.findings.num_rows
    assert rewritten.findings.drop_columns("evidence").equals(original.findings.drop_columns("evidence"))
    assert _verdicts(rewritten) == _verdicts(original)
    assert {problem["rule"] for problem in rewritten.problems.to_pylist()} <= {
        "dialect",
        *(problem["rule"] for problem in original.problems.to_pylist()),
    }
