"""`analyzer access`: who holds access and by which way, and who would lose it."""

# No `from __future__ import annotations`: Typer reads these annotations at run time.
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli.options import AsOf, Export, moment, require_outside
from analyzer.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from analyzer.reports.access_report import AccessReport
    from analyzer.reports.loss_report import LossReport


User = Annotated[
    str | None, typer.Option(metavar="USER", help="Only this user: id, principal name or mail address.")
]
Resource = Annotated[
    str | None, typer.Option(metavar="RESOURCE", help="Only this group, application, role or site.")
]
Through = Annotated[
    str | None, typer.Option(metavar="PACKAGE", help="Only through this package: id or display name.")
]
Removed = Annotated[
    tuple[str, str] | None,
    typer.Option(metavar="KIND ID", help="Simulate: without an assignment, policy, package or group."),
]
PutUnder = Annotated[
    tuple[str, str] | None,
    typer.Option(metavar="GROUP PACKAGE", help="Simulate: the package grants membership of the group."),
]
Out = Annotated[Path | None, typer.Option(metavar="FILE.csv", help="Write every row to this file.")]
Prevention = Annotated[
    Path | None,
    typer.Option(metavar="FILE.csv", help="Write the direct assignments that would prevent the loss."),
]


def access(
    export: Export,
    *,
    user: User = None,
    resource: Resource = None,
    access_package: Through = None,
    if_removed: Removed = None,
    put_under_package: PutUnder = None,
    out: Out = None,
    direct_assignments: Prevention = None,
    as_of: AsOf = None,
) -> ExitCode:
    """List every route by which access is held, or simulate its loss.

    Routes lead through packages, groups, app roles and directory roles. With --if-removed or
    --put-under-package: who would lose what, who keeps it by another route, who could ask again.
    """
    from analyzer import api  # noqa: PLC0415
    from analyzer.cli.progress import ReadingProgress  # noqa: PLC0415

    _require_sense(
        filtered=bool(user or resource or access_package),
        simulations=[each for each in (if_removed, put_under_package) if each],
        direct_assignments=direct_assignments,
    )
    _require_places(export, out, direct_assignments)
    report: AccessReport | LossReport
    with ReadingProgress() as progress:
        snapshot = api.open_export(export, as_of=moment(as_of), progress=progress)
        if if_removed:
            report = snapshot.access_if_removed(*if_removed)
        elif put_under_package:
            report = snapshot.access_if_put_under(*put_under_package)
        else:
            report = snapshot.access(user=user, resource=resource, access_package=access_package)
    _tell(report, out, direct_assignments)
    return ExitCode.DONE


def _require_sense(
    *, filtered: bool, simulations: list[tuple[str, str]], direct_assignments: Path | None
) -> None:
    if len(simulations) + filtered > 1:
        raise UsageError(
            "Only one question at a time can be answered.",
            "Give --if-removed, or --put-under-package, or any of --user, --resource and --access-package.",
        )
    if direct_assignments and not simulations:
        raise UsageError(
            "--direct-assignments needs a loss to prevent.", "Add --if-removed or --put-under-package."
        )


def _require_places(export: Path, *places: Path | None) -> None:
    from analyzer.reports.writer import require_report_file  # noqa: PLC0415

    for place in places:
        if place:
            require_outside(place, export)
            require_report_file(place)


def _tell(report: "AccessReport | LossReport", out: Path | None, direct_assignments: Path | None) -> None:
    from analyzer.cli.access_page import print_page  # noqa: PLC0415
    from analyzer.cli.console import console, print_hanging  # noqa: PLC0415
    from analyzer.reports.cells import safe_terminal  # noqa: PLC0415
    from analyzer.reports.loss_report import LossReport  # noqa: PLC0415
    from analyzer.reports.writer import write_file  # noqa: PLC0415

    if out:
        write_file(out, report.write_csv)
        for gap in report.gaps:
            print_hanging(console(), "- ", gap)
        console().print(f"Every row is in {safe_terminal(str(out))}", soft_wrap=True)
    else:
        print_page(report.page, console(sys.stdout), console())
    if direct_assignments and isinstance(report, LossReport):
        write_file(direct_assignments, report.write_assignments)
        console().print(f"The assignments are in {safe_terminal(str(direct_assignments))}", soft_wrap=True)
