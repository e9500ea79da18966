"""Runs checks over relations: candidates in, findings and a verdict out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.checking.contract import Verdict
from analyzer.checking.findings import findings_of
from analyzer.checking.outcome import Outcome
from analyzer.tables.relations import MissingDatasetError, Relations, datasets_of
from analyzer.tables.three_valued import unknown, yes

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from analyzer.checking.contract import Check


def run(check: Check, relations: Relations) -> tuple[Outcome, pa.Table | None]:
    """Decide one check.

    Missing datasets make it not evaluated. Without a finding it has passed only if every row was decided and
    no dataset it looks at has gaps.

    Returns:
        the outcome, and the findings (columns of `FINDING_COLUMNS`) if there are any.
    """
    try:
        candidates = relations.call(check.decide)
    except MissingDatasetError as missing:
        reason = f"the export has no {_list(missing.names)}"
        return Outcome(check=check, verdict=Verdict.NOT_EVALUATED, reason=reason), None
    except Exception as error:  # noqa: BLE001  # one broken rule must not cost the other answers
        reason = f"a defect in the analyzer, please report it: {type(error).__name__}: {error}"
        return Outcome(check=check, verdict=Verdict.ERRORED, reason=reason), None
    fires = candidates["fires"].astype("boolean").reset_index(drop=True)
    found, open_ = candidates[yes(fires)], int(unknown(fires).sum())
    gaps = _gaps(check.decide, relations)
    outcome = Outcome(
        check=check,
        verdict=_verdict(len(found), open_ + len(gaps)),
        findings=len(found),
        undetermined=open_,
        reason=_reason(check, relations, open_, gaps),
    )
    return outcome, findings_of(check, found, relations) if len(found) else None


def _verdict(found: int, open_: int) -> Verdict:
    if found:
        return Verdict.FOUND
    return Verdict.UNDETERMINED if open_ else Verdict.PASSED


def _gaps(function: Callable[..., Any], relations: Relations) -> list[str]:
    coverage = relations["coverage"]
    read = sorted(relations.read_by(function))
    return [
        f"{name} is incomplete ({'; '.join(coverage.gaps(name))})" for name in read if coverage.gaps(name)
    ]


def _reason(check: Check, relations: Relations, open_: int, gaps: list[str]) -> str:
    """Say what would decide what could not be decided."""
    if not open_ and not gaps:
        return ""
    parts = lacking(check.decide, relations) if open_ else list(gaps)
    if open_ and check.blind_spots:
        parts.append(f"an export may not show: {check.blind_spots}")
    return "; ".join(parts) or "some rows refer to objects that the export does not hold"


def lacking(function: Callable[..., Any], relations: Relations) -> list[str]:
    """Say what the export lacks of all that a check or relation is made from: rows, datasets, properties."""
    parts = _gaps(function, relations)
    if absent := datasets_of(function) - relations.read_by(function):
        parts.append(f"the export has no {_list(absent)}")
    if lost := sorted(relations.unexported(function)):
        parts.append(f"not exported: {', '.join(lost)}")
    return parts


def _list(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))
