"""The distinct situations in which people ask under a policy: each is solved once, however many share it.

Two requestors of a policy are in the same situation when their own approvers stand alike (see
`situation_classes`) and the policy's lists hold the same of them. Whoever shares nobody with the lists of a
policy is counted once for a whole population; only classes that do share somebody are looked at policy by
policy. So the work grows with people plus policies, not with people times policies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.reasoning.personal_approvers import PERSONAL
from analyzer.reasoning.policy_scope import Kind, open_to
from analyzer.reasoning.sequences import number_sequences
from analyzer.reasoning.situation_classes import Classes, classes_of
from analyzer.reasoning.situation_tally import tally, unshared
from analyzer.reasoning.who_is_asked import FALLBACK_OF
from analyzer.tables.relations import relation
from analyzer.tables.subjects import codes_of, of_kind
from analyzer.tables.three_valued import Flags, Mask, at, constant, every, flags, possible, yes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.reasoning.potential_requestors import Populations

MANY = 3
"""A list with as many able people leaves two, whoever of them asks."""


@relation
def decisive_approvers(
    listed_approvers: pd.DataFrame, approval_stages: pd.DataFrame, policies: pd.DataFrame
) -> pd.DataFrame:
    """The listed approvers of stages that may lack somebody able: not those whose first list has many.

    Only of policies that may be requested and may ask for approval.

    Returns:
        the columns of `listed_approvers`, and policy (int32 code).
    """
    able = yes(listed_approvers["able"]) & listed_approvers["certain"].to_numpy(bool)
    first = (listed_approvers["list"] == "primary").to_numpy(bool)
    stage = codes_of(listed_approvers, "stage")
    many = np.bincount(stage[able & first], minlength=len(approval_stages)) >= MANY
    policy = codes_of(approval_stages, "policy")[stage]
    asked = possible(every(policies["requestable"], policies["approval_required"]))
    return listed_approvers.assign(policy=policy)[asked[policy] & ~many[stage]].reset_index(drop=True)


@relation
def approver_situations(
    policies: pd.DataFrame,
    approval_stages: pd.DataFrame,
    stage_subjects: pd.DataFrame,
    decisive_approvers: pd.DataFrame,
    potential_requestors: pd.DataFrame,
    requestor_approvers: pd.DataFrame,
    populations: Populations,
    population_people: pd.DataFrame,
    people: pd.DataFrame,
) -> pd.DataFrame:
    """The situations of every requestable policy that asks for approval, one row each.

    Returns:
        columns: policy (int32 code), example (int32 row of `potential_requestors`), admitted (boolean: true,
        or unknown where it is not sure that the policy lets anybody in the situation ask), at_least (int64:
        users who surely are in it), requestors (Int64: users who are; `<NA>` where that is not known).
    """
    listed = np.zeros(len(people), bool)
    listed[decisive_approvers["person"][decisive_approvers["person"] >= 0]] = True
    parts = [_NO_SITUATIONS]
    for chosen, own in _by_kinds_asked(policies, approval_stages, stage_subjects, requestor_approvers):
        of_policies = populations.of_policies[chosen[populations.of_policies["policy"]]]
        if len(of_policies):
            classes = classes_of(potential_requestors, own, listed)
            lists = decisive_approvers[chosen[decisive_approvers["policy"]]]
            counted = tally(population_people, of_policies, codes_of(potential_requestors, "kind"), classes)
            shared = _shared(classes, lists).merge(of_policies, on="policy", validate="many_to_many")
            shared = shared.merge(counted, on=["population", "class"], validate="many_to_many")
            rows = pd.concat([shared, unshared(of_policies, counted, shared)], ignore_index=True)
            parts.append(_summed(rows, policies))
    return pd.concat(parts).sort_values(["policy", "example"], ignore_index=True)


_NO_SITUATIONS = pd.DataFrame({"policy": [], "example": []}, dtype="int32").assign(
    admitted=constant(None, 0), at_least=np.array([], np.int64), requestors=pd.array([], dtype="Int64")
)


def _by_kinds_asked(
    policies: pd.DataFrame, stages: pd.DataFrame, subjects: pd.DataFrame, own_approvers: pd.DataFrame
) -> Iterator[tuple[Mask, pd.DataFrame]]:
    """Yield policies whose stages ask for the same kinds of own approvers, and those approvers' rows."""
    kinds = of_kind(subjects[subjects["list"].isin(FALLBACK_OF)], *PERSONAL)[["stage", "kind", "level"]]
    kinds = kinds.assign(
        policy=codes_of(stages, "policy")[codes_of(kinds, "stage")],
        level=kinds["level"].fillna(1).astype("int64"),
    )
    kinds["number"] = kinds.groupby(["kind", "level"]).ngroup()
    asked = kinds[["policy", "number"]].drop_duplicates().sort_values(["policy", "number"])
    nothing = np.zeros(len(policies), np.int64)
    together = number_sequences(codes_of(asked, "policy"), asked["number"].to_numpy(np.int64), nothing)
    numbers = kinds[["kind", "level", "number"]].drop_duplicates()
    rows = own_approvers.merge(numbers, on=["kind", "level"], validate="many_to_one")
    for each in np.unique(together):
        chosen = together == each
        here = asked["number"][asked["policy"] == int(np.argmax(chosen))]
        yield chosen, rows[rows["number"].isin(here)]


def _shared(classes: Classes, lists: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of policy and class with a person in common, and sharing: which way, as a number."""
    met = classes.names.merge(lists, on="person", validate="many_to_many")
    met = met.sort_values(["policy", "class", "slot", "stage", "list"])
    pair = met.groupby(["policy", "class"]).ngroup().to_numpy(np.int64)
    says = met.groupby(["slot", "stage", "list", "certain"], observed=True).ngroup().to_numpy()
    pairs = met[["policy", "class"]].drop_duplicates()
    number = number_sequences(pair.astype(np.int32), np.asarray(says), np.zeros(len(pairs), np.int64))
    return pairs.assign(sharing=number + 1)


def _summed(rows: pd.DataFrame, policies: pd.DataFrame) -> pd.DataFrame:
    """Add up what people of all kinds and populations have in common."""
    admitted = _admitted(rows, policies)
    sure, outside = yes(admitted), (rows["kind"] == Kind.OUTSIDER).to_numpy(bool)
    rows = rows.assign(
        at_least=np.where(sure & ~outside, rows["count"], 0),
        sure=sure,
        vague=~sure | outside,
        outside=outside,
    )[possible(admitted)]
    rows = rows.sort_values(["sure", "outside", "example"], ascending=[False, True, True])
    found = rows.groupby(["policy", "shape", "sharing"], as_index=False).agg(
        example=("example", "first"),
        at_least=("at_least", "sum"),
        sure=("sure", "any"),
        vague=("vague", "any"),
    )
    return pd.DataFrame(
        {
            "policy": codes_of(found, "policy"),
            "example": codes_of(found, "example"),
            "admitted": flags(found["sure"].to_numpy(bool), ~found["sure"].to_numpy(bool)),
            "at_least": found["at_least"].to_numpy(np.int64),
            "requestors": found["at_least"].astype("Int64").mask(found["vague"].to_numpy(bool)),
        }
    )


def _admitted(rows: pd.DataFrame, policies: pd.DataFrame) -> Flags:
    policy, kind = codes_of(rows, "policy"), codes_of(rows, "kind")
    allowed = constant(None, len(rows))
    for each in Kind:
        chosen = kind == each
        allowed[chosen] = at(open_to(policies, each), policy).array[chosen]
    certain = rows["certain"].to_numpy(bool)
    return every(allowed, at(policies["approval_required"], policy), flags(certain, ~certain))
