"""Rows are missing. Who is still referred to is not gone: the export itself shows that it is not whole."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING

import pytest

from analyzer.checking.contract import Verdict
from tests.degradation.answers import answers_of, moved, whole_answers
from tests.degradation.exports import contoso

if TYPE_CHECKING:
    from tests.degradation.exports import Export

NAMED_IN_FINDINGS = {
    "users": "user_id",
    "deleted_users": "user_id",
    "groups": "resource_id",
    "service_principals": "resource_id",
}
"""Records that findings speak of, and that other records refer to."""

CASES = [(check, dataset) for check in whole_answers() for dataset in NAMED_IN_FINDINGS]
FACTS = ("assignments", "assignment_requests", "group_members", "app_role_assignments", "tickets")
ANYBODYS = {("group_members", "requestor-is-only-approver")}
"""Who else is in the group of approvers decides about those who stay."""

IDS = ("subject_id", "user_id", "access_package_id", "policy_id", "resource_id")


@pytest.mark.parametrize(("check", "dataset"), CASES)
def test_who_is_still_referred_to_is_not_acquitted(check: str, dataset: str) -> None:
    gone = named_by(check, dataset)
    export = contoso().without_rows(dataset, lambda record: record["id"] in gone)
    if gone and refers_to(export, gone):
        assert answers_of(export, check)[check].verdict is not Verdict.PASSED


def named_by(check: str, dataset: str) -> set[str]:
    """Return the ids of the records of a dataset that findings of a check name."""
    named = {row[NAMED_IN_FINDINGS[dataset]] for row in whole_answers()[check].findings.values()}
    return named & {record["id"] for record in contoso().records(dataset)}


def refers_to(export: Export, ids: set[str]) -> bool:
    """Tell whether any record holds one of the ids."""
    text = json.dumps(export.pages)
    return any(each in text for each in ids)


@pytest.mark.parametrize("dataset", FACTS)
def test_a_missing_fact_moves_only_what_it_is_about(dataset: str) -> None:
    """Fewer facts make another tenant, perhaps a healthy one; nobody else's findings may move."""
    less = thinned(contoso(), dataset, share=0.1, seed=1)
    kept = {id(record) for record in less.records(dataset)}
    concerned = json.dumps([record for record in contoso().records(dataset) if id(record) not in kept])
    strays = [
        row["message"]
        for check, row in moved(answers_of(less), whole_answers())
        if (dataset, check) not in ANYBODYS and not any(row[each] and row[each] in concerned for each in IDS)
    ]
    assert strays == []


@pytest.mark.parametrize("seed", range(3))
def test_however_much_is_missing_every_check_answers(seed: int) -> None:
    export = contoso()
    for dataset in export.datasets:
        export = thinned(export, dataset, share=0.3, seed=seed)
    answers = answers_of(export)
    assert [each.outcome.reason for each in answers.values() if each.verdict is Verdict.ERRORED] == []
    assert all(refers_to(export, each.subjects) for each in answers.values() if each.findings)


def thinned(export: Export, dataset: str, share: float, seed: int) -> Export:
    """Take a share of a dataset's rows away, the same ones for the same seed."""
    rows = len(list(export.records(dataset)))
    gone = set(Random(f"{seed} {dataset}").sample(range(rows), round(share * rows)))  # noqa: S311
    numbers = iter(range(rows))
    return export.without_rows(dataset, lambda _: next(numbers) in gone)
