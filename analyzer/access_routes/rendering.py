"""Codes back to ids, names and moments: the columns of `access.csv`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.reasoning.nested_groups import chain_names
from analyzer.reasoning.resource_roles import MEMBER
from analyzer.reasoning.routes import Confidence, Route
from analyzer.tables.dataset import STRING
from analyzer.tables.keys import UNKNOWN
from analyzer.tables.relations import RELATIONS, Relations
from analyzer.tables.subjects import codes_of
from analyzer.tables.terms import as_iso
from analyzer.tables.three_valued import at

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.tables.three_valued import Codes

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
_MARKS = ROUTE_COLUMNS[-3:]
ROUTE_SCHEMA = pa.schema([(name, pa.bool_() if name in _MARKS else pa.string()) for name in ROUTE_COLUMNS])

_ROUTES = pa.array([route.slug for route in Route])
_LEVELS = pa.array([level.name.lower() for level in Confidence])


class Rendering:
    """Turns coded routes into text.

    `safe`: applied once to every column of names and ids, before rows are made of it.
    """

    def __init__(
        self, relations: Relations, safe: Callable[[pa.ChunkedArray], pa.ChunkedArray] | None = None
    ) -> None:
        self._safe = safe
        holders, roles = relations["access_holders"], relations["resource_roles"]
        self._users = self._texts(
            {"user_id": holders.table["id"], "user_principal_name": holders.table["name"]}
        )
        self._resources = self._texts(
            {f"resource_{name}": roles.resources[name] for name in ("type", "id", "name")}
        )
        self._groups = {
            "via_group_id": self._resources["resource_id"],
            "via_group_name": self._resources["resource_name"],
        }
        self._roles = self._texts({"role": roles.roles})
        self._assignments = self._texts(_assignment_texts(relations))
        self._holdings = _starts(_optional(relations, "app_role_holdings"))
        self._origins = self._text(relations["group_origins"])
        self._chains = self._text(_chain_texts(relations))

    def table(self, rows: pd.DataFrame) -> pa.Table:
        """Return marked routes as the columns of `ROUTE_COLUMNS`, all string but the last three (bool)."""
        assignment, resource, via = (codes_of(rows, name) for name in ("assignment", "resource", "via"))
        cells = {
            "route": _ROUTES.take(pa.array(rows["route"])),
            "confidence": _LEVELS.take(pa.array(rows["confidence"])),
            "chain": _at(self._chains, codes_of(rows, "chain")),
            "outside_packages": pa.array(rows["outside"]),
            "delivered_but_missing": pa.array(rows["missing"]),
            "held_twice": pa.array(rows["twice"]),
        }
        cells |= _each(self._users, codes_of(rows, "holder")) | _each(self._roles, codes_of(rows, "role"))
        cells |= _each(self._resources, resource) | _each(self._groups, via)
        cells |= _each(self._assignments, assignment)
        cells["start"] = _first(cells["start"], _at(self._holdings, codes_of(rows, "holding")))
        in_group = rows["route"].isin(_MEMBERSHIPS).to_numpy() & (codes_of(rows, "role") == MEMBER)
        member_of = np.where(via >= 0, via, np.where(in_group, resource, UNKNOWN)).astype(np.int32)
        cells["granted_by"] = _first(cells["granted_by"], _at(self._origins, member_of))
        return pa.table([cells[name] for name in ROUTE_COLUMNS], schema=ROUTE_SCHEMA)

    def _texts(self, columns: dict[str, pd.Series[str]]) -> dict[str, pa.Array]:
        return {name: self._text(column) for name, column in columns.items()}

    def _text(self, column: pd.Series[str]) -> pa.Array:
        text = pa.chunked_array([pa.array(column, pa.string())])
        return (self._safe(text) if self._safe else text).combine_chunks()


def _assignment_texts(relations: Relations) -> dict[str, pd.Series[str]]:
    """What a route through a package says, by assignment."""
    facts, terms = _optional(relations, "assignment_facts"), _optional(relations, "assignment_terms")
    names = (*ROUTE_COLUMNS[7:12], "start", "end", "granted_by")
    if facts is None or terms is None or _optional(relations, "package_routes") is None:
        return {name: pd.Series(pd.array([], STRING)) for name in names}
    packages, policies = relations["packages"], _optional(relations, "policies")
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


def _each(columns: dict[str, pa.Array], codes: Codes) -> dict[str, pa.Array]:
    if not (codes >= 0).any():
        return {name: pa.nulls(len(codes), pa.string()) for name in columns}
    places = pa.array(codes, mask=codes < 0)
    return {name: column.take(places) for name, column in columns.items()}


def _at(column: pa.Array, codes: Codes) -> pa.Array:
    return _each({"": column}, codes)[""]


def _first(one: pa.Array, other: pa.Array) -> pa.Array:
    if one.null_count == len(one) or other.null_count == len(other):
        return other if one.null_count == len(one) else one
    return pc.coalesce(one, other)
