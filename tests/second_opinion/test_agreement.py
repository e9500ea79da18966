"""The analyzer and the SQL, written by different readers of the same rules, must find the same rows."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.api import open_export
from tests.second_opinion import loader
from tests.second_opinion.files import write_json, write_parquet
from tests.second_opinion.records import AS_OF
from tests.second_opinion.tenants import tenants

if TYPE_CHECKING:
    from analyzer.analysis import Analysis
    from tests.second_opinion.records import Tenant

    Findings = dict[str, set[tuple[str, str]]]

WRITERS = {"json": write_json, "parquet": write_parquet}
_UNDECIDABLE_WITHOUT = {
    "my-access-link-wrong": "tickets",
    "requestor-is-only-approver": "connected_organization_sponsors",
}
_many = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@_many
@given(tenant=tenants(), layout=st.sampled_from(sorted(WRITERS)))
def test_the_same_findings(tenant: Tenant, layout: str) -> None:
    analysis, certain, _ = _both(tenant, layout)
    evaluated = _evaluated(analysis, tenant)
    found = _findings(analysis)
    assert {check: found.get(check, set()) for check in evaluated} == {
        check: certain.get(check, set()) for check in evaluated
    }


@_many
@given(tenant=tenants(), layout=st.sampled_from(sorted(WRITERS)))
def test_the_same_checks_are_undetermined(tenant: Tenant, layout: str) -> None:
    analysis, _, unknown = _both(tenant, layout)
    evaluated = _evaluated(analysis, tenant)
    undetermined = {outcome.check.slug for outcome in analysis.outcomes if outcome.undetermined}
    assert undetermined & evaluated == unknown & evaluated


@pytest.mark.parametrize("layout", sorted(WRITERS))
def test_every_check_is_compared(layout: str) -> None:
    from random import Random

    from tests.second_opinion.tenants import random_tenant

    analysis, _, _ = _both(random_tenant(Random(1)), layout)
    assert set(loader.CHECKS) <= {outcome.check.slug for outcome in analysis.outcomes}


def _both(tenant: Tenant, layout: str) -> tuple[Analysis, Findings, set[str]]:
    """Return the analyzer's analysis, the SQL's certain findings, and the checks it leaves undetermined."""
    with TemporaryDirectory() as name, loader.connect() as connection:
        folder = Path(name) / "export"
        WRITERS[layout](tenant, folder)
        loader.load(connection, folder, AS_OF)
        certain: Findings = {}
        unknown = set()
        for check in loader.CHECKS:
            for row in loader.rows_of(connection, check):
                if row["fires"]:
                    certain.setdefault(check, set()).add(_key(check, row["subject_id"], row["resource_id"]))
                else:
                    unknown.add(check)
        return open_export(folder, as_of=datetime.fromisoformat(AS_OF)).check(), certain, unknown


def _findings(analysis: Analysis) -> Findings:
    found: Findings = {}
    for row in analysis.findings.select(["check", "subject_id", "resource_id"]).to_pylist():
        found.setdefault(row["check"], set()).add(_key(row["check"], row["subject_id"], row["resource_id"]))
    return found


def _key(check: str, subject_id: str, resource_id: str | None) -> tuple[str, str]:
    """Return what a finding is about; the resource is part of it for one check only."""
    return subject_id, (resource_id or "") if check == "resource-members-without-assignment" else ""


def _evaluated(analysis: Analysis, tenant: Tenant) -> set[str]:
    """Return the seed checks that both sides evaluate; only a missing dataset may stop the analyzer."""
    stopped = {str(outcome.check.slug) for outcome in analysis.outcomes if outcome.verdict == "not-evaluated"}
    excused = {check for check, dataset in _UNDECIDABLE_WITHOUT.items() if dataset not in tenant}
    assert not (stopped & set(loader.CHECKS)) - excused
    assert not [outcome for outcome in analysis.outcomes if outcome.verdict == "errored"]
    return set(loader.CHECKS) - stopped
