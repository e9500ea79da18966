"""What an assignment says besides whose it is and of what: from when, until when, under which policy."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from isodate import ISO8601Error, parse_duration

from analyzer.tables.dataset import Dataset, as_text
from analyzer.tables.relations import relation
from analyzer.validation.timestamps import to_timestamps


@relation
def assignment_terms(assignments: Dataset) -> pd.DataFrame:
    """From when until when assignments last, and what they say of their target, package and policy.

    The end is `schedule.expiration.endDateTime`, or the start and the duration of `afterDuration`.
    Source: Graph `entitlementManagementSchedule`, `expirationPattern`.

    Returns:
        columns: start, end (datetime, UTC, `NaT` where none is told), target_id, target_name, package_name,
        policy_id, policy_name (string); one row per assignment.
    """
    start = moments(assignments.column("schedule.startDateTime"))
    end = moments(assignments.column("schedule.expiration.endDateTime"))
    lasting = assignments.text("schedule.expiration.duration")
    name = pc.coalesce(
        assignments.optional("target.principalName"),
        assignments.optional("target.email"),
        assignments.optional("target.displayName"),
    )
    return pd.DataFrame(
        {
            "start": start,
            "end": end.fillna(_after(start, lasting)),
            "target_id": as_text(assignments.optional("target.objectId")),
            "target_name": as_text(name),
            "package_name": as_text(assignments.optional("accessPackage.displayName")),
            "policy_id": as_text(assignments.optional("assignmentPolicy.id")),
            "policy_name": as_text(assignments.optional("assignmentPolicy.displayName")),
        }
    )


def as_iso(moments: pd.Series) -> pa.Array:
    """Return moments as ISO 8601 text in UTC, to the second."""
    told = pa.array(moments, pa.timestamp("s", "UTC"), safe=False)
    day, clock = (told.cast(kind).cast(pa.string()) for kind in (pa.date32(), pa.time32("s")))
    return pc.binary_join_element_wise(pc.binary_join_element_wise(day, clock, "T"), "Z", "")


def moments(column: pa.ChunkedArray) -> pd.Series:
    """Return a column of date-times as moments in UTC; `NaT` where there is none."""
    found: pd.Series = to_timestamps(column).to_pandas()
    return found.astype("datetime64[us, UTC]")


def _after(start: pd.Series, lasting: pd.Series[str]) -> pd.Series:
    """Add durations to moments; a month is a calendar month, so each distinct duration is added by itself."""
    end = pd.Series(pd.NaT, index=start.index, dtype="datetime64[us, UTC]")
    known = lasting.notna().to_numpy() & start.notna().to_numpy()
    for duration in lasting[known].unique():
        rows = known & (lasting == duration).to_numpy(bool, na_value=False)
        if offset := _offset(duration):
            end[rows] = (start[rows] + offset).astype(end.dtype)
    return end


def _offset(text: str) -> pd.DateOffset | pd.Timedelta | None:
    try:
        found = parse_duration(text)
    except (OverflowError, ISO8601Error):  # a duration is valid with any number of digits
        return None
    if isinstance(found, timedelta):
        return pd.Timedelta(found)
    return pd.DateOffset(years=int(found.years), months=int(found.months), days=found.tdelta.days)


@relation
def request_terms(assignment_requests: Dataset) -> pd.DataFrame:
    """When requests were made: id (string), created (datetime, UTC, `NaT` where not told); one row each."""
    return pd.DataFrame(
        {
            "id": assignment_requests.text("id"),
            "created": moments(assignment_requests.column("createdDateTime")),
        }
    )
