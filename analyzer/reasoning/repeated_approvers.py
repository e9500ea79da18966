"""People whom stages ask more than once: Microsoft advises different people for each (domain.md C52, C53).

* `alternate-same-as-primary` (C52): somebody is asked first and again on escalation.
* `escalation-adds-nobody` (C52): so is everybody whom the stage escalates to.
* `same-approver-in-two-stages` (C52): a later stage asks somebody whom an earlier one asks.
* `manager-asked-again` (C52): who is asked first as a manager or sponsor of the requestor is asked again on
  escalation, or the other way round; not where several others are asked first.
* `manager-used-twice` (C53): two stages ask for the same manager or sponsors.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analyzer.reasoning.approver_situations import MANY
from analyzer.reasoning.personal_approvers import PERSONAL
from analyzer.tables.keys import MISSING, UNKNOWN
from analyzer.tables.subjects import codes_of, of_kind
from analyzer.tables.three_valued import Codes, Flags, Mask, all_by, any_by, at, constant, every, flags, yes

_PERSON = ["stage", "kind", "level", "person"]
_FIRST = ["stage", "sure", "person"]


def repeated_approvers(
    stages: pd.DataFrame, subjects: pd.DataFrame, listed: pd.DataFrame
) -> list[pd.DataFrame]:
    """Return the rows of each problem: stage, person (int32 codes), problem (string), fires (boolean).

    Args: relations `approval_stages`, `stage_subjects`, `listed_approvers`.
    """
    first = _asked(subjects, listed, "primary")
    return [
        *_again_on_escalation(stages, first, _asked(subjects, listed, "escalation")),
        _in_two_stages(stages, first),
        _managers_twice(stages, first),
    ]


def _asked(subjects: pd.DataFrame, listed: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return whom a list asks, each once per stage: a person, or a kind and level of own approvers.

    Whom the export cannot place stands as a person of his own (`UNKNOWN`), not certain.
    """
    people = listed[listed["list"] == name][["stage", "person", "certain"]]
    own = of_kind(subjects[subjects["list"] == name], *PERSONAL)[["stage", "kind", "level"]]
    own = own.drop_duplicates().assign(person=np.int32(MISSING), certain=True)
    own["level"] = own["level"].fillna(1).astype("int64")
    people = people.assign(kind="", level=0)
    rows: pd.DataFrame = pd.concat([people, own.astype({"kind": object})])[[*_PERSON, "certain"]]
    return rows.sort_values(_PERSON, ignore_index=True)


def _again_on_escalation(
    stages: pd.DataFrame, first: pd.DataFrame, alternates: pd.DataFrame
) -> list[pd.DataFrame]:
    """A stage whose alternates are all asked first has the graver problem; where that is open, both."""
    before = first[first["person"] != UNKNOWN].rename(columns={"certain": "before"})
    met = alternates.merge(before, on=_PERSON, how="left", validate="many_to_one")
    again = met["before"].notna().to_numpy()
    sure = again & met["certain"].to_numpy(bool) & met["before"].astype("boolean").fillna(value=False)
    sure = sure.to_numpy(bool)
    strange = (met["person"] == UNKNOWN).to_numpy()
    nobody_new = all_by(flags(sure, again | strange), codes_of(met, "stage"), len(stages))
    rows = met.assign(sure=sure)[again].sort_values(_FIRST, ascending=[True, False, True])
    rows = rows.drop_duplicates("stage", ignore_index=True)
    escalates, somebody = at(stages["escalates"], codes_of(rows, "stage")), rows["sure"].to_numpy(bool)
    useless = every(escalates, at(nobody_new, codes_of(rows, "stage")).astype("boolean"))
    overlap = every(escalates, flags(somebody, ~somebody)).mask(yes(useless), False)
    who = rows[["stage", "person"]]
    return [
        who.assign(problem="alternate-same-as-primary", fires=overlap),
        who.assign(problem="escalation-adds-nobody", fires=useless),
    ]


def _in_two_stages(stages: pd.DataFrame, first: pd.DataFrame) -> pd.DataFrame:
    people = first[(first["person"] >= 0).to_numpy()]
    people = people.assign(policy=codes_of(stages, "policy")[codes_of(people, "stage")])
    pairs = people.merge(people, on=["policy", "person"], suffixes=("", "_before"), validate="many_to_many")
    pairs = pairs[(pairs["stage_before"] < pairs["stage"]).to_numpy()]
    rows = pairs.assign(sure=pairs["certain"] & pairs["certain_before"])
    rows = rows.sort_values(_FIRST, ascending=[True, False, True]).drop_duplicates("stage", ignore_index=True)
    sure = rows["sure"].to_numpy(bool)
    return rows[["stage", "person"]].assign(problem="same-approver-in-two-stages", fires=flags(sure, ~sure))


def _managers_twice(stages: pd.DataFrame, first: pd.DataFrame) -> pd.DataFrame:
    own = first[(first["kind"] != "").to_numpy()]
    own = own.assign(policy=codes_of(stages, "policy")[codes_of(own, "stage")]).sort_values("stage")
    again = own[own.duplicated(["policy", "kind", "level"])].drop_duplicates("stage", ignore_index=True)
    return again[["stage"]].assign(problem="manager-used-twice", fires=constant(True, len(again)))


def own_approver_again(rows: pd.DataFrame, size: int) -> tuple[Flags, Codes]:
    """Tell per place whether a manager or sponsor of the requestor is asked twice, and who.

    Args:
        rows: what `people_in` returned.
        size: the number of its places.

    Returns:
        fires (boolean) and person (int32 code, `MISSING` for nobody), by place.
    """
    known = rows[(rows["person"] >= 0).to_numpy()]
    known = known[~_crowded(known, size)[codes_of(known, "place")]]
    known = known[["place", "list", "person", "kind", "level", "counts"]]
    first, alternate = (known[(known["list"] == name).to_numpy()] for name in ("primary", "escalation"))
    met = first.merge(alternate, on=["place", "person"], suffixes=("", "_later"), validate="many_to_many")
    own, own_later = (met[name].isin(PERSONAL).to_numpy(bool) for name in ("kind", "kind_later"))
    alike = (met["kind"] == met["kind_later"]) & (met["level"].fillna(1) == met["level_later"].fillna(1))
    met = met[(own | own_later) & ~(alike.fillna(value=False).to_numpy(bool) & own)]
    who = np.full(size, MISSING, np.int32)
    who[codes_of(met, "place")] = codes_of(met, "person")
    return any_by(every(met["counts"], met["counts_later"]), codes_of(met, "place"), size), who


def _crowded(rows: pd.DataFrame, size: int) -> Mask:
    """Tell which places list several able people to ask first; `decisive_approvers` has not all of those."""
    listed = ((rows["list"] == "primary") & ~rows["kind"].isin(PERSONAL)).to_numpy(bool)
    able = listed & yes(rows["able"]) & yes(rows["counts"])
    crowded: Mask = np.bincount(codes_of(rows, "place")[able], minlength=size) >= MANY
    return crowded
