"""Requests that were denied: by an approver, or by themselves because nobody acted.

The state of a request does not tell the two apart, only the audit log does (domain.md C55 and section 7,
point 15). It is kept for 30 days: without an event of the request, undetermined.
"""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.tables.dataset import STRING, Dataset, as_text, lower
from analyzer.tables.keys import UNKNOWN
from analyzer.tables.relations import relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import every, flags, is_one_of, possible

DENIED, TIMED_OUT = "request-denied", "request-timed-out"
ACTIVITIES = {
    DENIED: "deny access package assignment request",
    TIMED_OUT: "access package assignment request timed out (no approver action taken)",
}
"""What the audit log calls them, in lower case."""

_NO_EVENT = "no event of the export tells whether an approver denied it"


@relation
def audited_requests(audit_events: Dataset) -> pd.DataFrame:
    """Requests whose denial the audit log tells: request (id), problem (string), each pair once."""
    activity = lower(audit_events.column("activityDisplayName"))
    chosen = pc.is_in(activity, value_set=pa.array(list(ACTIVITIES.values())))
    event, target = audit_events.elements("targetResources")
    rows = pd.DataFrame(
        {
            "request": as_text(pc.struct_field(target, "id")),
            "activity": as_text(activity.take(event)),
        }
    )[chosen.take(event).to_pandas().to_numpy(bool)]
    names = {activity: problem for problem, activity in ACTIVITIES.items()}
    told: pd.DataFrame = rows.assign(problem=rows["activity"].map(names).astype(STRING))
    return told[["request", "problem"]].dropna().drop_duplicates(ignore_index=True)


@relation
def denied_requests(
    request_facts: pd.DataFrame, audited_requests: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Requests to add access that were denied.

    Returns:
        the columns of `waiting_requests`; where no event tells how, the problem is `TIMED_OUT`, unknown.
    """
    denied = every(is_one_of(request_facts["state"], ["denied"]), request_facts["adds_access"])
    rows = request_facts[possible(denied)].assign(denied=denied[possible(denied)])
    base = pd.DataFrame(
        {
            "request": rows["id"].array,
            "policy": codes_of(rows, "policy").clip(min=UNKNOWN),
            "package": codes_of(rows, "package"),
            "name": rows["subject_name"].array,
            "person": codes_of(rows, "person"),
            "denied": rows["denied"].array,
        }
    )
    told = _NOTHING if audited_requests is None else audited_requests
    met = base.merge(told, on="request", how="left", validate="one_to_many")
    silent = met["problem"].isna().to_numpy(bool)
    return met.assign(
        problem=met["problem"].fillna(TIMED_OUT).astype(STRING),
        fires=every(met["denied"], flags(~silent, silent)),
        detail=pd.Series(pd.NA, index=met.index, dtype=STRING).mask(silent, _NO_EVENT),
    ).drop(columns="denied")


_NOTHING = pd.DataFrame({"request": [], "problem": []}, dtype=STRING)
