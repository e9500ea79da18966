"""`analyzer why`: why a person can or cannot get an access package, for one person or for many tickets."""

# No `from __future__ import annotations`: Typer reads these annotations at run time.
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli.options import AsOf, Export, Tickets, moment, require_outside
from analyzer.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from datetime import datetime

_HOW = "Give a person and an access package, or --tickets FILE with --out FILE."
_PROBLEMS_SHOWN = 5


def why(
    export: Export,
    user: Annotated[
        str | None, typer.Argument(metavar="USER", help="An id, a user principal name or a mail address.")
    ] = None,
    access_package: Annotated[
        str | None, typer.Argument(metavar="ACCESS_PACKAGE", help="An id or a display name.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON document.")] = False,
    tickets: Tickets = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where the answers to --tickets go.")
    ] = None,
    as_of: AsOf = None,
) -> ExitCode:
    """Say why a person can or cannot get an access package, and the smallest change that would help.

    Every gate is looked at, none skipped at the first failure. With --tickets, thousands of pairs at once.
    """
    if tickets is not None:
        if user is not None or access_package is not None or as_json:
            raise UsageError("--tickets goes with --out only, not with a person or --json.", _HOW)
        return _many(export, tickets, out, moment(as_of))
    if user is None or not user.strip() or access_package is None or not access_package.strip():
        raise UsageError("Who wants which access package?", _HOW)
    if out is not None:
        raise UsageError("--out goes with --tickets.", "Without it the answer is printed.")
    return _one(export, user, access_package, moment(as_of), as_json=as_json)


def _many(export: Path, tickets: Path, out: Path | None, as_of: "datetime | None") -> ExitCode:
    from analyzer import api  # noqa: PLC0415
    from analyzer.cli.console import console, counted, print_hanging  # noqa: PLC0415
    from analyzer.cli.progress import ReadingProgress  # noqa: PLC0415
    from analyzer.reports.csv_files import write_frame  # noqa: PLC0415
    from analyzer.reports.writer import require_report_file, write_file  # noqa: PLC0415

    if out is None:
        raise UsageError("--tickets needs a place for the answers.", "Give --out FILE.csv.")
    require_outside(out, export)
    require_report_file(out)
    if out.exists() and tickets.exists() and out.samefile(tickets):
        raise UsageError(f"'{out}' is the list of tickets itself.", "Choose another place with --out.")
    with ReadingProgress() as progress:
        snapshot = api.open_export(export, as_of=as_of, tickets=tickets, progress=progress)
        answers = snapshot.why_tickets()
    write_file(out, lambda path: write_frame(answers, path))
    verdicts = answers["verdict"].value_counts().sort_index()
    told = ", ".join(f"{count:,} {verdict}" for verdict, count in verdicts.items())
    number = counted(len(answers), "ticket")
    console().print(f"{number}: {told}. The answers are in {out}" if told else f"{number} in {tickets}.")
    problems = snapshot.ticket_problems()
    for problem in problems[:_PROBLEMS_SHOWN]:
        print_hanging(console(), "- ", problem)
    if len(problems) > _PROBLEMS_SHOWN:
        console().print(f"- and {counted(len(problems) - _PROBLEMS_SHOWN, 'more problem')}")
    return ExitCode.DONE


def _one(
    export: Path, user: str, access_package: str, as_of: "datetime | None", *, as_json: bool
) -> ExitCode:
    import json  # noqa: PLC0415
    import sys  # noqa: PLC0415

    from analyzer import api  # noqa: PLC0415
    from analyzer.cli.console import console, print_page  # noqa: PLC0415
    from analyzer.cli.progress import ReadingProgress  # noqa: PLC0415
    from analyzer.reports.why_document import document  # noqa: PLC0415
    from analyzer.reports.why_page import page  # noqa: PLC0415

    with ReadingProgress() as progress:
        answer = api.open_export(export, as_of=as_of, progress=progress).why(user, access_package)
    if as_json:
        typer.echo(json.dumps(document(answer), indent=2))
    else:
        print_page(page(answer), console(sys.stdout))
    return ExitCode.DONE
