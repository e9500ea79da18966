"""What came of running checks. Plain data: reports render it, the command line prints it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzer.checking.contract import Check, Verdict

FINDING_COLUMNS = (
    "check",
    "category",
    "severity",
    "subject_type",
    "subject_id",
    "subject_name",
    "user_id",
    "user_principal_name",
    "access_package_id",
    "access_package_name",
    "policy_id",
    "policy_name",
    "resource_id",
    "resource_name",
    "message",
    "remediation",
    "reference",
    "evidence",
    "fingerprint",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One check's verdict; `reason` says what would decide what could not be decided."""

    check: Check
    verdict: Verdict
    findings: int = 0
    undetermined: int = 0
    reason: str = ""
