"""Whole datasets are missing, or stop at a page whose next link nobody followed."""

from __future__ import annotations

import pytest

from analyzer.checking.contract import Verdict
from tests.degradation.answers import answers_of, offences, whole_answers
from tests.degradation.exports import contoso

UNUSED = (
    "access_reviews",
    "audit_events",
    "catalog_resources",
    "entitlement_role_definitions",
    "entitlement_settings",
)
"""No check needs these; they are taken away together."""

USED = [dataset for dataset in contoso().datasets if dataset not in UNUSED]
LONG = ("access_packages", "assignment_policies", "assignment_requests", "connected_organizations", "users")
NEEDED_BY = {
    "license-missing": {"subscribed_skus"},
    "catalog-creator-without-catalog": {"entitlement_role_assignments", "users"},
    "resource-members-without-assignment": {"access_packages", "assignments", "users"},
    "my-access-link-required": {"access_packages", "assignment_policies"},
    "my-access-link-wrong": {"access_packages", "tickets"},
    "not-an-organizational-account": {"assignment_policies", "users"},
    "directory-not-in-policy": {"assignment_policies", "assignment_requests", "users"},
    "sign-in-blocked": {"assignment_policies", "assignment_requests", "users"},
    "requestor-is-only-approver": {"assignment_policies", "assignment_requests", "users"},
    "sharepoint-user-not-provisioned": {"access_packages", "assignments", "users"},
}


def test_the_sample_gives_every_check_something_to_lose() -> None:
    assert {answer.verdict for answer in whole_answers().values()} == {Verdict.FOUND}
    assert set(UNUSED) <= set(contoso().datasets)


@pytest.mark.parametrize("dataset", USED)
def test_without_a_dataset_nothing_turns_around(dataset: str) -> None:
    answers = answers_of(contoso().without_dataset(dataset))
    assert offences(answers, whole_answers()) == []
    needy = [answers[check] for check, needed in NEEDED_BY.items() if dataset in needed]
    assert all(answer.verdict is Verdict.NOT_EVALUATED for answer in needy)
    assert all(dataset in answer.outcome.reason for answer in needy)


def test_without_what_no_check_needs_everything_stays() -> None:
    export = contoso()
    for dataset in UNUSED:
        export = export.without_dataset(dataset)
    answers = answers_of(export)
    assert offences(answers, whole_answers()) == []
    assert {answer.verdict for answer in answers.values()} == {Verdict.FOUND}


@pytest.mark.parametrize(
    ("dataset", "share"), [*((each, 0.0) for each in USED), *((each, 0.5) for each in LONG)]
)
def test_cut_short_nothing_turns_around(dataset: str, share: float) -> None:
    """An empty page with a next link is not an empty dataset."""
    answers = answers_of(contoso().truncated(dataset, share))
    assert offences(answers, whole_answers()) == []
    told = [answers[check].outcome.reason for check, needed in NEEDED_BY.items() if dataset in needed]
    assert all(f"{dataset} is incomplete" in reason or "the export has no" in reason for reason in told)


def test_an_empty_dataset_is_an_empty_table() -> None:
    """Present with no rows is knowledge: this tenant has no licence, and no requests."""
    export = contoso().without_rows("subscribed_skus", lambda _: True)
    answers = answers_of(export.without_rows("assignment_requests", lambda _: True))
    assert answers["license-missing"].verdict is Verdict.FOUND
    assert "assignment_request" not in {
        row["subject_type"] for answer in answers.values() for row in answer.findings.values()
    }
