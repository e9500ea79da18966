"""What a person reads after `analyzer access`: the routes, and what the export cannot show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from analyzer.cli.console import print_hanging
from analyzer.reports.access_report import PAGE_COLUMNS, headline, page_rows
from analyzer.reports.cells import safe_terminal

if TYPE_CHECKING:
    from rich.console import Console

    from analyzer.reports.access_report import AccessReport


def print_access(report: AccessReport, page: Console, notes: Console) -> None:
    """Print the routes on `page`, and why some may be missing on `notes`."""
    overview = report.overview
    rows = page_rows(overview.first)
    page.print(Text(safe_terminal(f"Access: {report.question}"), style="bold"))
    for line in headline(overview):
        page.print(Text(line))
    if rows:
        page.print()
        page.print(_table(rows))
    if more := overview.total - len(rows):
        page.print(Text(f"and {more:,} more: --out FILE.csv writes all of them"))
    for gap in report.gaps:
        print_hanging(notes, "- ", gap)


def _table(rows: list[list[str]]) -> Table:
    """Leave out what no row has."""
    used = [place for place in range(len(PAGE_COLUMNS)) if any(row[place] for row in rows)]
    headings = list(PAGE_COLUMNS.values())
    table = Table(box=None, pad_edge=False, header_style="bold")
    for place in used:
        table.add_column(headings[place], overflow="fold")
    for row in rows:
        table.add_row(*(Text(safe_terminal(row[place])) for place in used))
    return table
