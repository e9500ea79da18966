"""Could anybody but the requestor approve? Stage by stage, for any list of (requestor, policy) cases."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analyzer.reasoning.personal_approvers import PERSONAL
from analyzer.reasoning.who_is_asked import FALLBACK_OF, people_in, stages_of
from analyzer.tables.keys import MISSING
from analyzer.tables.subjects import GROUP_MEMBERS, SINGLE_USER, codes_of, of_kind
from analyzer.tables.three_valued import Flags, Mask, any_by, every, flags, possible, some, yes


def asked_in_stages(
    cases: pd.DataFrame,
    approval_stages: pd.DataFrame,
    stage_subjects: pd.DataFrame,
    listed_approvers: pd.DataFrame,
    personal: pd.DataFrame,
) -> pd.DataFrame:
    """Tell, for each case and stage of its policy, who could approve besides the requestor, and who is asked.

    Args: those of `asked_people`.

    Returns:
        one row per (case, stage), columns: case (row number), stage (int32 code), others (boolean: somebody
        else could approve), self_asked (boolean: the requestor is among the approvers).
    """
    pairs = stages_of(cases, approval_stages)
    rows = people_in(pairs, stage_subjects, listed_approvers, personal)
    asked = any_by(every(rows["counts"], rows["is_requestor"]), codes_of(rows, "place"), len(pairs))
    unclear = unclear_stages(pairs, stage_subjects)
    return pd.DataFrame(
        {
            "case": codes_of(pairs, "case"),
            "stage": codes_of(pairs, "stage"),
            "others": some(any_by(could_approve(rows), codes_of(rows, "place"), len(pairs)), unclear),
            "self_asked": some(asked, unclear),
        }
    )


def could_approve(rows: pd.DataFrame) -> Flags:
    """Tell of each row of `asked_people` whether the person is asked, can act, and is not the requestor."""
    return every(rows["counts"], rows["able"], ~rows["is_requestor"])


def unclear_stages(pairs: pd.DataFrame, stage_subjects: pd.DataFrame) -> Flags:
    """Tell per (case, stage) whether approvers exist that the export cannot name: unknown, never yes."""
    modelled = stage_subjects["kind"].isin([SINGLE_USER, GROUP_MEMBERS, *PERSONAL]).to_numpy(bool)
    lost_person = (stage_subjects["kind"] == SINGLE_USER) & (stage_subjects["person"] == MISSING)
    odd = np.zeros(int(pairs["stage"].max()) + 1 if len(pairs) else 0, bool)
    strange = stage_subjects[~modelled | lost_person.fillna(False).to_numpy(bool)]
    stages = codes_of(strange, "stage")
    odd[stages[stages < len(odd)]] = True
    stage, escalates = codes_of(pairs, "stage"), possible(pairs["escalates"])
    first, later = (_asks_personally(stage_subjects, name, len(odd))[stage] for name in FALLBACK_OF)
    unknown_stage = (
        (first & ~pairs["fallback_known"].to_numpy(bool))
        | (later & escalates & ~pairs["escalation_fallback_known"].to_numpy(bool))
        | odd[stage]
        | ~pairs["primary_known"].to_numpy(bool)
        | yes(pairs["dynamic"])
        | (escalates & ~pairs["escalation_known"].to_numpy(bool))
    )
    return flags(np.zeros(len(pairs), bool), unknown_stage)


def _asks_personally(stage_subjects: pd.DataFrame, name: str, size: int) -> Mask:
    """Tell of each stage whether a list of it asks for a manager or sponsors, for whom fallbacks stand in."""
    stages = codes_of(of_kind(stage_subjects[stage_subjects["list"] == name], *PERSONAL), "stage")
    asks = np.zeros(size, bool)
    asks[stages[stages < size]] = True
    return asks
