"""Runs one check over an export made in memory, by way of files, as an admin would."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analyzer.api import open_export

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from analyzer.analysis import Analysis
    from tests.checks.case_files import Export


@dataclass(frozen=True)
class Result:
    """What a check said, in the words of a case file."""

    verdict: str
    undetermined: int
    reason: str
    findings: list[dict[str, Any]]
    problems: list[str]

    @property
    def subjects(self) -> list[str]:
        """Return the findings as a case file names them, sorted."""
        return sorted(name_of(row) for row in self.findings)

    @property
    def fingerprints(self) -> list[str]:
        """Return the fingerprints of the findings, sorted."""
        return sorted(row["fingerprint"] for row in self.findings)


def name_of(finding: dict[str, Any]) -> str:
    """Name a finding by its subject, and by its resource where it concerns one."""
    return "|".join(filter(None, (finding["subject_id"], finding["resource_id"])))


def run_check(slug: str, export: Export, folder: Path, *, as_of: datetime) -> Result:
    """Write an export as JSON files and let one check look at it."""
    for dataset, records in export.items():
        (folder / f"{dataset}.json").write_text(json.dumps(records), encoding="utf-8")
    return result_of(open_export(folder, as_of=as_of).check(select=[slug]))


def result_of(analysis: Analysis) -> Result:
    """Read the one outcome of an analysis."""
    (outcome,) = analysis.outcomes
    rules = [rule for rule in analysis.problems.column("rule").to_pylist() if rule != "reference"]
    return Result(
        outcome.verdict.value,
        outcome.undetermined,
        outcome.reason,
        analysis.findings.to_pylist(),
        sorted(rules),
    )
