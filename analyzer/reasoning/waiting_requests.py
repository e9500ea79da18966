"""Requests that wait for approval, and how much of their time is over.

A stage without a decision is denied by itself after `durationBeforeAutomaticDenial`, and must be asked for
again. A request can wait no longer than all stages together. When a stage began is in no export: of a
request with several stages, the first may be over already, or the request may be in the last one. Between the
two: undetermined. Source: domain.md C54 and section 2.2, step 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.tables.dataset import STRING
from analyzer.tables.keys import UNKNOWN
from analyzer.tables.relations import Coverage, relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import Mask, every, flags, possible

if TYPE_CHECKING:
    from datetime import datetime

ABOUT_TO_END, HALF_OVER = "request-nearly-timed-out", "request-waiting-long"
_ALMOST, _HALF = 0.9, 0.5
_SECONDS_A_DAY = 86_400
_OVER = "it should have been denied by itself by "
_VAGUE = "how long it may wait cannot be told"
_SEVERAL = "at which stage it waits is in no export, and the time of the first may be over; "


@relation
def stage_times(policies: pd.DataFrame, approval_stages: pd.DataFrame, stages_known: Mask) -> pd.DataFrame:
    """How long a request under a policy may wait: longest (all stages), first (days, `<NA>`: not known)."""
    policy, days = codes_of(approval_stages, "policy"), approval_stages["denial_days"]
    size = len(policies)
    total = np.bincount(policy, days.fillna(0).to_numpy(float), minlength=size)
    vague = ~stages_known[:size] | (np.bincount(policy, minlength=size) == 0)
    vague[policy[days.isna().to_numpy(bool)]] = True
    opening = approval_stages[approval_stages["order"] == 1].set_index("policy")["denial_days"]
    return pd.DataFrame(
        {
            "longest": pd.Series(total).astype("Float64").mask(vague),
            "first": opening.reindex(range(size)).astype("Float64"),
        }
    )


@relation
def waiting_requests(
    open_requests: pd.DataFrame,
    request_terms: pd.DataFrame,
    likely_policies: pd.DataFrame,
    stage_times: pd.DataFrame,
    coverage: Coverage,
    as_of: datetime,
) -> pd.DataFrame:
    """Requests waiting for approval of which half the time or nearly all of it is over, or may be.

    Where several policies may lie behind a request, the shortest and the longest time count.

    Returns:
        columns: request (id, string), policy (int32 code, `UNKNOWN` where it is not one), package, person
        (int32 codes; person of the requestor), name (string: what the request calls the requestor), problem
        (string), fires (boolean), detail (string).
    """
    size = len(open_requests)
    made = open_requests[["id"]].merge(request_terms, on="id", how="left", validate="many_to_one")["created"]
    days = (pd.Timestamp(as_of) - made).dt.total_seconds().astype("Float64") / _SECONDS_A_DAY
    times = _times(
        likely_policies, stage_times, size, policies_known=coverage.complete("assignment_policies")
    )
    vague = times["vague"].to_numpy(bool) | days.isna().to_numpy(bool)
    nearly = _share(days, times["longest"], _ALMOST) & ~vague
    perhaps = (_share(days, times["first"], _ALMOST) | vague) & ~nearly
    half = _share(days, times["longest"], _HALF) & ~nearly & ~vague
    ends = made + times["longest"] * pd.Timedelta(days=1)
    late = _end(ends, pd.Timestamp(as_of))
    told = {
        ABOUT_TO_END: (flags(nearly, perhaps), late.where(nearly, _SEVERAL + late).mask(vague, _VAGUE)),
        HALF_OVER: (flags(half, np.zeros(size, bool)), late),
    }
    only = likely_policies.drop_duplicates("subject", keep=False).set_index("subject")["policy"]
    base = pd.DataFrame(
        {
            "request": open_requests["id"],
            "policy": only.reindex(range(size), fill_value=UNKNOWN).to_numpy(np.int32),
            "package": codes_of(open_requests, "package"),
            "name": open_requests["subject_name"],
            "person": codes_of(open_requests, "person"),
        }
    )
    parts = [
        base.assign(problem=problem, fires=every(fires, open_requests["pending_approval"]), detail=detail)
        for problem, (fires, detail) in told.items()
    ]
    rows = pd.concat(parts, ignore_index=True).astype({"problem": STRING, "detail": STRING})
    return rows[possible(rows["fires"])].reset_index(drop=True)


def _share(days: pd.Series, whole: pd.Series, part: float) -> Mask:
    answer: Mask = (days >= whole * part).to_numpy(bool, na_value=False)
    return answer


def _end(ends: pd.Series, now: pd.Timestamp) -> pd.Series[str]:
    day = ends.dt.strftime("%Y-%m-%d %H:%M UTC").astype(STRING)
    ahead = "without a decision it is denied by itself on " + day + " at the latest"
    over: pd.Series[str] = ahead.mask((ends <= now).to_numpy(bool), _OVER + day)
    return over


def _times(
    likely_policies: pd.DataFrame, stage_times: pd.DataFrame, size: int, *, policies_known: bool
) -> pd.DataFrame:
    """Return per request the longest time, the shortest first stage (Float64), and vague (bool)."""
    behind = likely_policies.merge(
        stage_times, left_on="policy", right_index=True, how="left", validate="many_to_one"
    )
    behind["vague"] = behind["longest"].isna().to_numpy(bool) | (
        ~behind["stated"].to_numpy(bool) & (not policies_known)
    )
    found = behind.groupby("subject").agg(
        longest=("longest", "max"), first=("first", "min"), vague=("vague", "any")
    )
    found = found.reindex(range(size))
    return found.assign(vague=found["vague"].astype("boolean").fillna(value=True))
