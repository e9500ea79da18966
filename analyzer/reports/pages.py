"""A page, for the terminal and for Jupyter: a title, a few lines, a table, what the export cannot show."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from analyzer.reports.cells import safe_terminal

MOST_SHOWN = 200
"""Rows on a page; the CSV file has all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page shows. The texts are the tenant's own; whoever shows them makes them harmless.

    `rows`: cells in the order of `headings`. `more`: how many further rows there are.
    """

    title: str
    lines: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int
    notes: tuple[str, ...]

    def used(self) -> list[int]:
        """Return the columns in which any row has something."""
        return [place for place in range(len(self.headings)) if any(row[place] for row in self.rows)]


def html_of(page: Page) -> str:
    """Return the page as HTML that needs nothing from elsewhere."""
    used = page.used()
    head = "".join(f"<th>{_text(page.headings[place])}</th>" for place in used)
    body = "".join(
        f"<tr>{''.join(f'<td>{_text(row[place])}</td>' for place in used)}</tr>" for row in page.rows
    )
    lines = [*page.lines, *([f"and {page.more:,} more"] if page.more else [])]
    notes = "".join(f"<li>{_text(note)}</li>" for note in page.notes)
    return (
        f"<h3>{_text(page.title)}</h3><p>{'<br>'.join(_text(line) for line in lines)}</p>"
        + (f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if page.rows else "")
        + (f"<p>What this export cannot show</p><ul>{notes}</ul>" if notes else "")
    )


def _text(text: str) -> str:
    return escape(safe_terminal(text))
