"""A simulated loss of access as data, as CSV files, and as a page."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa

from analyzer.access_routes.answer import read_for_access
from analyzer.access_routes.losses import LOSS_COLUMNS, losses
from analyzer.access_routes.scenarios import if_put_under, if_removed
from analyzer.decision_trace.needs import needs_of
from analyzer.reports.csv_files import write_table
from analyzer.reports.pages import MOST_SHOWN, Page, html_of
from analyzer.tables.relations import RELATIONS

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import Path

    import pandas as pd

    from analyzer.access_routes.losses import Losses
    from analyzer.tables.relations import Relations
    from analyzer.tables.source import ExportSource

HEADINGS = ("user", "resource", "role", "outcome", "still held through", "can ask again", "ask through")
_ANSWERS = {True: "yes", False: "no"}


class LossReport:
    """Who would lose what. Jupyter shows it as the page that `analyzer access` prints.

    `answer.rows`: one row per user and role on a resource; `answer.before`, `answer.after`: all routes of
    everybody concerned; `answer.assignments`: the direct assignments that would prevent the loss.
    `gaps`: what keeps people from asking again, what would tell whether they could, and what else the export
    cannot show, one sentence each.
    """

    def __init__(self, answer: Losses, relations: Relations) -> None:
        self.answer = answer
        asking = (*_shut(answer.blockers), *_open(answer.doubts, relations))
        self.gaps = (*answer.aftermath, *asking, *answer.gaps)

    @classmethod
    def if_removed(cls, source: ExportSource, relations: Relations, kind: str, name: str) -> Self:
        """Simulate the removal of something; see `analyzer.access_routes.scenarios`."""
        _read(source, relations)
        return cls(losses(relations, if_removed(relations, kind, name)), relations)

    @classmethod
    def if_put_under(
        cls, source: ExportSource, relations: Relations, group: str, access_package: str
    ) -> Self:
        """Simulate that a package grants membership of a group; see `analyzer.access_routes.scenarios`."""
        _read(source, relations)
        return cls(losses(relations, if_put_under(relations, group, access_package)), relations)

    @property
    def rows(self) -> pd.DataFrame:
        """One row per user and role on a resource that loses a route."""
        return self.answer.rows

    @cached_property
    def page(self) -> Page:
        """How many would lose what, and the first of them."""
        rows = self.answer.rows
        shown = tuple(_row(row) for row in rows.head(MOST_SHOWN).to_dict("records"))
        return Page(
            title=f"Access {self.answer.question}",
            lines=tuple(_headline(self.answer)),
            headings=HEADINGS,
            rows=shown,
            more=len(rows) - len(shown),
            notes=self.gaps,
        )

    def write_csv(self, path: Path) -> None:
        """Write who would lose what: the columns of `LOSS_COLUMNS`."""
        write_table(_table(self.answer.rows[list(LOSS_COLUMNS)]), path)

    def write_assignments(self, path: Path) -> None:
        """Write the direct assignments that would prevent the loss."""
        write_table(_table(self.answer.assignments), path)

    def __repr__(self) -> str:
        return f"<{self.page.title}: {self.page.lines[0]}>"

    def _repr_html_(self) -> str:
        return html_of(self.page)


def _read(source: ExportSource, relations: Relations) -> None:
    """Begin to read what routes are made of, and what requests are judged by."""
    read_for_access(source, relations)
    source.read_ahead(relations.given(ticket_facts=None).needed_by([RELATIONS["ticket_verdicts"]]))


def _shut(blockers: dict[str, int]) -> list[str]:
    return [f"Asking again is ruled out by {rule} in {_rows(count)}." for rule, count in blockers.items()]


def _open(doubts: dict[str, int], relations: Relations) -> list[str]:
    """Say what would decide who could ask again, for each rule that leaves it open."""
    return [
        f"Asking again hangs on {rule} in {_rows(count)}: it would take {needs_of(rule, relations)}."
        for rule, count in doubts.items()
    ]


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"


def _headline(answer: Losses) -> list[str]:
    rows = answer.rows
    if rows.empty:
        return ["Nobody would lose a route."]
    counts = rows["outcome"].value_counts().sort_index()
    told = ", ".join(f"{count:,} {outcome}" for outcome, count in counts.items())
    people, wanted = rows["user_id"].nunique(dropna=False), len(answer.assignments)
    first = f"{people:,} user{'' if people == 1 else 's'}: {told}"
    prevented = f"{wanted:,} direct assignment{'' if wanted == 1 else 's'} would prevent it"
    return [first, prevented] if wanted else [first]


def _row(row: dict[Hashable, Any]) -> tuple[str, ...]:
    answer = row["can_ask_again"]
    return (
        _known(row["user_principal_name"]) or _known(row["user_id"]) or "not exported",
        _known(row["resource_name"]) or "not exported",
        _known(row["role"]),
        _known(row["outcome"]),
        _known(row["still_held_through"]),
        _ANSWERS[answer] if isinstance(answer, bool) else "",
        _known(row["ask_through"]),
    )


def _known(value: object) -> str:
    return value if isinstance(value, str) else ""


def _table(rows: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(rows, preserve_index=False).replace_schema_metadata(None)
