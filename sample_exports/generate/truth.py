"""What each sample is known to contain, declared where it is planted."""

from __future__ import annotations

import csv
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

CHECKS = (
    "catalog-creator-without-catalog",
    "directory-not-in-policy",
    "license-missing",
    "my-access-link-required",
    "my-access-link-wrong",
    "not-an-organizational-account",
    "requestor-is-only-approver",
    "resource-members-without-assignment",
    "sharepoint-user-not-provisioned",
    "sign-in-blocked",
)


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One row of truth.csv; a cell is empty when the finding does not concern exactly one such object."""

    check: str
    subject_type: str
    subject_id: str
    user_id: str = ""
    access_package_id: str = ""
    policy_id: str = ""
    resource_id: str = ""


def write_truth(folder: Path, findings: Iterable[Finding], verdicts: Mapping[str, str]) -> None:
    """Write truth.csv and truth_verdicts.csv, both sorted."""
    header = [field.name for field in fields(Finding)]
    _write_csv(folder / "truth.csv", header, [astuple(finding) for finding in sorted(findings)])
    _write_csv(folder / "truth_verdicts.csv", ["check", "verdict"], sorted(verdicts.items()))


def _write_csv(path: Path, header: list[str], rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
