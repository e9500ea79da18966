"""The answer to "who has access, and by which way": data first, made a piece at a time."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.access_routes.gaps import gaps
from analyzer.access_routes.lookup import find_package, find_person, find_resources
from analyzer.access_routes.rendering import MARKS, ROUTE_SCHEMA, Rendering
from analyzer.access_routes.walk import RELATIONS_USED, Scope, Walk
from analyzer.errors import ExportError
from analyzer.reasoning.routes import Route
from analyzer.tables.relations import RELATIONS
from analyzer.tables.three_valued import yes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from analyzer.reasoning.route_marks import MarkedRoutes
    from analyzer.tables.relations import Relations
    from analyzer.tables.source import ExportSource


@dataclass(frozen=True, slots=True)
class Overview:
    """How many routes there are of each kind, how many bear each mark, and the first ones as text."""

    routes: dict[str, int]
    marks: dict[str, int]
    first: pa.Table

    @property
    def total(self) -> int:
        """The number of routes."""
        return sum(self.routes.values())


class AccessRoutes:
    """Every route in the scope that was asked for.

    `question`: what was asked, in words. `one_user`: it is about one person.
    """

    def __init__(self, relations: Relations, scope: Scope, question: str) -> None:
        self._relations = relations
        self._scope = scope
        self.question = question
        self.one_user = scope.holders is not None

    @cached_property
    def gaps(self) -> tuple[str, ...]:
        """Why routes may be missing, one sentence each."""
        return gaps(self._relations)

    def coded(
        self, safe: Callable[[pa.ChunkedArray], pa.ChunkedArray] | None = None
    ) -> tuple[Rendering, Iterator[MarkedRoutes]]:
        """Return what turns routes into text, and the routes, sorted, a piece at a time."""
        pool = ThreadPoolExecutor(1)
        walk = pool.submit(Walk.through, self._relations, self._scope)
        pool.shutdown(wait=False)

        def pieces() -> Iterator[MarkedRoutes]:
            yield from walk.result().marked()

        return Rendering(self._relations, safe), pieces()

    def table(self) -> pa.Table:
        """Return all routes at once: the columns of `ROUTE_COLUMNS`, sorted."""
        rendering, pieces = self.coded()
        return pa.concat_tables([ROUTE_SCHEMA.empty_table(), *map(rendering.table, pieces)])

    def overview(self, most: int) -> Overview:
        """Count all routes and return the first ones as text."""
        rendering, pieces = self.coded()
        first, shown = [ROUTE_SCHEMA.empty_table()], 0
        routes: Counter[str] = Counter()
        marks: Counter[str] = Counter()
        for piece in pieces:
            routes.update(_by_route(piece))
            marks.update(_by_mark(piece))
            if shown < most:
                first.append(rendering.table(piece[: most - shown]))
                shown += first[-1].num_rows
        return Overview(dict(routes), {name: marks[name] for name in MARKS}, pa.concat_tables(first))

    @property
    def frame(self) -> pd.DataFrame:
        """All routes as a DataFrame (Arrow-backed types)."""
        import pandas as pd  # noqa: PLC0415

        frame: pd.DataFrame = self.table().to_pandas(types_mapper=pd.ArrowDtype)
        return frame


def _by_route(routes: MarkedRoutes) -> dict[str, int]:
    counts = np.bincount(routes.told("route"), minlength=len(Route))
    return {route.slug: int(counts[route]) for route in Route}


def _by_mark(routes: MarkedRoutes) -> dict[str, int]:
    marks = (routes.outside, routes.missing, routes.twice)
    return {name: int(yes(mark).sum()) for name, mark in zip(MARKS, marks, strict=True)}


def access_routes(
    relations: Relations,
    *,
    user: str | None = None,
    resource: str | None = None,
    access_package: str | None = None,
) -> AccessRoutes:
    """Ask for the routes of a user, to a resource, through an access package; all that are given together.

    Raises:
        UsageError: the export has no such user, resource or access package, or several.
    """
    person = None if user is None else find_person(relations, user)
    scope = Scope(
        holders=None if person is None else np.array([person], np.int32),
        resources=None if resource is None else find_resources(relations, resource),
        package=None if access_package is None else find_package(relations, access_package),
    )
    name = None if person is None else relations["access_holders"].table["name"].iloc[person]
    asked = {
        "user": name if isinstance(name, str) else user,
        "resource": resource,
        "access package": access_package,
    }
    words = [f"{kind} {text}" for kind, text in asked.items() if text is not None]
    return AccessRoutes(relations, scope, ", ".join(words) or "everybody and everything")


def read_for_access(source: ExportSource, relations: Relations, *, everybody: bool = False) -> None:
    """Begin to read what an answer is made of; of `everybody` when it is not about some people only.

    Raises:
        ExportError: the export has no users.
    """
    if relations.missing(RELATIONS["access_holders"]):
        raise ExportError(
            "The export has no users, so nobody's access can be told.",
            "`analyzer plan --for EXPORT` says how to export them.",
        )
    used = [RELATIONS[name] for name in RELATIONS_USED]
    source.read_ahead(relations.needed_by(used))
    for name in ("person_keys", "group_keys"):
        _ = relations[name]
    for name in ("group_people" if everybody else "membership_edges", "packaged_access"):
        relations.begin(name)
    relations.compute_beside("membership_edges", used)
