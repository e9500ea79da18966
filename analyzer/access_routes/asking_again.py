"""Who could ask for lost access again, and through which policy; which assignments prevent the loss."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from analyzer.access_routes.direct_assignments import bulk_rows, direct_assignments
from analyzer.access_routes.prospects import Prospects, prospects
from analyzer.access_routes.ways_back import every_way_known, ways_back
from analyzer.tables.dataset import STRING
from analyzer.tables.relations import RELATIONS, Relations
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import any_by, at, every, possible, unknown, yes
from analyzer.tables.tickets import stand_ins

if TYPE_CHECKING:
    from analyzer.access_routes.scenarios import Scenario
    from analyzer.tables.three_valued import Codes, Mask

GONE = ("lost", "at-risk", "undetermined")
"""Outcomes after which somebody may want the access back."""

UNSEEN = "undetermined: the export does not show everything that leads there"
UNSURE_GROUP = "whether a rule decides who is in the group"


class WaysBack(NamedTuple):
    """How losses can be mended.

    `columns`: parallel to the losses; can_ask_again (boolean), ask_through, direct_assignment (string).
    `assignments`: columns of `ASSIGNMENT_COLUMNS`. `doubts`: for each rule that leaves open whether somebody
    could ask again, how many losses hang on it; `blockers`: the same for each rule that rules it out.
    """

    columns: pd.DataFrame
    assignments: pd.DataFrame
    doubts: dict[str, int]
    blockers: dict[str, int]


def asking_again(
    scenario: Scenario, keys: pd.DataFrame, own_packages: pd.DataFrame, settled: Mask
) -> WaysBack:
    """Offer ways back to everybody who loses something.

    Somebody can ask again when `why`, asked of the tenant after the change, says so of a package that gives
    the access back.

    Args:
        scenario: the change.
        keys: columns `_holder` (code), outcome, resource_type, resource_id, role.
        own_packages: columns key (row of `keys`), access_package_id: through what was held what the export
            does not name.
        settled: for each key, whether the export would show every other way to it.
    """
    given = stand_ins(scenario.certain["coverage"].has)
    worlds = [world.given(**given) if given else world for world in scenario.worlds]
    relations = worlds[0]
    gone = keys["outcome"].isin(GONE).to_numpy()
    ways = ways_back(relations, keys[gone], own_packages)
    if scenario.gone_package is not None:
        ways = ways[(ways["package"] != scenario.gone_package).to_numpy()].reset_index(drop=True)
    pairs, ways = _pairs(codes_of(keys, "_holder"), ways)
    told = prospects(worlds, pairs)
    unseen = gone & ~(settled & every_way_known(relations, scenario.gone_package))
    unseen &= ~_shut_out(relations, codes_of(keys, "_holder"))
    if scenario.gone_group is not None:
        unseen &= (keys["_resource"] != scenario.gone_group).to_numpy()
    answers, key = every(at(told.can_request, codes_of(ways, "pair")), ways["gives"]), codes_of(ways, "key")
    can_ask = any_by(answers, key, len(keys))
    can_ask = can_ask.mask(unseen & ~yes(can_ask), pd.NA)
    chosen = direct_assignments(relations, pairs, ways, told)
    columns = pd.DataFrame(
        {
            "can_ask_again": can_ask.mask(~gone, pd.NA),
            "ask_through": _through(relations, ways, told, unseen & unknown(can_ask)),
            "direct_assignment": _joined(
                codes_of(chosen, "key"), _names(relations, chosen["package"], chosen["policy"]), len(keys)
            ),
        }
    )
    return WaysBack(
        columns.set_axis(keys.index),
        bulk_rows(relations, chosen),
        doubts=_counts(ways[unknown(can_ask)[key]], told.doubts),
        blockers=_counts(ways[yes(~can_ask)[key]], told.blockers),
    )


def _shut_out(relations: Relations, holders: Codes) -> Mask:
    """Tell who can certainly request nothing at all, whatever else the export does not show."""
    able = at(relations["able_people"], np.where(holders < relations["access_holders"].placed, holders, -1))
    shut: Mask = yes(~able)
    if not relations.missing(RELATIONS["licensed"]):
        shut |= bool(yes(~relations["licensed"]).all())
    return shut


def _pairs(holders: Codes, ways: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return each person with each package once: holder, package; and the ways with their row there, pair."""
    asked = ways.assign(holder=holders[codes_of(ways, "key")])
    pairs = asked[["holder", "package"]].drop_duplicates(ignore_index=True)
    numbered = pairs.assign(pair=np.arange(len(pairs), dtype=np.int32))
    met = asked.merge(numbered, on=["holder", "package"], validate="many_to_one")
    return pairs, met[["key", "package", "pair", "gives"]]


def _through(relations: Relations, ways: pd.DataFrame, told: Prospects, unseen: Mask) -> pd.Series[str]:
    """Word through which policies somebody could ask; behind one that only may do, what leaves it open."""
    can, doubts = told.can_request, told.doubts
    pair = codes_of(told.policies, "pair")
    shown = np.where(yes(can)[pair], told.policies["offered"], told.policies["perhaps"]) & possible(can)[pair]
    hopeful = ways[possible(can)[codes_of(ways, "pair")]]
    rows = hopeful.merge(
        told.policies.loc[shown, ["pair", "policy"]], on="pair", how="left", validate="many_to_many"
    )
    pair, policy = codes_of(rows, "pair"), rows["policy"].fillna(-1).to_numpy(np.int32)
    doubt = at(doubts, pair).where(unknown(can)[pair])
    doubt = doubt.fillna(pd.Series(UNSURE_GROUP, rows.index, STRING).where(unknown(rows["gives"])))
    words = _names(relations, rows["package"], policy) + (" (undetermined: " + doubt + ")").fillna("")
    nowhere = np.flatnonzero(unseen).astype(np.int32)
    return _joined(
        np.concatenate([codes_of(rows, "key"), nowhere]),
        pd.concat([words, pd.Series(UNSEEN, range(len(nowhere)), STRING)]),
        len(unseen),
    )


def _names(relations: Relations, package: pd.Series[int], policy: Codes | pd.Series[int]) -> pd.Series[str]:
    """Name policies as `package: policy`; a negative policy as its package alone."""
    own = at(relations["policies"]["display_name"], np.asarray(policy, np.int32))
    return at(relations["packages"]["display_name"], np.asarray(package, np.int32)) + (": " + own).fillna("")


def _counts(ways: pd.DataFrame, rules: pd.Series[str]) -> dict[str, int]:
    """Count the losses by rule; `rules`: of each pair, joined by `;`."""
    each = at(rules, codes_of(ways, "pair")).str.split(";").explode()
    found = pd.DataFrame({"key": ways["key"].to_numpy()[each.index], "rule": each.to_numpy()})
    counts = found[(found["rule"] != "").to_numpy()].drop_duplicates()["rule"].value_counts()
    return {str(rule): int(counts[rule]) for rule in sorted(counts.index)}


def _joined(key: Codes, words: pd.Series[str], size: int) -> pd.Series[str]:
    told = pd.DataFrame({"key": key, "words": words.array}).dropna().drop_duplicates()
    told = told.sort_values(["key", "words"], kind="stable")
    joined = told.groupby("key")["words"].agg("; ".join)
    return joined.reindex(range(size)).astype(STRING)
