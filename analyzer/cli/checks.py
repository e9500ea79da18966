"""`analyzer checks`: the catalogue, and the page of one check."""

# No `from __future__ import annotations`: Typer reads these annotations at run time.
import re
import shutil
import sys
import textwrap
from typing import Annotated

import typer

from analyzer.checking import catalogue
from analyzer.checking.contract import Check
from analyzer.cli.options import require_known
from analyzer.errors import ExitCode

_WIDEST_PAGE = 100
_LIST_ITEM = re.compile(r"^\s*([-*]|\d+[.)])\s")


def checks(
    check: Annotated[str | None, typer.Argument(metavar="[CHECK]", help="Show this check's page.")] = None,
) -> ExitCode:
    """List every check, or show one check's page: what it means, how it decides, how to fix it."""
    every = catalogue.all_checks()
    if check is None:
        typer.echo(listing(list(every.values())))
        return ExitCode.DONE
    slug = check.strip().lower()
    require_known(slug, every.keys(), "check", "'analyzer checks' lists them all.")
    width = min(shutil.get_terminal_size().columns, _WIDEST_PAGE) if sys.stdout.isatty() else _WIDEST_PAGE
    typer.echo(page(every[slug], width))
    return ExitCode.DONE


def listing(every: list[Check]) -> str:
    """Return one line per check, in aligned columns: slug, severity, category, title."""
    rows = [(each.slug, each.severity.value, each.category.value, each.title) for each in every]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    aligned = (
        "  ".join((*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]))
        for row in rows
    )
    return "\n".join(aligned)


def page(check: Check, width: int) -> str:
    """Return the check's page as text of at most that width."""
    head = f"{check.title}\n{check.slug} · {check.severity} · {check.category}"
    sections = (f"{heading}\n{_flowed(text, width)}" for heading, text in check.page.items() if text)
    return "\n\n".join((head, *sections))


def _flowed(text: str, width: int) -> str:
    return "\n\n".join(_paragraph(paragraph, width) for paragraph in re.split(r"\n\s*\n", text.strip()))


def _paragraph(paragraph: str, width: int) -> str:
    """Fill prose; keep the items of a list apart."""
    items: list[str] = []
    for line in paragraph.splitlines():
        if _LIST_ITEM.match(line) or not items:
            items.append(line.strip())
        else:
            items[-1] += f" {line.strip()}"
    return "\n".join(_filled(item, width) for item in items)


def _filled(item: str, width: int) -> str:
    hanging = "    " if _LIST_ITEM.match(item) else "  "
    return textwrap.fill(
        item,
        width,
        initial_indent="  ",
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
