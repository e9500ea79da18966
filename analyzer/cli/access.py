"""`analyzer access`: who holds access, and by which way."""

# No `from __future__ import annotations`: Typer reads these annotations at run time.
import sys
from pathlib import Path
from typing import Annotated

import typer

from analyzer.cli.options import AsOf, Export, moment, require_outside
from analyzer.errors import ExitCode


def access(
    export: Export,
    *,
    user: Annotated[
        str | None, typer.Option(metavar="USER", help="Only this user: id, principal name or mail address.")
    ] = None,
    resource: Annotated[
        str | None, typer.Option(metavar="RESOURCE", help="Only this group, application, role or site.")
    ] = None,
    access_package: Annotated[
        str | None, typer.Option(metavar="PACKAGE", help="Only through this package: id or exact name.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Write every route to this file.")
    ] = None,
    as_of: AsOf = None,
) -> ExitCode:
    """List every route by which access is held: packages, groups, app roles, directory roles."""
    from analyzer import api  # noqa: PLC0415
    from analyzer.cli.access_page import print_access  # noqa: PLC0415
    from analyzer.cli.console import console  # noqa: PLC0415
    from analyzer.cli.progress import ReadingProgress  # noqa: PLC0415
    from analyzer.reports.cells import safe_terminal  # noqa: PLC0415
    from analyzer.reports.writer import require_report_file, write_file  # noqa: PLC0415

    if out:
        require_outside(out, export)
        require_report_file(out)
    with ReadingProgress() as progress:
        snapshot = api.open_export(export, as_of=moment(as_of), progress=progress)
        report = snapshot.access(user=user, resource=resource, access_package=access_package)
    if out:
        write_file(out, report.write_csv)
        for gap in report.gaps:
            console().print(safe_terminal(gap), soft_wrap=True)
        console().print(f"Every route is in {safe_terminal(str(out))}", soft_wrap=True)
    else:
        print_access(report, console(sys.stdout), console())
    return ExitCode.DONE
