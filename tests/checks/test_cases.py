"""Every case of every case file: the check fires exactly for the subjects that the rule says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.checks.case_files import Case, all_cases
from tests.checks.running import name_of, run_check

if TYPE_CHECKING:
    from pathlib import Path

CASES = all_cases()
SPEAKING = [case for case in CASES if case.expect or case.undetermined]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_fires_for_exactly_the_expected_subjects(case: Case, tmp_path: Path) -> None:
    result = run_check(case.slug, case.export, tmp_path, as_of=case.as_of)

    assert result.subjects == sorted(case.expect), result.reason
    assert result.undetermined == case.undetermined, result.reason
    assert result.verdict == case.expected_verdict, result.reason
    assert case.reason in result.reason
    assert result.problems == sorted(case.problems)
    assert all(row["subject_id"] for row in result.findings)
    for subject, cells in case.cells.items():
        assert _cells(result.findings, subject, cells) == cells


@pytest.mark.parametrize("case", SPEAKING, ids=str)
def test_the_order_of_rows_does_not_matter(case: Case, tmp_path: Path) -> None:
    turned = {dataset: records[::-1] for dataset, records in case.export.items()}
    result = run_check(case.slug, turned, tmp_path, as_of=case.as_of)

    assert result.subjects == sorted(case.expect)
    assert (result.verdict, result.undetermined) == (case.expected_verdict, case.undetermined)


def _cells(findings: list[dict[str, Any]], subject: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return the wanted cells of a finding; an empty cell reads as ""."""
    (row,) = (each for each in findings if name_of(each) == subject)
    evidence = json.loads(row["evidence"])
    return {name: (row[name] if name in row else evidence.get(name)) or "" for name in wanted}
