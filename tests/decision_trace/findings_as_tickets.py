"""Every finding of a tenant as tickets, and the answers to them."""

from __future__ import annotations

import csv
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from analyzer import open_export
from tests.repository import ROOT
from tests.second_opinion.files import write_json
from tests.second_opinion.records import AS_OF
from tests.second_opinion.tenants import random_tenant
from tests.second_opinion.why_tenants import random_why_tenant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from analyzer.api import Snapshot

SAMPLES = ("adatum", "contoso", "fabrikam", "partial")
MAKERS: dict[str, Callable[[int], Any]] = {"checks": random_tenant, "why": random_why_tenant}
TENANTS = (*SAMPLES, *(f"{maker} {seed}" for maker in MAKERS for seed in range(6)))
"""The samples, and random tenants: those made for the checks, and those made for `why`."""
_ANYBODY = 3
"""So many users stand for everybody where a finding is about the tenant or a package."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the checks and the answers say of one tenant.

    `findings`: the rows of findings.csv. `verdicts`: of each check. `answers`: the rows of `why --tickets`
    with `finding`, the row of `findings` that the ticket was made from. `complaints`: the answers to the
    tickets that are in the export itself.
    """

    snapshot: Snapshot
    findings: list[dict[str, Any]]
    verdicts: dict[str, str]
    answers: pd.DataFrame
    complaints: pd.DataFrame | None

    def tickets(self, check: str, subject_type: str) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
        """Give each finding of a check about that kind of subject, with the answers to its tickets."""
        for number, finding in enumerate(self.findings):
            if (finding["check"], finding["subject_type"]) == (check, subject_type):
                yield finding, self.answers[self.answers["finding"] == number]


@contextmanager
def told(tenant: str) -> Iterator[Told]:
    """Run all checks of one of `TENANTS`, and answer all tickets that follow from the findings at once."""
    with TemporaryDirectory() as name:
        folder, as_of = _export(tenant, Path(name) / "export")
        snapshot = open_export(folder, as_of=as_of)
        analysis = snapshot.check()
        findings = analysis.findings.to_pylist()
        tickets = [
            (number, user, package)
            for number, finding in enumerate(findings)
            for user in _users(finding, snapshot)
            for package in _packages(finding, snapshot)
        ]
        path = Path(name) / "tickets.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("user", "access_package"), *(ticket[1:] for ticket in tickets)])
        answers = open_export(folder, as_of=as_of, tickets=path).why_tickets()
        yield Told(
            snapshot,
            findings,
            {outcome.check.slug: str(outcome.verdict) for outcome in analysis.outcomes},
            answers.assign(finding=[ticket[0] for ticket in tickets]),
            snapshot.why_tickets() if hasattr(snapshot, "tickets") else None,
        )


def _export(tenant: str, folder: Path) -> tuple[Path, datetime | None]:
    if tenant in SAMPLES:
        return ROOT / "sample_exports" / tenant, None
    maker, seed = tenant.split()
    write_json(MAKERS[maker](int(seed)), folder)
    return folder, datetime.fromisoformat(AS_OF)


def _users(finding: dict[str, Any], snapshot: Snapshot) -> list[str]:
    """Name the person of a finding, whom it knows by mail only, somebody of its organization, or anybody."""
    if finding["user_id"]:
        return [finding["user_id"]]
    match finding["subject_type"]:
        case "assignment":
            return _mail_of(snapshot.assignments, finding["subject_id"], "target")
        case "assignment_request":
            return _mail_of(snapshot.assignment_requests, finding["subject_id"], "requestor")
        case "connected_organization":
            return _strangers(snapshot.connected_organizations, finding["subject_id"])
        case _:
            return snapshot.users["id"].sort_values().head(_ANYBODY).tolist()


def _mail_of(records: pd.DataFrame, identity: str, role: str) -> list[str]:
    (subject,) = records.loc[records["id"] == identity, role].tolist()
    mail = (subject or {}).get("email")
    return [mail] if mail else []


def _strangers(organizations: pd.DataFrame, identity: str) -> list[str]:
    """Invent somebody of each domain that no other organization shares."""
    domains = [
        (organization, str(source["domainName"]).lower())
        for organization, sources in zip(organizations["id"], organizations["identitySources"], strict=True)
        for source in (sources if sources is not None else ())
        if source.get("domainName")
    ]
    own = {domain for organization, domain in domains if organization == identity}
    others = {domain for organization, domain in domains if organization != identity}
    return [f"somebody.new@{domain}" for domain in sorted(own - others)]


def _packages(finding: dict[str, Any], snapshot: Snapshot) -> list[str]:
    package = finding["access_package_id"]
    return [package] if package else snapshot.access_packages["id"].tolist()
