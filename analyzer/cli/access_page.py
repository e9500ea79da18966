"""Prints a page: the table where it can be piped from, what the export cannot show where people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from analyzer.cli.console import print_hanging
from analyzer.reports.cells import safe_terminal

if TYPE_CHECKING:
    from rich.console import Console

    from analyzer.reports.pages import Page


_SHORT = {"route", "start", "end", "confidence", "outcome", "can ask again"}
"""Columns that never take more than a word."""


def print_page(page: Page, output: Console, notes: Console) -> None:
    """Print the rows on `output`, and why some may be missing on `notes`."""
    output.print(_text(page.title, "bold"))
    for line in page.lines:
        output.print(_text(line))
    if page.rows:
        output.print()
        output.print(_table(page))
    if page.more:
        output.print(_text(f"and {page.more:,} more: --out FILE.csv writes all of them"))
    for note in page.notes:
        print_hanging(notes, "- ", note)


def _table(page: Page) -> Table:
    used = page.used()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for place in used:
        heading = page.headings[place]
        table.add_column(heading, overflow="fold", no_wrap=heading in _SHORT)
    for row in page.rows:
        table.add_row(*(_text(row[place]) for place in used))
    return table


def _text(text: str, style: str = "") -> Text:
    return Text(safe_terminal(text), style=style)
