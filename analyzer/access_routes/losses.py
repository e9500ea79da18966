"""Who would lose what: the routes before a change beside those after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.access_routes.aftermath import aftermath
from analyzer.access_routes.asking_again import asking_again
from analyzer.access_routes.gaps import gaps
from analyzer.access_routes.rendering import ROUTE_SCHEMA, Rendering
from analyzer.access_routes.walk import Scope, Walk
from analyzer.reasoning.resource_roles import APPLICATION, DIRECTORY_ROLE, GROUP
from analyzer.reasoning.routes import Confidence
from analyzer.tables.dataset import STRING
from analyzer.tables.keys import MISSING, UNKNOWN
from analyzer.tables.memberships import members_of
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import possible

if TYPE_CHECKING:
    from analyzer.access_routes.scenarios import Scenario
    from analyzer.tables.memberships import Edges
    from analyzer.tables.relations import Relations
    from analyzer.tables.three_valued import Mask

KEPT, UNDETERMINED, NOT_HELD = "kept", "undetermined", "not-held"
ACCESS = ["user_id", "user_principal_name", "resource_type", "resource_id", "resource_name", "role"]
LOSS_COLUMNS = (
    *ACCESS,
    "outcome",
    "held_through",
    "still_held_through",
    "can_ask_again",
    "ask_through",
    "direct_assignment",
)
_WAY = ["route", "access_package_id", "policy_id", "assignment_id", "via_group_id"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """What a change does to access.

    `rows`: columns of `LOSS_COLUMNS`, one row per user and role on a resource that loses a route; string but
    for can_ask_again (boolean). `outcome` is `lost` (`at-risk` where nothing is taken yet), `kept` by another
    route, `undetermined`, or `not-held` where what was assigned never arrived. `before`, `after`: the routes
    of everybody concerned, as `access` tells them. `assignments`: direct assignments that prevent the loss.
    `doubts`, `blockers`: for each rule that leaves open who could ask again, or rules it out, how many rows
    hang on it. `aftermath`: what else becomes of people, one sentence each.
    """

    question: str
    rows: pd.DataFrame
    before: pd.DataFrame
    after: pd.DataFrame
    assignments: pd.DataFrame
    doubts: dict[str, int]
    blockers: dict[str, int]
    aftermath: tuple[str, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """The routes before, after what is surely revoked, and after all that may be revoked."""

    before: pd.DataFrame
    after: pd.DataFrame
    surely: pd.DataFrame


def losses(relations: Relations, scenario: Scenario) -> Losses:
    """Compare everybody's access before and after."""
    before, after = _routes(relations, scenario), _routes(scenario.certain, scenario)
    surely = after if scenario.possible is scenario.certain else _routes(scenario.possible, scenario)
    keys = _affected(before, surely, scenario)
    settled = _settled(keys, relations)
    if scenario.gone_group is not None:
        settled |= (keys["_resource"] == scenario.gone_group).to_numpy()
    keys = keys.assign(
        outcome=_outcomes(keys, _Told(before, after, surely), settled, scenario.loss),
        held_through=_ways(keys, before),
        still_held_through=_ways(keys, surely),
    )
    back = asking_again(scenario, keys, _own_packages(keys, before), settled)
    rows = pd.concat([keys, back.columns], axis=1).sort_values([*ACCESS, "outcome"], kind="stable")
    return Losses(
        question=scenario.question,
        rows=rows[list(LOSS_COLUMNS)].reset_index(drop=True),
        before=_text_only(before),
        after=_text_only(after),
        assignments=back.assignments,
        doubts=back.doubts,
        blockers=back.blockers,
        aftermath=aftermath(relations, scenario),
        gaps=gaps(relations),
    )


def _own_packages(keys: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Say which package gave what the export does not name: key (int32: row of `keys`), access_package_id."""
    nameless = before[before["resource_id"].isna().to_numpy()]
    numbered = keys[ACCESS].fillna("").assign(key=np.arange(len(keys), dtype=np.int32))
    told = nameless[ACCESS].fillna("").assign(access_package_id=nameless["access_package_id"])
    met = told.merge(numbered, on=ACCESS, validate="many_to_one")
    return met[["key", "access_package_id"]].dropna().drop_duplicates(ignore_index=True)


def _routes(relations: Relations, scenario: Scenario) -> pd.DataFrame:
    """Return the routes of everybody concerned: as text, and as codes with a leading underscore."""
    rendering, parts = Rendering(relations), [_no_routes()]
    for routes in Walk.through(relations, Scope(holders=scenario.holders)).marked():
        text = rendering.table(routes).to_pandas(types_mapper=_types)
        codes = routes.frame[["holder", "resource", "confidence"]].add_prefix("_")
        parts.append(pd.concat([text, codes], axis=1))
    return pd.concat(parts, ignore_index=True)


def _types(kind: object) -> object:
    return STRING if str(kind) == "string" else pd.BooleanDtype()


def _no_routes() -> pd.DataFrame:
    text: pd.DataFrame = ROUTE_SCHEMA.empty_table().to_pandas(types_mapper=_types)
    return text.assign(
        _holder=np.array([], np.int32), _resource=np.array([], np.int32), _confidence=np.array([], np.int8)
    )


def _affected(before: pd.DataFrame, after: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Choose who loses a route to what, each once: the columns of `ACCESS`, `_holder` and `_resource`."""
    way = [*ACCESS, *_WAY]
    left = after[way].fillna("").drop_duplicates().assign(_left=True)
    met = before[way].fillna("").merge(left, on=way, how="left", validate="many_to_one")
    gone = met["_left"].isna().to_numpy(copy=True)
    if scenario.watched is not None:
        gone |= (before["_resource"] == scenario.watched).to_numpy()
    return before.loc[gone, [*ACCESS, "_holder", "_resource"]].drop_duplicates(ACCESS, ignore_index=True)


def _outcomes(keys: pd.DataFrame, told: _Told, settled: Mask, loss: str) -> pd.Series[str]:
    """Lost only where nothing unseen could still hold it; kept only where something surely does.

    Those of whom the export tells neither id nor name may be one person or several.
    """
    surely = told.surely
    held = _any(keys, told.before, possible(~told.before["delivered_but_missing"]))
    there = (surely["_confidence"] != Confidence.UNKNOWN).to_numpy()
    kept = _any(keys, surely, there & possible(~surely["delivered_but_missing"]))
    maybe = _any(keys, told.after, np.ones(len(told.after), bool))
    anybody = keys["user_id"].isna().to_numpy() & keys["user_principal_name"].isna().to_numpy()
    words = np.select(
        [~held, kept & ~anybody, maybe | ~settled | anybody], [NOT_HELD, KEPT, UNDETERMINED], loss
    )
    return pd.Series(words, index=keys.index, dtype=STRING)


def _any(keys: pd.DataFrame, routes: pd.DataFrame, chosen: Mask) -> Mask:
    rows = routes.loc[chosen, ACCESS].fillna("").drop_duplicates().assign(_there=True)
    met = keys[ACCESS].fillna("").merge(rows, on=ACCESS, how="left", validate="one_to_one")
    return met["_there"].notna().to_numpy()


def _ways(keys: pd.DataFrame, routes: pd.DataFrame) -> pd.Series[str]:
    """Word the routes to each access: `access-package Sales Tools; group-nested Inner > Outer`."""
    through = routes["access_package_name"].fillna(routes["chain"]).fillna(routes["via_group_name"])
    words = (routes["route"] + (" " + through).fillna("")).where(possible(~routes["delivered_but_missing"]))
    told = routes[ACCESS].fillna("").assign(_words=words).dropna(subset="_words").drop_duplicates()
    joined = told.groupby(ACCESS, as_index=False)["_words"].agg("; ".join)
    met = keys[ACCESS].fillna("").merge(joined, on=ACCESS, how="left", validate="one_to_one")
    return met["_words"].astype(STRING).set_axis(keys.index)


def _settled(keys: pd.DataFrame, relations: Relations) -> Mask:
    """Tell where the export would show every other route; permissions on a site it never shows."""
    coverage, resource = relations["coverage"], codes_of(keys, "_resource")
    kind, packaged = keys["resource_type"], coverage.complete("assignments")
    packaged = packaged and coverage.complete("resource_role_scopes")
    edges, size = relations["membership_edges"], len(relations["group_keys"])
    in_group = (kind == GROUP).to_numpy(bool, na_value=False) & (resource < size) & (resource >= 0)
    settled = np.zeros(len(keys), bool)
    settled[in_group] = members_of(edges, np.unique(resource[in_group])).settled[resource[in_group]]
    roles = relations["resource_roles"]
    for each, dataset, relation, place in (
        (APPLICATION, "app_role_assignments", "app_role_holdings", roles.held),
        (DIRECTORY_ROLE, "directory_role_assignments", "directory_roles", roles.directory),
    ):
        rows = (kind == each).to_numpy(bool, na_value=False)
        if rows.any() and coverage.complete(dataset):
            hiding = _may_hide_people(relations[relation], edges, coverage.complete("groups"))
            settled[rows] = ~np.isin(resource[rows], codes_of(place, "resource")[hiding])
    found: Mask = settled & packaged
    return found


def _may_hide_people(holdings: pd.DataFrame, edges: Edges, groups_complete: bool) -> Mask:
    """Tell which roles are assigned to what is, or may be, a group of which not every member is known."""
    group = codes_of(holdings, "group")
    clear = np.append(edges.listed & ~edges.vague, groups_complete)
    hiding = (group == MISSING) | ~clear[np.maximum(group, UNKNOWN)]
    found: Mask = hiding & (codes_of(holdings, "person") < 0) & ~holdings["neither"].to_numpy(bool)
    return found


def _text_only(routes: pd.DataFrame) -> pd.DataFrame:
    return routes.drop(columns=["_holder", "_resource", "_confidence"])
