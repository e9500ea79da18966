"""`analyzer approvals`: can somebody approve, for every requestable policy and everybody whom it lets ask?"""

# No `from __future__ import annotations`: Typer reads these annotations at run time.
import sys
from pathlib import Path
from typing import Annotated

import typer

from analyzer.cli.options import AsOf, Export, moment, require_outside
from analyzer.errors import ExitCode
from analyzer.reports.cells import safe_terminal


def approvals(
    export: Export,
    *,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Write every row to this file.")
    ] = None,
    as_of: AsOf = None,
) -> ExitCode:
    """Find requests that nobody could approve: dead ends, self-approval, missing managers and sponsors."""
    from analyzer import api  # noqa: PLC0415
    from analyzer.cli.approvals_page import print_page  # noqa: PLC0415
    from analyzer.cli.console import console  # noqa: PLC0415
    from analyzer.cli.progress import ReadingProgress  # noqa: PLC0415
    from analyzer.reports.csv_files import write_frame  # noqa: PLC0415
    from analyzer.reports.writer import require_report_file, write_file  # noqa: PLC0415

    time = moment(as_of)
    if out:
        require_outside(out, export)
        require_report_file(out)
    with ReadingProgress() as progress:
        found = api.open_export(export, as_of=time, progress=progress).approvals()
    print_page(found, console(sys.stdout))
    if out:
        write_file(out, lambda path: write_frame(found.frame, path))
        console().print(f"Every row is in {safe_terminal(str(out))}", soft_wrap=True)
    return ExitCode.DONE
