"""Access as data, as a CSV file, and as a page."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Self

from analyzer.access_routes.answer import access_routes, read_for_access
from analyzer.reports.access_csv import write_routes
from analyzer.reports.pages import MOST_SHOWN, Page, html_of

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa

    from analyzer.access_routes.answer import AccessRoutes, Overview
    from analyzer.tables.relations import Relations
    from analyzer.tables.source import ExportSource

HEADINGS = ("user", "resource", "role", "route", "through", "start", "end", "confidence", "marks")
_UNTOLD = "not exported"


class AccessReport:
    """The routes that were asked for. Jupyter shows it as the page that `analyzer access` prints."""

    def __init__(self, answer: AccessRoutes) -> None:
        self._answer = answer

    @classmethod
    def of(
        cls,
        source: ExportSource,
        relations: Relations,
        user: str | None = None,
        resource: str | None = None,
        access_package: str | None = None,
    ) -> Self:
        """Ask an export; see `analyzer.access_routes.answer`."""
        read_for_access(source, relations, everybody=user is None)
        return cls(access_routes(relations, user=user, resource=resource, access_package=access_package))

    @property
    def routes(self) -> pd.DataFrame:
        """All routes, one row each: the columns of access.csv."""
        return self._answer.frame

    @property
    def gaps(self) -> tuple[str, ...]:
        """Why routes may be missing, one sentence each."""
        return self._answer.gaps

    @cached_property
    def page(self) -> Page:
        """How many routes there are, and the first ones."""
        overview = self._answer.overview(MOST_SHOWN)
        one_user = self._answer.one_user
        rows = tuple(_row(row, one_user=one_user) for row in overview.first.to_pylist())
        return Page(
            title=f"Access: {self._answer.question}",
            lines=tuple(_headline(overview)),
            headings=HEADINGS,
            rows=rows,
            more=overview.total - len(rows),
            notes=self.gaps,
        )

    def write_csv(self, path: Path) -> None:
        """Write access.csv."""
        write_routes(self._answer, path)

    def __repr__(self) -> str:
        return f"<{self.page.title}: {self.page.lines[0]}>"

    def _repr_html_(self) -> str:
        return html_of(self.page)


def _headline(overview: Overview) -> list[str]:
    kinds = ", ".join(f"{count:,} {route}" for route, count in overview.routes.items() if count)
    marked = ", ".join(f"{count:,} {_words(mark)}" for mark, count in overview.marks.items() if count)
    plural = "" if overview.total == 1 else "s"
    first = f"{overview.total:,} route{plural}" + (f": {kinds}" if kinds else "")
    return [first, f"Marked: {marked}"] if marked else [first]


def _row(row: dict[str, pa.Scalar], *, one_user: bool) -> tuple[str, ...]:
    """Leave out the user whom the title names."""
    marks = [
        _words(mark) for mark in ("outside_packages", "delivered_but_missing", "held_twice") if row[mark]
    ]
    cells = (
        None if one_user else row["user_principal_name"] or row["user_id"] or _UNTOLD,
        row["resource_name"] or _UNTOLD,
        row["role"],
        row["route"],
        row["access_package_name"] or row["chain"] or row["via_group_name"],
        _day(row["start"]),
        _day(row["end"]),
        row["confidence"],
        ", ".join(marks),
    )
    return tuple(str(cell or "") for cell in cells)


def _day(moment: object) -> str:
    return str(moment or "")[:10]


def _words(mark: str) -> str:
    return mark.replace("_", " ")
