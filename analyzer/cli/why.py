"""`analyzer why`: why a person can or cannot get an access package, for one person or for many tickets."""

# No `from __future__ import annotations`: Typer reads these annotations at run time.
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli.options import AsOf, Export, Tickets, moment, require_outside
from analyzer.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from datetime import datetime

_HOW = "Give --tickets FILE with --out FILE."


def why(
    export: Export,
    *,
    tickets: Tickets = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where the answers to --tickets go.")
    ] = None,
    as_of: AsOf = None,
) -> ExitCode:
    """Say why people can or cannot get access packages, one answer per ticket.

    Every gate is looked at, none skipped at the first failure.
    """
    if tickets is None:
        raise UsageError("Who wants which access package?", _HOW)
    return _many(export, tickets, out, moment(as_of))


def _many(export: Path, tickets: Path, out: Path | None, as_of: "datetime | None") -> ExitCode:
    from analyzer import api  # noqa: PLC0415
    from analyzer.cli.console import console, counted  # noqa: PLC0415
    from analyzer.cli.progress import ReadingProgress  # noqa: PLC0415
    from analyzer.reports.csv_files import write_frame  # noqa: PLC0415
    from analyzer.reports.writer import require_report_file, write_file  # noqa: PLC0415

    if out is None:
        raise UsageError("--tickets needs a place for the answers.", "Give --out FILE.csv.")
    require_outside(out, export)
    require_report_file(out)
    with ReadingProgress() as progress:
        answers = api.open_export(export, as_of=as_of, tickets=tickets, progress=progress).why_tickets()
    write_file(out, lambda path: write_frame(answers, path))
    verdicts = answers["verdict"].value_counts().sort_index()
    told = ", ".join(f"{count:,} {verdict}" for verdict, count in verdicts.items())
    console().print(f"{counted(len(answers), 'ticket')}: {told or 'none'}. The answers are in {out}")
    return ExitCode.DONE
