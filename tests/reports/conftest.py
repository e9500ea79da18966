"""A small analysis made by hand: the reports need no export."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest

from analyzer.analysis import Analysis, RunFacts
from analyzer.checking.contract import Category, Check, Severity, Subject, Verdict
from analyzer.checking.outcome import FINDING_COLUMNS, Outcome
from analyzer.tables.accounting import InputFile

FINDING = {
    "check": "sign-in-blocked",
    "category": "requests",
    "severity": "high",
    "subject_type": "user",
    "subject_id": "u1",
    "subject_name": '=HYPERLINK("https://evil.example")',
    "message": "Jörg, „the guest“",
    "evidence": '{"request_id": "r1", "name": "a,b"}',
    "fingerprint": "f1",
}


def _decide(users: Any) -> Any:
    return users


FIRED = Check(
    slug="sign-in-blocked",
    title="A blocked user is expected to request",
    category=Category.REQUESTS,
    severity=Severity.HIGH,
    subject=Subject.USER,
    message="{user} is blocked",
    remediation="Enable the account.",
    reference="https://learn.microsoft.com/entra",
    decide=_decide,
)
IDLE = replace(FIRED, slug="license-missing", category=Category.ADMINISTRATION, severity=Severity.CRITICAL)


@pytest.fixture
def analysis() -> Analysis:
    """Return one check that fired once, one that could not run, one problem, three input files."""
    return Analysis(
        outcomes=(
            Outcome(check=IDLE, verdict=Verdict.NOT_EVALUATED, reason="needs subscribed_skus"),
            Outcome(
                check=FIRED, verdict=Verdict.FOUND, findings=1, undetermined=2, reason="needs accountEnabled"
            ),
        ),
        findings=pa.table({name: pa.array([FINDING.get(name)], pa.string()) for name in FINDING_COLUMNS}),
        problems=pa.table(
            {
                "dataset": ["users"],
                "file": ["users.json"],
                "row": pa.array([17], pa.int64()),
                "pointer": ["/mail"],
                "rule": ["type"],
                "message": ["5 is not a string"],
                "value": pa.array([None], pa.string()),
            }
        ),
        run=RunFacts(
            tenant_id="t1",
            as_of=datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
            as_of_source="--as-of",
            files=(
                InputFile(path="users.json", sha256="aa", size=10, dataset="users", rows=2),
                InputFile(path="notes.txt", sha256="bb", size=3, dataset=None, rows=None),
            ),
            unrecognised=("notes.txt",),
            duplicates={"users": 1},
        ),
    )
