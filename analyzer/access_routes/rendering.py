"""Codes back to ids, names and moments: the columns of `access.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from analyzer.reasoning.nested_groups import chain_names
from analyzer.reasoning.resource_roles import MEMBER
from analyzer.reasoning.routes import Confidence, Route
from analyzer.tables.dataset import STRING, as_arrow
from analyzer.tables.keys import UNKNOWN
from analyzer.tables.relations import RELATIONS, Relations
from analyzer.tables.subjects import codes_of
from analyzer.tables.terms import as_iso
from analyzer.tables.three_valued import at, unknown, yes

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.reasoning.route_marks import MarkedRoutes
    from analyzer.tables.three_valued import Codes, Flags

ROUTE_COLUMNS = (
    "user_id",
    "user_principal_name",
    "resource_type",
    "resource_id",
    "resource_name",
    "role",
    "route",
    "access_package_id",
    "access_package_name",
    "policy_id",
    "policy_name",
    "assignment_id",
    "via_group_id",
    "via_group_name",
    "start",
    "end",
    "confidence",
    "granted_by",
    "chain",
    "outside_packages",
    "delivered_but_missing",
    "held_twice",
)
"""The columns of CONTRACT section 5, then what else is known."""

_MEMBERSHIPS = (Route.GROUP_DIRECT, Route.GROUP_DYNAMIC)
MARKS = ROUTE_COLUMNS[-3:]
"""The columns of marks: yes, no or not known."""
ROUTE_SCHEMA = pa.schema([(name, pa.bool_() if name in MARKS else pa.string()) for name in ROUTE_COLUMNS])

_ROUTES = pa.array([route.slug for route in Route])
_LEVELS = pa.array([level.name.lower() for level in Confidence])


@dataclass(frozen=True, slots=True)
class Section:
    """Neighbouring columns that one code decides: their values by code."""

    columns: dict[str, pa.Array]

    @property
    def size(self) -> int:
        """The number of codes."""
        return len(next(iter(self.columns.values())))


class Rendering:
    """Turns coded routes into columns, a section at a time.

    `sections`: together the columns of `ROUTE_COLUMNS`, in that order. `safe`: applied once to every column
    of names and ids, before rows are made of it.
    """

    def __init__(
        self, relations: Relations, safe: Callable[[pa.ChunkedArray], pa.ChunkedArray] | None = None
    ) -> None:
        self._safe = safe
        holders, roles = relations["access_holders"], relations["resource_roles"]
        users = {"user_id": holders.table["id"], "user_principal_name": holders.table["name"]}
        resources = self._texts(
            {f"resource_{name}": roles.resources[name] for name in ("type", "id", "name")}
        )
        groups = {"via_group_id": resources["resource_id"], "via_group_name": resources["resource_name"]}
        assignments = self._texts(_assignment_texts(relations))
        self._assigned = len(assignments["assignment_id"])
        starts = [assignments.pop("start"), _starts(_optional(relations, "app_role_holdings"))]
        origins = [assignments.pop("granted_by"), self._text(relations["group_origins"])]
        ends = assignments.pop("end")
        self.sections = (
            Section(self._texts(users)),
            Section(resources),
            Section(self._texts({"role": roles.roles})),
            Section({"route": _ROUTES}),
            Section(assignments),
            Section(groups),
            Section({"start": pa.concat_arrays(starts)}),
            Section({"end": ends}),
            Section({"confidence": _LEVELS}),
            Section({"granted_by": pa.concat_arrays(origins)}),
            Section({"chain": self._text(_chain_texts(relations))}),
            Section(_mark_columns()),
        )

    def codes(self, kinds: pd.DataFrame) -> list[Codes]:
        """Return the codes of what `route_kinds` returns, parallel to `sections` but for the first and last.

        A negative code stands for nothing.
        """
        assignment, resource, via = (codes_of(kinds, name) for name in ("assignment", "resource", "via"))
        in_group = kinds["route"].isin(_MEMBERSHIPS).to_numpy() & (codes_of(kinds, "role") == MEMBER)
        member_of = np.where(via >= 0, via, np.where(in_group, resource, UNKNOWN)).astype(np.int32)
        return [
            resource,
            codes_of(kinds, "role"),
            codes_of(kinds, "route"),
            assignment,
            via,
            self._or_else(assignment, codes_of(kinds, "holding")),
            assignment,
            codes_of(kinds, "confidence"),
            self._or_else(assignment, member_of),
            codes_of(kinds, "chain"),
        ]

    def table(self, routes: MarkedRoutes) -> pa.Table:
        """Return routes as the columns of `ROUTE_COLUMNS`, all string but the last three (bool)."""
        told = [codes[routes.kind] for codes in self.codes(routes.kinds)]
        columns: list[pa.Array] = []
        for section, codes in zip(self.sections, [routes.holder, *told, mark_codes(routes)], strict=True):
            places = pa.array(codes, mask=codes < 0)
            columns += [column.take(places) for column in section.columns.values()]
        return pa.table(columns, schema=ROUTE_SCHEMA)

    def _or_else(self, assignment: Codes, other: Codes) -> Codes:
        """Join two codes for columns that hold what assignments say, then what others say."""
        return np.where(assignment >= 0, assignment, np.where(other >= 0, other + self._assigned, other))

    def _texts(self, columns: dict[str, pd.Series[str]]) -> dict[str, pa.Array]:
        return {name: self._text(column) for name, column in columns.items()}

    def _text(self, column: pd.Series[str]) -> pa.Array:
        text = as_arrow(column)
        return (self._safe(text) if self._safe else text).combine_chunks()


def _mark_columns() -> dict[str, pa.Array]:
    """Every combination of three three-valued marks, by the codes of `mark_codes`."""
    combinations = list(product((False, True, None), repeat=len(MARKS)))
    return {
        name: pa.array([each[place] for each in combinations], pa.bool_()) for place, name in enumerate(MARKS)
    }


def mark_codes(routes: MarkedRoutes) -> Codes:
    """Return the marks of routes as codes of the last section."""
    missing = _three_valued(routes.kinds["missing"])[routes.kind]
    code: Codes = (_three_valued(routes.outside) * 3 + missing) * 3 + _three_valued(routes.twice)
    return code


def _three_valued(answers: Flags) -> Codes:
    """Return 0 for no, 1 for yes, 2 for unknown."""
    code: Codes = yes(answers) + 2 * unknown(answers).astype(np.int32)
    return code


def _assignment_texts(relations: Relations) -> dict[str, pd.Series[str]]:
    """What a route through a package says, by assignment."""
    facts, terms = _optional(relations, "assignment_facts"), _optional(relations, "assignment_terms")
    names = (*ROUTE_COLUMNS[7:12], "start", "end", "granted_by")
    if facts is None or terms is None or relations.missing(RELATIONS["package_routes"]):
        return {name: pd.Series(pd.array([], STRING)) for name in names}
    packages, policies = relations["packages"], _optional(relations, "policy_names")
    policy = codes_of(facts, "policy")
    policy_name = terms["policy_name"]
    if policies is not None:
        policy_name = at(policies["display_name"], policy).fillna(policy_name)
    package_name = at(packages["display_name"], codes_of(facts, "package")).fillna(terms["package_name"])
    columns = (
        facts["package_id"],
        package_name,
        terms["policy_id"],
        policy_name,
        facts["id"],
        pd.Series(pd.array(as_iso(terms["start"]), STRING)),
        pd.Series(pd.array(as_iso(terms["end"]), STRING)),
        relations["assignment_origins"],
    )
    return dict(zip(names, columns, strict=True))


def _starts(holdings: pd.DataFrame | None) -> pa.Array:
    return pa.array([], pa.string()) if holdings is None else as_iso(holdings["start"]).cast(pa.string())


def _chain_texts(relations: Relations) -> pd.Series[str]:
    chains = relations["nested_groups"]
    return chain_names(
        chains, relations["resource_roles"].resources["name"], np.arange(len(chains), dtype=np.int32)
    )


def _optional(relations: Relations, name: str) -> pd.DataFrame | None:
    found: pd.DataFrame | None = None if relations.missing(RELATIONS[name]) else relations[name]
    return found
