"""The calendar of the samples: every time is counted from one fixed moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EXPORTED_AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def graph_time(moment: datetime) -> str:
    """`moment` as Microsoft Graph writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def ago(days: float, minutes: int = 0) -> str:
    """So many days and minutes before the export."""
    return graph_time(EXPORTED_AT - timedelta(days=days, minutes=minutes))


def ahead(days: float) -> str:
    """So many days after the export: only for schedules."""
    return graph_time(EXPORTED_AT + timedelta(days=days))
