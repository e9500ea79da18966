"""Exports made in memory, asked for access."""

from __future__ import annotations

from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from analyzer import api
from tests.tables.snapshots import AS_OF, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from analyzer.api import Snapshot

_SHORT = {
    "resource_id": "resource",
    "access_package_id": "package",
    "assignment_id": "assignment",
    "via_group_id": "via",
    "outside_packages": "outside",
    "delivered_but_missing": "missing",
    "held_twice": "twice",
}


def opened(folder: Path, export: Mapping[str, Any]) -> Snapshot:
    return api.open_export(write(folder, export), as_of=AS_OF)


def routes_of(export: Mapping[str, Any], user: str | None = None) -> list[dict[str, Any]]:
    """Return all columns of all routes, `None` where a cell is empty."""
    with TemporaryDirectory() as folder:
        from pathlib import Path

        return rows(opened(Path(folder), export).access(user=user).routes)


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(name): None if value is None or value != value else value for name, value in row.items()}  # noqa: PLR0124
        for row in frame.astype(object).where(frame.notna(), None).to_dict("records")
    ]


def shortly(told: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with only the columns that somebody wrote down by hand."""
    names = wanted[0].keys()
    return [
        {_SHORT.get(key, key): value for key, value in row.items() if _SHORT.get(key, key) in names}
        for row in told
    ]
