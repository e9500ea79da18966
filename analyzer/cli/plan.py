"""`analyzer plan`: what to export, as a page, as data, or as a script that does it."""

# No `from __future__ import annotations`: Typer reads these annotations at run time.
import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli.options import require_outside
from analyzer.errors import ExitCode
from analyzer.reports.cells import safe_terminal

if TYPE_CHECKING:
    from analyzer.planning.export_plan import Plan


class PlanFormat(StrEnum):
    """What a plan is written as."""

    TEXT = "text"
    JSON = "json"
    POWERSHELL = "powershell"
    PYTHON = "python"


def plan(
    form: Annotated[
        PlanFormat, typer.Option("--format", help="A page to read, one JSON document, or a script.")
    ] = PlanFormat.TEXT,
    export: Annotated[
        Path | None, typer.Option("--for", metavar="EXPORT", help="Only what is missing from this export.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write to this file.")] = None,
) -> ExitCode:
    """Say what to export, request by request: the least permission, and the checks each request is for."""
    from analyzer import api  # noqa: PLC0415
    from analyzer.cli.progress import ReadingProgress  # noqa: PLC0415
    from analyzer.planning.export_plan import plan_from_scratch  # noqa: PLC0415
    from analyzer.reports.writer import require_report_file, write_file  # noqa: PLC0415

    if out:
        require_report_file(out)
    if out and export:
        require_outside(out, export)
    if export is None:
        made = plan_from_scratch()
    else:
        with ReadingProgress() as progress:
            made = api.open_export(export, progress=progress).plan(str(export))
    written = f"{_written(made, form)}\n"
    if out is None:
        typer.echo(written, nl=False)
    else:
        write_file(out, lambda path: _save(written, path))
        typer.echo(f"The plan is in {safe_terminal(str(out))}", err=True)
    return ExitCode.DONE


def _save(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _written(made: "Plan", form: PlanFormat) -> str:
    from analyzer.planning import json_document, rendering, text_page  # noqa: PLC0415

    match form:
        case PlanFormat.TEXT:
            return "\n".join(safe_terminal(line) for line in text_page.page(made).splitlines())
        case PlanFormat.JSON:
            return json.dumps(json_document.document(made), indent=2)
        case PlanFormat.POWERSHELL:
            return rendering.powershell(made).rstrip("\n")
        case PlanFormat.PYTHON:
            return rendering.python(made).rstrip("\n")
