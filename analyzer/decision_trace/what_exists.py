"""An assignment that is there already, and a request that is under way, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.decision_trace.durations import moment_in_words

if TYPE_CHECKING:
    import pandas as pd

    from analyzer.decision_trace.records import Records

_DELIVERY = {
    "delivering": "being delivered",
    "partiallydelivered": "delivered in part",
    "delivered": "delivered",
}
_THE_REST = "; an access package assignment manager can reprocess it to deliver the rest"
_PROGRESS = {
    "submitted": "it was submitted",
    "pendingapproval": "it waits for approval",
    "scheduled": "it is scheduled for later",
    "delivering": "it is being delivered",
}


def assignment_in_words(row: int, policies: pd.DataFrame, records: Records) -> str:
    """Say how far an assignment is delivered, from when until when, and under which policy."""

    def cell(path: str) -> str | None:
        return records.value("assignments", row, path)

    start = moment_in_words(cell("schedule.startDateTime"))
    end = moment_in_words(cell("schedule.expiration.endDateTime"))
    state = (cell("state") or "").lower()
    policy = cell("assignmentPolicy.displayName") or _policy_name(cell("assignmentPolicy.id"), policies)
    told = _told(
        _DELIVERY.get(state),
        f"from {start}" if start else None,
        f"until {end}" if end else None,
        f"under the policy '{policy}'" if policy else None,
    )
    return told + (_THE_REST if state == "partiallydelivered" else "")


def request_in_words(row: int, records: Records) -> str:
    """Say when a request was made and what it waits for."""
    made = moment_in_words(records.value("assignment_requests", row, "createdDateTime"))
    state = (records.value("assignment_requests", row, "state") or "").lower()
    return _told(f"made on {made}" if made else None, _PROGRESS.get(state))


def _told(*parts: str | None) -> str:
    said = ", ".join(part for part in parts if part)
    return f": {said}" if said else ""


def _policy_name(identity: str | None, policies: pd.DataFrame) -> str | None:
    same = policies["id"].str.lower() == (identity or "").lower()
    names = policies.loc[same.fillna(value=False).to_numpy(bool), "display_name"]
    return str(names.iloc[0]) if len(names) else None
