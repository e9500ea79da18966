"""What one run answered, and what is wrong with it when another run knew more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from analyzer.api import open_export
from analyzer.checking.catalogue import all_checks
from analyzer.checking.contract import Verdict
from tests.degradation.exports import contoso

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.outcome import Outcome
    from tests.degradation.exports import Export

AS_OF = datetime(2026, 3, 2, 5, 36, tzinfo=UTC)
"""The moment Contoso speaks about; taking data away must not move it."""

CLAIMS = ("user_id", "access_package_id", "policy_id", "resource_id")
"""Cells that a finding fills only when it concerns exactly one such object."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one check said: its outcome, and its findings by fingerprint."""

    outcome: Outcome
    findings: dict[str, dict[str, Any]]

    @property
    def verdict(self) -> Verdict:
        """Return the verdict."""
        return self.outcome.verdict

    @property
    def gaps(self) -> int:
        """Count the datasets that the reason calls incomplete."""
        return self.outcome.reason.count(" is incomplete (")

    def doubts_more_than(self, other: Answer) -> bool:
        """Tell whether this run says that it could not decide something that the other run decided."""
        rows, others_rows = self.outcome.undetermined, other.outcome.undetermined
        return self.verdict is Verdict.NOT_EVALUATED or rows > others_rows or self.gaps > other.gaps

    @property
    def subjects(self) -> set[str]:
        """Return whom the findings are about."""
        return {row["subject_id"] for row in self.findings.values()}


Answers = dict[str, Answer]


def answers_of(export: Export, *checks: str) -> Answers:
    """Run some checks (default: all) on an export, as of the same moment whatever it holds."""
    with TemporaryDirectory() as folder:
        analysis = open_export(export.write(Path(folder)), as_of=AS_OF).check(select=checks or all_checks())
    rows = analysis.findings.to_pylist()
    return {
        outcome.check.slug: Answer(
            outcome, {row["fingerprint"]: row for row in rows if row["check"] == outcome.check.slug}
        )
        for outcome in analysis.outcomes
    }


@cache
def whole_answers() -> Answers:
    """Return what Contoso answers when nothing was taken away."""
    return answers_of(contoso())


def moved(one: Answers, other: Answers) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (check, finding) for the findings that only one of two runs has."""
    for check, answer in one.items():
        there = other[check].findings
        yield from ((check, row) for key, row in answer.findings.items() if key not in there)
        yield from ((check, row) for key, row in there.items() if key not in answer.findings)


def offences(less: Answers, more: Answers) -> list[str]:
    """Say where a run that knew less contradicts a run that knew more.

    Accused: it found what was not there. Absolved: it says passed although there was something. Silent: a
    finding is gone and nothing says that it could not be decided. Overclaimed: a finding now names the one
    object it concerns, and it is another one, or before it was none or several.
    """
    return [told for slug, answer in less.items() for told in _offences(slug, answer, more[slug])]


def _offences(slug: str, less: Answer, more: Answer) -> Iterator[str]:
    for fingerprint in less.findings.keys() - more.findings.keys():
        yield f"{slug}: accused {less.findings[fingerprint]['message']}"
    for fingerprint in less.findings.keys() & more.findings.keys():
        yield from _overclaimed(slug, less.findings[fingerprint], more.findings[fingerprint])
    lost = len(more.findings.keys() - less.findings.keys())
    if less.verdict is Verdict.PASSED and more.findings:
        yield f"{slug}: absolved {len(more.findings)} findings"
    elif lost and not less.doubts_more_than(more):
        yield f"{slug}: silent about {lost} findings, {less.outcome.undetermined} rows undetermined"
    if less.verdict is Verdict.ERRORED:
        yield f"{slug}: errored"


def _overclaimed(slug: str, less: dict[str, Any], more: dict[str, Any]) -> Iterator[str]:
    for cell in CLAIMS:
        if less[cell] and more[cell] and less[cell] != more[cell]:
            yield f"{slug}: overclaimed {cell} {less[cell]}, was {more[cell]}: {less['message']}"
