"""What a person reads after `analyzer check`: what was read, what was found, what could not be known."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from analyzer.checking.contract import Severity, Verdict
from analyzer.cli.console import counted
from analyzer.cli.problem_listing import problem_counts
from analyzer.reports.cells import safe_terminal
from analyzer.reports.unrecognised import by_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from rich.console import Console, RenderableType

    from analyzer.analysis import Analysis, RunFacts
    from analyzer.checking.outcome import Outcome
    from analyzer.tables.subject_count import SubjectCount

SEVERITY_STYLES = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}
_OPEN = (Verdict.UNDETERMINED, Verdict.NOT_EVALUATED, Verdict.ERRORED)
_NAMES_SHOWN = 5


def print_summary(analysis: Analysis, folder: Path, written: Sequence[str], console: Console) -> None:
    """Print the outcome of a run; the report in `folder` holds the same in full."""
    _section(console, "Read", facts(analysis.run))
    _section(console, "Found", found(analysis.outcomes))
    _section(console, "Not decided", undecided(analysis.outcomes))
    _section(console, "Passed", _slugs(analysis.outcomes, Verdict.PASSED))
    _section(console, "Not applicable", reasons(analysis.outcomes))
    _section(console, "Problems in the data", problem_counts(analysis.problems))
    console.print()
    console.print(bottom_line(analysis.outcomes), style="bold")
    files = ", ".join(written)
    console.print(f"Report in {safe_terminal(str(folder))}: {files}")


def facts(run: RunFacts) -> Table:
    """Return what was read: tenant, time, datasets, and what was left out."""
    rows: Counter[str] = Counter()
    for file in run.files:
        if file.dataset and file.rows is not None:
            rows[file.dataset] += file.rows
    used = sum(file.dataset in rows and file.rows is not None for file in run.files)
    unread = sorted({file.dataset for file in run.files if file.dataset} - rows.keys())
    grid = _grid(2)
    grid.add_row("tenant", safe_terminal(run.tenant_id or "not in the export"))
    grid.add_row("as of", f"{run.as_of:%Y-%m-%d %H:%M} UTC, from {safe_terminal(run.as_of_source)}")
    total = f"{counted(rows.total(), 'record')} in {counted(used, 'file')}"
    grid.add_row("data", f"{total}: {', '.join(f'{name} {count:,}' for name, count in rows.items())}")
    if run.subjects and run.subjects.assignments:
        grid.add_row("people", _traced(run.subjects))
    if unread:
        grid.add_row("not read", f"no chosen check needs {', '.join(unread)}")
    if run.duplicates:
        dropped = ", ".join(f"{name} {count:,}" for name, count in sorted(run.duplicates.items()))
        grid.add_row("dropped", f"{counted(sum(run.duplicates.values()), 'duplicate')}: {dropped}")
    if run.unrecognised:
        unknown = counted(len(run.unrecognised), "file")
        named, folders = by_folder(run.unrecognised)
        most = sorted(folders.items(), key=lambda item: (-item[1], item[0]))
        places = [*(f"{folder or 'the export itself'} {count:,}" for folder, count in most), *named]
        grid.add_row("ignored", f"{unknown} not recognised: {_some(places)}")
    return grid


def _traced(count: SubjectCount) -> str:
    """Say how many assignments were traced to their user, and by what."""
    total = counted(count.assignments, "assignment")
    parts = [f"{count.resolved:,} of {total} resolved to users{_by(count.certain)}"]
    if count.probable:
        parts.append(f"{sum(count.probable.values()):,} more probably{_by(count.probable)}")
    if count.unresolved:
        parts.append(f"not resolved{_by(count.unresolved)}")
    return "; ".join(parts)


def _by(counts: Mapping[str, int]) -> str:
    listed = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    return f" ({listed})" if listed else ""


def found(outcomes: Iterable[Outcome]) -> RenderableType:
    """Return the checks that fired, the most severe first: severity, findings, slug, title."""
    fired = sorted(
        (outcome for outcome in outcomes if outcome.verdict is Verdict.FOUND),
        key=lambda outcome: (outcome.check.severity.rank, -outcome.findings, outcome.check.slug),
    )
    if not fired:
        return "nothing"
    grid = _grid(4)
    for outcome in fired:
        severity = outcome.check.severity
        grid.add_row(
            Text(severity.value, SEVERITY_STYLES[severity]),
            Text(f"{outcome.findings:,}", justify="right"),
            outcome.check.slug,
            safe_terminal(outcome.check.title),
        )
    return grid


def undecided(outcomes: Iterable[Outcome]) -> Table | None:
    """Return what the export cannot tell and what would settle it: slug, how much is open, reason."""
    open_ones = [each for each in outcomes if each.undetermined or each.verdict in _OPEN]
    if not open_ones:
        return None
    grid = _grid(3)
    for outcome in open_ones:
        rows = counted(outcome.undetermined, "row")
        extent = f"{rows} undecided" if outcome.undetermined else outcome.verdict.value
        style = "red" if outcome.verdict is Verdict.ERRORED else "magenta"
        grid.add_row(outcome.check.slug, Text(extent, style), safe_terminal(outcome.reason))
    return grid


def reasons(outcomes: Iterable[Outcome]) -> Table | None:
    """Return the checks that do not apply to this tenant: slug, why."""
    idle = [outcome for outcome in outcomes if outcome.verdict is Verdict.NOT_APPLICABLE]
    if not idle:
        return None
    grid = _grid(2)
    for outcome in idle:
        grid.add_row(outcome.check.slug, safe_terminal(outcome.reason))
    return grid


def bottom_line(outcomes: Sequence[Outcome]) -> str:
    """Return the run in one sentence."""
    findings = sum(outcome.findings for outcome in outcomes)
    fired = sum(outcome.verdict is Verdict.FOUND for outcome in outcomes)
    unsure = sum(bool(outcome.undetermined) or outcome.verdict in _OPEN for outcome in outcomes)
    line = f"{counted(findings, 'finding')} from {fired} of {counted(len(outcomes), 'check')}"
    return f"{line}; {unsure} not fully decided." if unsure else f"{line}; all decided."


def _slugs(outcomes: Iterable[Outcome], verdict: Verdict) -> str | None:
    slugs = [outcome.check.slug for outcome in outcomes if outcome.verdict is verdict]
    return f"{len(slugs)}: {', '.join(slugs)}" if slugs else None


def _section(console: Console, heading: str, body: RenderableType | None) -> None:
    if body is not None:
        console.print(f"\n{heading}", style="bold")
        console.print(Padding(body, (0, 0, 0, 2), expand=False))


def _grid(columns: int) -> Table:
    """Return a table whose last column alone wraps."""
    grid = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for _ in range(columns - 1):
        grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    return grid


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(safe_terminal(name) for name in names[:_NAMES_SHOWN])
    more = len(names) - _NAMES_SHOWN
    return f"{shown} and {more:,} more" if more > 0 else shown
