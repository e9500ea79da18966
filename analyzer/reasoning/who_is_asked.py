"""Who is asked to approve, at each stage of a policy, when a given person asks: one row per person asked.

Alternate approvers are asked only with escalation on, fallback approvers only when a manager or sponsor of
their list is not found. Somebody who is asked may be unable to act: disabled, deleted, or the requestor.

Source: domain.md section 2.2 step 3, S8, C46 to C50; Graph `accessPackageApprovalStage`; CONTRACT section 7.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analyzer.reasoning.approvers import LISTS
from analyzer.reasoning.personal_approvers import PERSONAL
from analyzer.tables.keys import MISSING, UNKNOWN
from analyzer.tables.subjects import codes_of, of_kind
from analyzer.tables.three_valued import Codes, Flags, Mask, any_by, at, every, flags

FALLBACK_OF = {"primary": "primary_fallback", "escalation": "escalation_fallback"}
_COLUMNS = ["place", "list", "kind", "level", "via_group", "person", "counts", "able", "is_requestor"]


def asked_people(
    cases: pd.DataFrame,
    approval_stages: pd.DataFrame,
    stage_subjects: pd.DataFrame,
    listed_approvers: pd.DataFrame,
    personal: pd.DataFrame,
) -> pd.DataFrame:
    """List everybody whom the stages of a policy ask, or would ask, for each case.

    A stage without rows lists nobody, or nobody whom the export tells: see `primary_known`,
    `escalation_known`, `fallback_known` and `dynamic` of `approval_stages`, and `stages_known`.

    Args:
        cases: columns person (int32 code of the requestor), policy (int32 code); one row per case.
        approval_stages: relation of that name.
        stage_subjects: relation of that name.
        listed_approvers: relation of that name.
        personal: what `personal_approvers` returned for the same cases.

    Returns:
        one row per (case, stage, list, person), columns: case (int32 row number), stage (int32 code), list
        (category), kind (string: of the subject set that leads to the person), level (Int64: manager level),
        via_group (int32 code, `MISSING` where the person comes through no group), person (int32 code;
        `UNKNOWN`: somebody whom the export does not hold or tell, once per entry), counts (boolean: the
        person is asked at all; false for a list that is not), able (boolean: enabled and not deleted),
        is_requestor (boolean).
    """
    pairs = stages_of(cases, approval_stages)
    rows = people_in(pairs, stage_subjects, listed_approvers, personal)
    place = codes_of(rows, "place")
    return rows.drop(columns="place").assign(
        case=codes_of(pairs, "case")[place], stage=codes_of(pairs, "stage")[place]
    )[["case", "stage", *_COLUMNS[1:]]]


def stages_of(cases: pd.DataFrame, approval_stages: pd.DataFrame) -> pd.DataFrame:
    """Return the (case, stage) pairs: the columns of both, case, stage and place (int32: row number)."""
    numbered = cases.assign(case=np.arange(len(cases), dtype=np.int32))
    stages = approval_stages.reset_index(names="stage").astype({"stage": np.int32})
    pairs = numbered.merge(stages, on="policy", validate="many_to_many")
    return pairs.assign(place=np.arange(len(pairs), dtype=np.int32))


def people_in(
    pairs: pd.DataFrame, stage_subjects: pd.DataFrame, listed: pd.DataFrame, personal: pd.DataFrame
) -> pd.DataFrame:
    """Return the columns of `asked_people`, with the place of a (case, stage) pair instead of both."""
    related = own_approvers(pairs, stage_subjects, personal)
    rows = pd.concat(
        [_listed_rows(pairs, listed, related), _personal_rows(pairs, related)], ignore_index=True
    )
    requestor = codes_of(pairs, "person")[codes_of(rows, "place")]
    rows["is_requestor"] = _is_requestor(codes_of(rows, "person"), requestor, rows["unsure"].to_numpy(bool))
    return rows[_COLUMNS]


def _is_requestor(person: Codes, requestor: Codes, unsure: Mask) -> Flags:
    """Whom the export does not tell may be the requestor; and anybody may be, if the requestor is unknown."""
    own = (person == requestor) & (requestor >= 0)
    stranger = person == UNKNOWN
    anybody = (requestor == MISSING) | ((requestor == UNKNOWN) & stranger)
    return flags(own, anybody | (stranger & unsure))


def _listed_rows(pairs: pd.DataFrame, listed: pd.DataFrame, related: pd.DataFrame) -> pd.DataFrame:
    rows = pairs[["place", "stage"]].merge(listed, on="stage", validate="many_to_many")
    counts = _escalates(pairs, rows)
    for normal, fallback in FALLBACK_OF.items():
        chosen = (rows["list"] == fallback).to_numpy(bool)
        if chosen.any():
            lacking = _somebody_not_found(related[related["list"] == normal], len(pairs))
            counts = counts.mask(chosen, every(counts, at(lacking, codes_of(rows, "place"))))
    certain = rows["certain"].to_numpy(bool)
    return rows.assign(
        counts=every(counts, flags(certain, ~certain)),
        unsure=~certain,
        level=pd.array([pd.NA], dtype="Int64").repeat(len(rows)),
        via_group=codes_of(rows, "group"),
    )


def _escalates(pairs: pd.DataFrame, rows: pd.DataFrame) -> Flags:
    """Escalation lists count only while the stage escalates."""
    escalates = at(pairs["escalates"], codes_of(rows, "place"))
    alternate = rows["list"].isin(["escalation", "escalation_fallback"]).to_numpy(bool)
    return escalates.mask(~alternate, True)


def own_approvers(pairs: pd.DataFrame, stage_subjects: pd.DataFrame, personal: pd.DataFrame) -> pd.DataFrame:
    """Managers and sponsors of each requestor, where a stage asks for them; `MISSING` where there is none.

    Returns:
        place, case, stage, list, kind, level, person, able, as `asked_people`; unsure (bool: may be the
        requestor).
    """
    subjects = of_kind(stage_subjects, *PERSONAL)
    subjects = subjects[subjects["list"].isin(FALLBACK_OF)]
    subjects = subjects.assign(level=subjects["level"].fillna(1).astype("int64"))
    wanted = pairs[["place", "case", "stage"]].merge(
        subjects[["stage", "list", "kind", "level"]], on="stage", validate="many_to_many"
    )
    met = wanted.merge(personal, on=["case", "kind", "level"], how="left", validate="many_to_many")
    unknown = met["maybe_self"].isna()
    return met.assign(
        list=met["list"].astype(LISTS),
        person=met["person"].fillna(UNKNOWN).astype(np.int32),
        able=met["able"].astype("boolean"),
        unsure=met["maybe_self"].astype("boolean").mask(unknown, True).astype(bool),
    )


def _somebody_not_found(related: pd.DataFrame, size: int) -> Flags:
    """Tell per (case, stage) whether a manager or sponsor that the list asks for is not found."""
    absent = (related["person"] == MISSING).astype("boolean").mask(related["person"] == UNKNOWN)
    return any_by(absent, codes_of(related, "place"), size)


def _personal_rows(pairs: pd.DataFrame, related: pd.DataFrame) -> pd.DataFrame:
    found = related[related["person"] != MISSING].reset_index(drop=True)
    return found.assign(
        counts=_escalates(pairs, found), via_group=np.int32(MISSING), level=found["level"].astype("Int64")
    )
