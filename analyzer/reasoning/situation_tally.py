"""How many people of each class a population has, and who is left when some classes are taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.tables.subjects import codes_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analyzer.reasoning.situation_classes import Classes
    from analyzer.tables.three_valued import Codes

_GROUP = ["population", "shape", "kind", "certain"]


def tally(
    population_people: pd.DataFrame, of_policies: pd.DataFrame, kinds: Codes, classes: Classes
) -> pd.DataFrame:
    """Count the people of the given policies' populations by class, kind and certainty.

    Returns:
        columns: population, class, shape, kind, certain, count (int64), example (int32: the first
        requestor); sorted so that classes which no list may name come first within population, shape, kind
        and certainty.
    """
    chosen = np.zeros(int(population_people["population"].max()) + 1 if len(population_people) else 0, bool)
    wanted = codes_of(of_policies, "population")
    chosen[wanted[wanted < len(chosen)]] = True
    people = population_people[chosen[population_people["population"]]]
    subject, size = codes_of(people, "subject"), len(classes.shape)
    key = people["population"].to_numpy(np.int64) * size + classes.of_requestor[subject]
    key = (key * 4 + kinds[subject]) * 2 + people["certain"].to_numpy(bool)
    number, distinct = pd.factorize(key)
    rest, certain = np.divmod(distinct, 2)
    rest, kind = np.divmod(rest, 4)
    population, of_class = np.divmod(rest, max(size, 1))
    _, first = np.unique(number, return_index=True)
    found = pd.DataFrame(
        {
            "population": population.astype(np.int32),
            "class": of_class,
            "shape": classes.shape[of_class],
            "kind": kind.astype(np.int32),
            "certain": certain.astype(bool),
            "count": np.bincount(number, minlength=len(distinct)),
            "example": subject[first],
            "named": np.isin(of_class, classes.names["class"]),
        }
    )
    return found.sort_values([*_GROUP, "named", "example"], ignore_index=True).drop(columns="named")


def unshared(of_policies: pd.DataFrame, counted: pd.DataFrame, shared: pd.DataFrame) -> pd.DataFrame:
    """Count whom each policy lets ask that share nobody with its lists, by shape, kind and certainty.

    Args:
        of_policies: policy, population.
        counted: what `tally` returned.
        shared: the rows of `counted` that do share somebody, and policy.

    Returns:
        columns: policy, population, shape, kind, certain, count, example, sharing (0).
    """
    groups = counted.assign(start=np.arange(len(counted))).groupby(_GROUP, as_index=False)
    whole = groups.agg(count=("count", "sum"), start=("start", "first"), classes=("start", "size"))
    rows = of_policies.merge(whole, on="population", validate="many_to_many")
    taken = shared.groupby(["policy", *_GROUP], as_index=False).agg(
        taken=("count", "sum"), passed=("class", "size")
    )
    rows = rows.merge(taken, on=["policy", *_GROUP], how="left", validate="one_to_one")
    rows[["taken", "passed"]] = rows[["taken", "passed"]].fillna(0).astype(np.int64)
    rows = rows.assign(count=rows["count"] - rows["taken"])
    rows = rows[rows["count"] > 0].reset_index(drop=True)
    example = codes_of(counted, "example")[_first_not_shared(rows, counted, shared)]
    return rows.assign(example=example, sharing=0).drop(columns=["start", "classes", "taken", "passed"])


def _first_not_shared(rows: pd.DataFrame, counted: pd.DataFrame, shared: pd.DataFrame) -> NDArray[np.intp]:
    """Return for each row the first of its classes that the policy shares nobody with.

    One more than are shared must hold such a class.
    """
    tries = np.minimum(rows["passed"].to_numpy(np.int64) + 1, rows["classes"].to_numpy(np.int64))
    owner = np.repeat(np.arange(len(rows)), tries)
    step = np.arange(len(owner)) - np.repeat(np.cumsum(tries) - tries, tries)
    place = rows["start"].to_numpy(np.int64)[owner] + step
    policy = rows["policy"].to_numpy(np.int64)[owner]
    pair = (policy << 32) | counted["class"].to_numpy(np.int64)[place]
    free = ~np.isin(pair, (shared["policy"].to_numpy(np.int64) << 32) | shared["class"].to_numpy(np.int64))
    _, first = np.unique(owner[free], return_index=True)
    found: NDArray[np.intp] = place[free][first]
    return found
