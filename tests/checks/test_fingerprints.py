"""Fingerprints tell findings apart for years: across runs, versions, wordings and renamed people."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from analyzer.checking import catalogue
from tests.checks.case_files import AS_OF, Case, all_cases, cases_of
from tests.checks.running import Result, run_check

if TYPE_CHECKING:
    from pathlib import Path

GOLDEN = {
    "sign-in-blocked": {"ann": "ba3f4bbeb63d2391"},
    "resource-members-without-assignment": {"ann": "0e976df9b6dc29ca"},
}
"""Written down once. A new value here breaks every comparison with an older report."""


def _run(case: Case, folder: Path) -> Result:
    return run_check(case.slug, case.export, folder, as_of=AS_OF)


def _first_firing(slug: str) -> Case:
    return next(case for case in cases_of(slug) if case.expect)


@pytest.mark.parametrize("slug", list(GOLDEN))
def test_fingerprints_are_what_they_were(slug: str, tmp_path: Path) -> None:
    findings = _run(_first_firing(slug), tmp_path).findings
    assert {row["subject_id"]: row["fingerprint"] for row in findings} == GOLDEN[slug]


def test_wording_does_not_change_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = _first_firing("sign-in-blocked")
    before = _run(case, tmp_path)
    checks = catalogue.all_checks()
    reworded = replace(checks[case.slug], message="Other words.", remediation="Do this.", title="T")
    monkeypatch.setitem(checks, case.slug, reworded)
    after = _run(case, tmp_path)

    assert after.findings[0]["message"] == "Other words."
    assert after.fingerprints == before.fingerprints


def test_names_do_not_change_them(tmp_path: Path) -> None:
    case = _first_firing("sign-in-blocked")
    before = _run(case, tmp_path)
    renamed = [
        {**user, "displayName": "New", "userPrincipalName": "new@x.com"} for user in case.export["users"]
    ]
    after = _run(replace(case, export={**case.export, "users": renamed}), tmp_path)

    assert after.findings[0]["subject_name"] == "New"
    assert after.fingerprints == before.fingerprints


def test_the_order_of_rows_does_not_change_them(tmp_path: Path) -> None:
    case = max(all_cases(), key=lambda each: len(each.expect))
    before = _run(case, tmp_path)
    turned = {dataset: records[::-1] for dataset, records in case.export.items()}
    assert _run(replace(case, export=turned), tmp_path).fingerprints == before.fingerprints


@pytest.mark.parametrize("case", [each for each in all_cases() if len(each.expect) > 1], ids=str)
def test_two_findings_never_share_one(case: Case, tmp_path: Path) -> None:
    found = _run(case, tmp_path).fingerprints
    assert len(found) == len(set(found)) == len(case.expect)
