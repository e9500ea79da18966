"""`analyzer validate`: what was read, every problem in it, and what is missing altogether."""

# No `from __future__ import annotations`: Typer reads these annotations at run time.
import sys
from pathlib import Path
from typing import Annotated

import typer

from analyzer.cli.options import Export, require_outside
from analyzer.errors import ExitCode
from analyzer.reports.cells import safe_terminal


def validate(
    export: Export,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Write every problem to this file.")
    ] = None,
) -> ExitCode:
    """Check the records of an export against the schemas; exit with 1 if there are problems."""
    from analyzer import api  # noqa: PLC0415
    from analyzer.cli.console import console  # noqa: PLC0415
    from analyzer.cli.progress import ReadingProgress  # noqa: PLC0415
    from analyzer.cli.validation_page import print_page  # noqa: PLC0415
    from analyzer.reports.csv_files import PROBLEM_COLUMNS, write_table  # noqa: PLC0415
    from analyzer.reports.writer import require_report_file, write_file  # noqa: PLC0415

    if out:
        require_outside(out, export)
        require_report_file(out)
    with ReadingProgress() as progress:
        report = api.open_export(export, progress=progress).validate()
    print_page(report, str(export), console(sys.stdout))
    if out:
        write_file(out, lambda path: write_table(report.problems.select(PROBLEM_COLUMNS), path))
        console().print(f"Every problem is in {safe_terminal(str(out))}", soft_wrap=True)
    return ExitCode.FINDINGS if report.problems.num_rows else ExitCode.DONE
