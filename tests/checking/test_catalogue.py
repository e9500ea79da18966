"""The catalogue of checks: what users and scripts may rely on, and what a page must say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import analyzer.checks
from analyzer.checking.catalogue import all_checks, choose
from analyzer.checking.contract import PAGE_SECTIONS, Category, Check, Severity
from analyzer.errors import UsageError

SEED_CHECKLIST = {
    "license-missing",
    "catalog-creator-without-catalog",
    "resource-members-without-assignment",
    "my-access-link-required",
    "my-access-link-wrong",
    "not-an-organizational-account",
    "directory-not-in-policy",
    "sign-in-blocked",
    "requestor-is-only-approver",
    "sharepoint-user-not-provisioned",
}
"""Slugs that never change: reports, scripts and suppressions name them."""

EVERY_CHECK = pytest.mark.parametrize("check", list(all_checks().values()), ids=lambda check: str(check.slug))


def test_the_seed_checklist_is_complete() -> None:
    assert set(all_checks()) >= SEED_CHECKLIST


def test_every_module_is_one_check_of_its_name() -> None:
    folder = Path(str(analyzer.checks.__file__)).parent
    modules = {path.stem.replace("_", "-") for path in folder.glob("*.py") if path.stem != "__init__"}
    assert modules == set(all_checks())


def test_checks_are_sorted_by_slug() -> None:
    assert list(all_checks()) == sorted(all_checks())


@EVERY_CHECK
def test_its_page_has_every_section_filled(check: Check) -> None:
    assert check.page.keys() >= {"What", *PAGE_SECTIONS, "How to fix", "Source"}
    assert all(check.page.values())


@EVERY_CHECK
def test_its_page_begins_with_the_rule_in_one_sentence(check: Check) -> None:
    assert check.page["What"].startswith("Fires ")
    assert check.page["What"].endswith(".")


@EVERY_CHECK
def test_its_reference_is_microsofts_documentation(check: Check) -> None:
    assert check.reference.startswith("https://learn.microsoft.com/")
    assert "/en-us/" not in check.reference, "the address must not choose the reader's language"


@EVERY_CHECK
def test_its_sentences_are_sentences(check: Check) -> None:
    assert check.remediation.endswith((".", "}")), "a sentence, or an address at its end"
    assert not check.title.endswith(".")


def test_listing_checks_loads_no_pandas() -> None:
    code = (
        "import sys; from analyzer.checking.catalogue import all_checks; all_checks();"
        "print({'pandas', 'numpy', 'pyarrow', 'jsonschema'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_choosing_nothing_chooses_everything() -> None:
    assert {check.slug for check in choose()} == set(all_checks())


def test_a_category_chooses_its_checks() -> None:
    chosen = choose(select=["external"])
    assert {check.category for check in chosen} == {Category.EXTERNAL}
    assert [each.slug for each in chosen] == [
        slug for slug, each in all_checks().items() if each.category is Category.EXTERNAL
    ]


def test_ignore_wins_over_select() -> None:
    chosen = choose(select=["external", "license-missing"], ignore=["external"])
    assert [check.slug for check in chosen] == ["license-missing"]


def test_a_misspelt_check_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        choose(select=["sign-in-blokked"])
    assert "sign-in-blokked" in caught.value.message
    assert "sign-in-blocked" in caught.value.hint


def test_choosing_and_ignoring_the_same_leaves_nothing() -> None:
    with pytest.raises(UsageError, match="No check is left"):
        choose(select=["license-missing"], ignore=["administration"])


def test_severities_rank_from_critical_to_info() -> None:
    ranked = sorted(Severity, key=lambda severity: severity.rank)
    assert [severity.value for severity in ranked] == ["critical", "high", "medium", "low", "info"]
