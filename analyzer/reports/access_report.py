"""Access as data, as a CSV file, and as a page in Jupyter."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from analyzer.reports.access_csv import write_routes
from analyzer.reports.cells import safe_terminal

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa

    from analyzer.access_routes.answer import AccessRoutes, Overview

MOST_SHOWN = 200
"""Rows on a page; the CSV file has all of them."""

PAGE_COLUMNS = {
    "user_principal_name": "user",
    "resource_name": "resource",
    "role": "role",
    "route": "route",
    "through": "through",
    "start": "start",
    "end": "end",
    "confidence": "confidence",
    "marks": "marks",
}
"""What a page shows of a route, and its headings."""


class AccessReport:
    """The routes that were asked for. Jupyter shows it as the page that `analyzer access` prints."""

    def __init__(self, answer: AccessRoutes) -> None:
        self.answer = answer
        self._overview: Overview | None = None

    @property
    def routes(self) -> pd.DataFrame:
        """All routes, one row each: the columns of access.csv."""
        return self.answer.frame

    @property
    def question(self) -> str:
        """What was asked, in words."""
        return self.answer.question

    @property
    def gaps(self) -> tuple[str, ...]:
        """Why routes may be missing, one sentence each."""
        return self.answer.gaps

    @property
    def overview(self) -> Overview:
        """How many routes there are, and the first ones."""
        if self._overview is None:
            self._overview = self.answer.overview(MOST_SHOWN)
        return self._overview

    def write_csv(self, path: Path) -> None:
        """Write access.csv."""
        write_routes(self.answer, path)

    def __repr__(self) -> str:
        return f"<access of {self.question}: {self.overview.total:,} routes>"

    def _repr_html_(self) -> str:
        rows = page_rows(self.overview.first)
        head = "".join(f"<th>{escape(name)}</th>" for name in PAGE_COLUMNS.values())
        body = "".join(f"<tr>{''.join(f'<td>{_html(cell)}</td>' for cell in row)}</tr>" for row in rows)
        more = self.overview.total - len(rows)
        lines = [*headline(self.overview), *([f"and {more:,} more"] if more else [])]
        notes = "".join(f"<li>{_html(gap)}</li>" for gap in self.gaps)
        return (
            f"<h3>Access: {_html(self.question)}</h3><p>{'<br>'.join(_html(line) for line in lines)}</p>"
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            f"<p>What this export cannot show</p><ul>{notes}</ul>"
        )


def headline(overview: Overview) -> list[str]:
    """Return how many routes there are, in a line or two."""
    kinds = ", ".join(f"{count:,} {route}" for route, count in overview.routes.items() if count)
    marked = ", ".join(f"{count:,} {_words(mark)}" for mark, count in overview.marks.items() if count)
    first = f"{overview.total:,} routes" + (f": {kinds}" if kinds else "")
    return [first, f"Marked: {marked}"] if marked else [first]


def page_rows(table: pa.Table) -> list[list[str]]:
    """Return routes as the cells of a page, the columns of `PAGE_COLUMNS`."""
    rows = []
    for row in table.to_pylist():
        through = row["access_package_name"] or row["chain"] or row["via_group_name"] or ""
        marks = ", ".join(_words(mark) for mark in table.column_names[-3:] if row[mark])
        known = {"through": through, "marks": marks, "resource_name": row["resource_name"] or "not exported"}
        known["user_principal_name"] = row["user_principal_name"] or row["user_id"] or "not exported"
        rows.append([str((row | known)[name] or "") for name in PAGE_COLUMNS])
    return rows


def _words(mark: str) -> str:
    return mark.replace("_", " ")


def _html(text: str) -> str:
    return escape(safe_terminal(text))
