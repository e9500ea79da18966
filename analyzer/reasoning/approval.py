"""Could anybody but the requestor approve? Stage by stage, for any list of (requestor, policy) cases."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analyzer.reasoning.personal_approvers import PERSONAL
from analyzer.tables.keys import MISSING, UNKNOWN
from analyzer.tables.subjects import GROUP_MEMBERS, SINGLE_USER, codes_of, of_kind
from analyzer.tables.three_valued import Flags, any_by, at, every, flags, possible, some, yes

FALLBACK_OF = {"primary": "primary_fallback", "escalation": "escalation_fallback"}


def asked_in_stages(
    cases: pd.DataFrame,
    approval_stages: pd.DataFrame,
    stage_subjects: pd.DataFrame,
    listed_approvers: pd.DataFrame,
    personal: pd.DataFrame,
) -> pd.DataFrame:
    """List, for each case and stage of its policy, who could approve besides the requestor, and who is asked.

    Args:
        cases: columns person (int32 code of the requestor), policy (int32 code); one row per case.
        approval_stages: relation of that name.
        stage_subjects: relation of that name.
        listed_approvers: relation of that name.
        personal: what `personal_approvers` returned for the same cases.

    Returns:
        one row per (case, stage), columns: case (row number), stage (int32 code), others (boolean: somebody
        else could approve), self_asked (boolean: the requestor is among the approvers).
    """
    numbered = cases.assign(case=np.arange(len(cases), dtype=np.int32))
    stages = approval_stages.reset_index(names="stage")
    pairs = numbered.merge(stages, on="policy", validate="many_to_many")
    pairs["place"] = np.arange(len(pairs), dtype=np.int32)
    rows = pd.concat(
        [
            _listed_rows(pairs, listed_approvers, personal, stage_subjects),
            _personal_rows(pairs, stage_subjects, personal),
        ],
        ignore_index=True,
    )
    requestor = rows["requestor"].to_numpy()
    own = (rows["person"].to_numpy() == requestor) & (requestor >= 0)
    stranger = (rows["person"] == UNKNOWN).to_numpy()
    anybody = (requestor == MISSING) | ((requestor == UNKNOWN) & stranger)
    unsure = rows["maybe_self"].to_numpy(bool)
    maybe_own = flags(own & ~unsure, (own | stranger) & unsure | anybody)
    counted = every(rows["counts"], rows["able"])
    place = codes_of(rows, "place")
    others = any_by(every(counted, ~flags(own, anybody)), place, len(pairs))
    asked = any_by(every(rows["counts"], maybe_own), place, len(pairs))
    unclear = _unclear(pairs, stage_subjects)
    return pd.DataFrame(
        {
            "case": codes_of(pairs, "case"),
            "stage": codes_of(pairs, "stage"),
            "others": some(others, unclear),
            "self_asked": some(asked, unclear),
        }
    )


def _counts(pairs: pd.DataFrame, rows: pd.DataFrame) -> Flags:
    """Escalation lists count only while the stage escalates."""
    escalates = at(pairs["escalates"], codes_of(rows, "place"))
    alternate = rows["list"].astype(str).str.startswith("escalation").to_numpy(bool)
    return escalates.mask(~alternate, True)


def _listed_rows(
    pairs: pd.DataFrame, listed: pd.DataFrame, personal: pd.DataFrame, stage_subjects: pd.DataFrame
) -> pd.DataFrame:
    rows = pairs[["place", "case", "stage", "person"]].rename(columns={"person": "requestor"})
    rows = rows.merge(listed, on="stage", validate="many_to_many")
    counts = _counts(pairs, rows)
    for normal, fallback in FALLBACK_OF.items():
        chosen = (rows["list"] == fallback).to_numpy(bool)
        if chosen.any():
            lacking = _somebody_not_found(pairs, stage_subjects, personal, normal)
            needed = at(lacking, codes_of(rows, "place"))
            counts = counts.mask(chosen, every(counts, needed))
    return rows.assign(counts=counts)


def _somebody_not_found(
    pairs: pd.DataFrame, stage_subjects: pd.DataFrame, personal: pd.DataFrame, which: str
) -> Flags:
    """Tell per (case, stage) whether a manager or sponsor that the list asks for is not found."""
    wanted = _personal_subjects(pairs, stage_subjects, which)
    met = wanted.merge(personal, on=["case", "kind", "level"], how="left", validate="many_to_many")
    absent = (
        (met["person"] == MISSING).astype("boolean").mask(met["person"].isna() | (met["person"] == UNKNOWN))
    )
    return any_by(absent, codes_of(met, "place"), len(pairs))


def _personal_subjects(pairs: pd.DataFrame, stage_subjects: pd.DataFrame, which: str) -> pd.DataFrame:
    subjects = of_kind(stage_subjects, *PERSONAL)
    subjects = subjects[subjects["list"] == which]
    subjects = subjects.assign(level=subjects["level"].fillna(1).astype("int64"))
    return pairs[["place", "case", "stage"]].merge(
        subjects[["stage", "list", "kind", "level"]], on="stage", validate="many_to_many"
    )


def _personal_rows(pairs: pd.DataFrame, stage_subjects: pd.DataFrame, personal: pd.DataFrame) -> pd.DataFrame:
    """Managers and sponsors of each requestor, where a stage asks for them."""
    wanted = pd.concat([_personal_subjects(pairs, stage_subjects, which) for which in FALLBACK_OF])
    met = wanted.merge(personal, on=["case", "kind", "level"], how="left", validate="many_to_many")
    met["person"] = met["person"].fillna(UNKNOWN).astype(np.int32)
    met["maybe_self"] = met["maybe_self"].astype("boolean").fillna(value=True).astype(bool)
    found = met[met["person"] != MISSING].reset_index(drop=True)
    return found.assign(
        requestor=pairs["person"].to_numpy()[codes_of(found, "place")],
        able=found["able"].astype("boolean"),
        counts=_counts(pairs, found),
    )


def _unclear(pairs: pd.DataFrame, stage_subjects: pd.DataFrame) -> Flags:
    """Tell per (case, stage) whether approvers exist that the export cannot name: unknown, never yes."""
    modelled = stage_subjects["kind"].isin([SINGLE_USER, GROUP_MEMBERS, *PERSONAL]).to_numpy(bool)
    lost_person = (stage_subjects["kind"] == SINGLE_USER) & (stage_subjects["person"] == MISSING)
    odd = np.zeros(int(pairs["stage"].max()) + 1 if len(pairs) else 0, bool)
    strange = stage_subjects[~modelled | lost_person.fillna(False).to_numpy(bool)]
    stages = codes_of(strange, "stage")
    odd[stages[stages < len(odd)]] = True
    asks_personally = np.zeros(len(odd), bool)
    personal = codes_of(of_kind(stage_subjects[stage_subjects["list"] == "primary"], *PERSONAL), "stage")
    asks_personally[personal[personal < len(odd)]] = True
    unknown_stage = (
        (asks_personally[codes_of(pairs, "stage")] & ~pairs["fallback_known"].to_numpy(bool))
        | odd[codes_of(pairs, "stage")]
        | ~pairs["primary_known"].to_numpy(bool)
        | yes(pairs["dynamic"])
        | (possible(pairs["escalates"]) & ~pairs["escalation_known"].to_numpy(bool))
    )
    return flags(np.zeros(len(pairs), bool), unknown_stage)
