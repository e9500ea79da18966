"""What holds for every check, whatever it looks for: nothing here needs a change when a check is added."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analyzer.checking.catalogue import all_checks
from analyzer.datasets import DATASETS
from analyzer.tables.relations import datasets_of
from tests.checks.case_files import AS_OF, Case, Export, cases_of, slugs
from tests.checks.running import run_check

if TYPE_CHECKING:
    from pathlib import Path

CHECKS = list(all_checks())
EMPTY: Export = {dataset: [] for dataset in DATASETS}
FIRES_WITHOUT_RECORDS = ("license-missing",)  # no subscription is no license
EVERY_CHECK = pytest.mark.parametrize("slug", CHECKS)


def _needed(slug: str) -> list[str]:
    return sorted(datasets_of(all_checks()[slug].decide, needed_only=True))


def _optional_in_firing_case() -> list[tuple[Case, str]]:
    """Each check's first case that fires, with each dataset it could do without."""
    firing = [next(case for case in cases_of(slug) if case.expect) for slug in slugs()]
    looked_at = {case.slug: datasets_of(all_checks()[case.slug].decide) for case in firing}
    return [
        (case, dataset)
        for case in firing
        for dataset in case.export
        if dataset in looked_at[case.slug] and dataset not in _needed(case.slug)
    ]


def test_every_check_has_a_case_file_and_every_case_file_a_check() -> None:
    assert slugs() == sorted(CHECKS)


@EVERY_CHECK
def test_its_cases_tell_firing_silent_and_undetermined(slug: str) -> None:
    verdicts = {case.expected_verdict for case in cases_of(slug)}
    assert {"found", "passed", "undetermined", "not-evaluated"} <= verdicts
    assert any(case.undetermined for case in cases_of(slug))


@EVERY_CHECK
def test_no_two_of_its_cases_have_one_name(slug: str) -> None:
    names = [case.name for case in cases_of(slug)]
    assert len(names) == len(set(names))


@EVERY_CHECK
def test_an_export_without_records_passes(slug: str, tmp_path: Path) -> None:
    result = run_check(slug, EMPTY, tmp_path, as_of=AS_OF)
    assert result.verdict == ("found" if slug in FIRES_WITHOUT_RECORDS else "passed")
    assert result.undetermined == 0


@EVERY_CHECK
def test_its_sentences_are_filled_in(slug: str, tmp_path: Path) -> None:
    case = next(case for case in cases_of(slug) if case.expect)
    (finding, *_) = run_check(slug, case.export, tmp_path, as_of=case.as_of).findings
    assert not {"{", "}", "?"} & set(finding["message"] + finding["remediation"])
    assert finding["subject_id"]
    assert finding["subject_name"]


@pytest.mark.parametrize(
    ("slug", "dataset"), [(slug, dataset) for slug in CHECKS for dataset in _needed(slug)]
)
def test_missing_is_not_empty(slug: str, dataset: str, tmp_path: Path) -> None:
    without = {name: records for name, records in EMPTY.items() if name != dataset}
    result = run_check(slug, without, tmp_path, as_of=AS_OF)
    assert (result.verdict, result.reason) == ("not-evaluated", f"the export has no {dataset}")


def test_every_missing_dataset_is_named(tmp_path: Path) -> None:
    result = run_check("sharepoint-user-not-provisioned", {"domains": []}, tmp_path, as_of=AS_OF)
    assert result.reason == "the export has no access_packages, assignments, resource_role_scopes, users"


@pytest.mark.parametrize(
    ("case", "dataset"), _optional_in_firing_case(), ids=lambda each: str(getattr(each, "slug", each))
)
def test_knowing_less_never_turns_a_finding_into_a_pass(case: Case, dataset: str, tmp_path: Path) -> None:
    less = {name: records for name, records in case.export.items() if name != dataset}
    result = run_check(case.slug, less, tmp_path, as_of=case.as_of)
    assert result.verdict in {"found", "undetermined"}
