"""Stages whose escalation comes when it cannot: their time until escalation against their time until denial.

Microsoft's pages agree that a stage with alternate approvers needs at least four days, and that a request is
not forwarded on its last day. They disagree about the first day on which it may be (domain.md C51 and
section 7, point 5): the newer page says a day after half of the time, the older one a day after the request.
They leave open whether the day before the last one is early enough. Between the readings: undetermined.
"""

from __future__ import annotations

import pandas as pd

from analyzer.tables.dataset import STRING
from analyzer.tables.three_valued import Flags, every, flags, some

LEAST_DAYS = 4


def window_problems(stages: pd.DataFrame) -> pd.DataFrame:
    """Judge every stage.

    Returns:
        columns: stage (code), problem, fires (boolean), detail (string: why, or both readings).
    """
    denial, escalation = stages["denial_days"], stages["escalation_days"]
    verdicts = {
        "the stage lasts less than four days": _is(denial < LEAST_DAYS),
        "escalation would come on the last day of the stage or after it": _is(escalation > denial - 1),
        "escalation would come less than a day after the request": _is(escalation < 1),
    }
    doubts = {
        "by the newer documentation escalation is possible only a day after half of the time, by the older "
        "one a day after the request": _is(escalation < denial / 2 + 1),
        "the documentation leaves open whether escalation is possible a day before denial": _is(
            escalation == denial - 1
        ),
        "the export does not tell both times in days": _unknown(denial, escalation),
    }
    certain, doubt = some(*verdicts.values()), some(*doubts.values())
    fires = every(stages["escalates"], some(certain, doubt.mask(doubt.fillna(value=True), pd.NA)))
    detail = pd.Series(pd.NA, index=range(len(stages)), dtype=STRING)
    for text, holds in reversed({**verdicts, **doubts}.items()):
        detail = detail.mask(holds.fillna(value=False).to_numpy(bool), text)
    return pd.DataFrame(
        {
            "stage": range(len(stages)),
            "problem": "escalation-window-impossible",
            "fires": fires,
            "detail": detail,
        }
    )


def _is(answers: pd.Series) -> Flags:
    return pd.Series(answers.astype("boolean").array)


def _unknown(*days: pd.Series) -> Flags:
    missing = (
        pd.concat([each.reset_index(drop=True).isna() for each in days], axis=1).any(axis=1).to_numpy(bool)
    )
    return flags(missing, missing & False)
