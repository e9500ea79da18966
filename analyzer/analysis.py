"""One run over one export: every chosen check decided, every finding worded, every file accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.checking.findings import sort_findings
from analyzer.checking.runner import run

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    import pyarrow as pa

    from analyzer.checking.contract import Check
    from analyzer.checking.outcome import Outcome
    from analyzer.tables.accounting import InputFile
    from analyzer.tables.completeness import Extent
    from analyzer.tables.forensics import Seen
    from analyzer.tables.relations import Relations
    from analyzer.tables.subject_count import SubjectCount


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """What the run read, and as of when it speaks."""

    tenant_id: str | None
    as_of: datetime
    as_of_source: str
    files: tuple[InputFile, ...]
    unrecognised: tuple[str, ...]
    duplicates: dict[str, int]
    subjects: SubjectCount | None = None
    """Whose the assignments are; None where the export has none, or nothing that was asked needed them."""
    coverage: tuple[Extent, ...] = ()
    """What was read of each dataset that is there, and why rows of it may be missing."""
    absent: tuple[str, ...] = ()
    """The datasets that are not in the export."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """The result of a run.

    `outcomes`: one per chosen check, most severe first. `findings`: columns of `FINDING_COLUMNS`, sorted.
    `problems`: dataset, file, row, pointer, rule, message, value.
    """

    outcomes: tuple[Outcome, ...]
    findings: pa.Table
    problems: pa.Table
    run: RunFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationReport:
    """What reading alone says: every problem; of each dataset the records, dropped copies and gaps.

    `signs`: what the export shows of how it was made.
    """

    problems: pa.Table
    datasets: dict[str, int]
    duplicates: dict[str, int]
    coverage: tuple[Extent, ...] = ()
    absent: tuple[str, ...] = ()
    signs: tuple[Seen, ...] = ()


def decide(checks: Iterable[Check], relations: Relations) -> tuple[tuple[Outcome, ...], pa.Table]:
    """Run checks, most severe first.

    Returns:
        the outcomes, and all findings in the order of the report.
    """
    ordered = sorted(checks, key=lambda check: (check.severity.rank, check.slug))
    results = [run(check, relations) for check in ordered]
    return tuple(outcome for outcome, _ in results), sort_findings(
        [rows for _, rows in results if rows is not None]
    )
