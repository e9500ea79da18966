"""Two opinions about one tenant: the analyzer's and the SQL's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from analyzer.api import open_export
from tests.second_opinion import loader
from tests.second_opinion.files import write_json, write_parquet
from tests.second_opinion.records import AS_OF

if TYPE_CHECKING:
    from analyzer.analysis import Analysis
    from tests.second_opinion.records import Tenant

WRITERS = {"json": write_json, "parquet": write_parquet}
_NEEDED = {"my-access-link-wrong": "tickets", "requestor-is-only-approver": "connected_organization_sponsors"}


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one side says about one check: what certainly fires, and whether something stays undetermined."""

    findings: frozenset[tuple[str, str]]
    undetermined: bool


def opinions(tenant: Tenant, layout: str) -> dict[str, tuple[Opinion, Opinion]]:
    """Return (the analyzer's, the SQL's) opinion for every seed check that the analyzer evaluated.

    Raises:
        AssertionError: a check crashed, or was not evaluated though the tenant has what it needs.
    """
    with TemporaryDirectory() as name:
        folder = Path(name) / "export"
        WRITERS[layout](tenant, folder)
        analysis = open_export(folder, as_of=datetime.fromisoformat(AS_OF)).check()
        second = _second(folder)
    return {check: (_first(analysis, check), second[check]) for check in _evaluated(analysis, tenant)}


def _first(analysis: Analysis, check: str) -> Opinion:
    rows = analysis.findings.select(["check", "subject_id", "resource_id"]).to_pylist()
    keys = [_key(check, row["subject_id"], row["resource_id"]) for row in rows if row["check"] == check]
    outcome = next(outcome for outcome in analysis.outcomes if outcome.check.slug == check)
    return Opinion(frozenset(keys), outcome.undetermined > 0)


def _second(folder: Path) -> dict[str, Opinion]:
    said = {}
    with loader.connect() as connection:
        loader.load(connection, folder, AS_OF)
        for check in loader.CHECKS:
            rows = loader.rows_of(connection, check)
            keys = [_key(check, row["subject_id"], row["resource_id"]) for row in rows if row["fires"]]
            said[check] = Opinion(frozenset(keys), any(row["fires"] is None for row in rows))
    return said


def _key(check: str, subject_id: str, resource_id: str | None) -> tuple[str, str]:
    """Return what a finding is about; the resource is part of it for one check only."""
    return subject_id, (resource_id or "") if check == "resource-members-without-assignment" else ""


def _evaluated(analysis: Analysis, tenant: Tenant) -> list[str]:
    verdicts = {outcome.check.slug: str(outcome.verdict) for outcome in analysis.outcomes}
    stopped = {check for check in loader.CHECKS if verdicts[check] == "not-evaluated"}
    assert "errored" not in verdicts.values(), [outcome.reason for outcome in analysis.outcomes]
    assert stopped <= {check for check, dataset in _NEEDED.items() if dataset not in tenant}, stopped
    return [check for check in loader.CHECKS if check not in stopped]
