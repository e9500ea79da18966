"""`analyzer check`: run the checklist over an export and write the report."""

# No `from __future__ import annotations`: Typer reads these annotations at run time.
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.checking import catalogue
from analyzer.checking.contract import Severity, Verdict
from analyzer.cli.options import AsOf, Export, Tickets, moment, names, require_outside, severity
from analyzer.errors import ExitCode
from analyzer.reports.formats import format_names, require_formats

if TYPE_CHECKING:
    from analyzer.analysis import Analysis

_INCOMPLETE = {Verdict.UNDETERMINED, Verdict.NOT_EVALUATED, Verdict.ERRORED}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPlan:
    """What one `analyzer check` was asked to do, every option understood."""

    export: Path
    out: Path
    formats: tuple[str, ...]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    fail_on: Severity | None
    strict: bool
    as_of: datetime | None
    tickets: Path | None


def check(
    export: Export,
    *,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the report goes.")] = Path("report"),
    formats: Annotated[
        list[str] | None,
        typer.Option("--format", metavar="NAME,...", help=f"Report formats: {', '.join(format_names())}."),
    ] = None,
    select: Annotated[
        list[str] | None, typer.Option(metavar="CHECK|CATEGORY,...", help="Run only these checks.")
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="CHECK|CATEGORY,...", help="Leave these checks out.")
    ] = None,
    fail_on: Annotated[
        str | None, typer.Option(metavar="SEVERITY", help="Exit with 1 if a finding is this severe or worse.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 4 if a check could not be decided in full.")
    ] = False,
    as_of: AsOf = None,
    tickets: Tickets = None,
) -> ExitCode:
    """Run the checklist over an export and write findings.csv, checks.csv, problems.csv and run.json.

    Every option that takes names may be repeated, or takes several, separated by commas.
    """
    selected, ignored = names(select), names(ignore)
    catalogue.choose(selected, ignored)  # a misspelt name is told before a long run, not after
    return _run(
        CheckPlan(
            export=export,
            out=out,
            formats=require_formats(names(formats)),
            select=selected,
            ignore=ignored,
            fail_on=severity(fail_on),
            strict=strict,
            as_of=moment(as_of),
            tickets=tickets,
        )
    )


def _run(plan: CheckPlan) -> ExitCode:
    from analyzer import api  # noqa: PLC0415
    from analyzer.cli.console import console  # noqa: PLC0415
    from analyzer.cli.progress import ReadingProgress  # noqa: PLC0415
    from analyzer.cli.summary import print_summary  # noqa: PLC0415
    from analyzer.reports.writer import require_report_folder, write_report  # noqa: PLC0415

    require_outside(plan.out, plan.export)
    require_report_folder(plan.out)
    with ReadingProgress() as progress:
        snapshot = api.open_export(plan.export, as_of=plan.as_of, tickets=plan.tickets, progress=progress)
        analysis = snapshot.check(select=plan.select, ignore=plan.ignore)
    written = write_report(analysis, plan.out, plan.formats)
    print_summary(analysis, plan.out, written, console())
    return exit_code(analysis, plan.fail_on, strict=plan.strict)


def exit_code(analysis: "Analysis", fail_on: Severity | None, *, strict: bool) -> ExitCode:
    """Return what the process reports.

    Incomplete outranks findings: a count from half an export is not a count.
    """
    if strict and any(outcome.verdict in _INCOMPLETE for outcome in analysis.outcomes):
        return ExitCode.INCOMPLETE
    if fail_on and any(
        outcome.findings and outcome.check.severity.rank <= fail_on.rank for outcome in analysis.outcomes
    ):
        return ExitCode.FINDINGS
    return ExitCode.DONE
