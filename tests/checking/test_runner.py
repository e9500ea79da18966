"""From rows to a verdict, with a check and tables made for the occasion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from analyzer.checking.contract import Category, Check, Severity, Subject, Verdict
from analyzer.checking.outcome import FINDING_COLUMNS
from analyzer.checking.runner import run
from tests.tables.snapshots import relations_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

USERS = {"users": [{"id": "ann", "displayName": "Ann"}, {"id": "bob"}]}


def made(decide: Callable[..., Any], **metadata: Any) -> Check:
    return Check(
        slug="dry-plants",
        title="Dry plants",
        category=Category.GOVERNANCE,
        severity=Severity.LOW,
        subject=Subject.USER,
        message="'{user_name}' has dry plants.",
        remediation="Water them.",
        reference="https://learn.microsoft.com/plants",
        decide=decide,
        **metadata,
    )


def candidates(people: pd.DataFrame, *answers: bool | None) -> pd.DataFrame:
    return people[[]].assign(person=people.index, fires=pd.array(answers, dtype="boolean"))


@pytest.mark.parametrize(
    ("answers", "verdict", "findings", "undetermined"),
    [
        ((False, False), "passed", 0, 0),
        ((True, False), "found", 1, 0),
        ((None, False), "undetermined", 0, 1),
        ((None, True), "found", 1, 1),
    ],
)
def test_yes_is_a_finding_and_unknown_is_counted(
    tmp_path: Path, answers: tuple[bool | None, ...], verdict: str, findings: int, undetermined: int
) -> None:
    check = made(lambda people: candidates(people, *answers))
    outcome, rows = run(check, relations_of(tmp_path, USERS))
    assert (outcome.verdict.value, outcome.findings, outcome.undetermined) == (
        verdict,
        findings,
        undetermined,
    )
    assert (0 if rows is None else rows.num_rows) == findings
    assert bool(outcome.reason) == bool(undetermined)


def test_a_finding_has_every_column_and_the_names_behind_the_codes(tmp_path: Path) -> None:
    _, rows = run(made(lambda people: candidates(people, True, True)), relations_of(tmp_path, USERS))
    assert rows is not None
    assert tuple(rows.column_names) == FINDING_COLUMNS
    first, second = rows.to_pylist()
    assert (first["subject_id"], first["subject_name"], first["user_id"]) == ("ann", "Ann", "ann")
    assert (second["subject_id"], second["subject_name"]) == ("bob", "bob"), "an id where there is no name"
    assert first["message"] == "'Ann' has dry plants."
    assert first["evidence"] == "{}"


def test_a_finding_without_any_evidence_keeps_its_row(tmp_path: Path) -> None:
    check = made(
        lambda people: candidates(people, True, True).assign(link=pd.array([None, None], dtype="string")),
        evidence=("link",),
    )
    _, rows = run(check, relations_of(tmp_path, USERS))
    assert rows is not None
    assert rows.column("evidence").to_pylist() == ["{}", "{}"]


def test_identity_tells_two_findings_of_one_subject_apart(tmp_path: Path) -> None:
    def decide(people: pd.DataFrame) -> pd.DataFrame:
        twice = candidates(people, True, False).iloc[[0, 0]]
        return twice.assign(plant=pd.array(["fern", "palm"], dtype="string"))

    _, rows = run(made(decide, identity=("plant",)), relations_of(tmp_path, USERS))
    assert rows is not None
    assert len(set(rows.column("fingerprint").to_pylist())) == 2


def test_a_broken_rule_is_an_answer_too(tmp_path: Path) -> None:
    def decide(people: pd.DataFrame) -> pd.DataFrame:
        raise ZeroDivisionError(str(len(people)))

    outcome, rows = run(made(decide), relations_of(tmp_path, USERS))
    assert outcome.verdict is Verdict.ERRORED
    assert "ZeroDivisionError" in outcome.reason
    assert rows is None


def test_a_missing_dataset_is_named(tmp_path: Path) -> None:
    outcome, _ = run(made(lambda people, groups: people + groups), relations_of(tmp_path, USERS))
    assert (outcome.verdict.value, outcome.reason) == ("not-evaluated", "the export has no groups")


def test_the_reason_names_what_would_decide(tmp_path: Path) -> None:
    check = made(lambda people, tenant=None: candidates(people, None, tenant is None), blind_spots="cacti")
    outcome, _ = run(check, relations_of(tmp_path, USERS))
    assert "domains" in outcome.reason
    assert "users.accountEnabled" in outcome.reason
    assert "cacti" in outcome.reason
