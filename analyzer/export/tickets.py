"""Tickets handed in beside the export (`--tickets FILE`)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from analyzer.errors import UsageError
from analyzer.export.files import ExportFile
from analyzer.export.places.disk import OnDisk
from analyzer.export.readers import split_name

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from analyzer.export.inventory import Inventory

TICKETS = "tickets"
_COLUMNS = "A list of tickets has the columns user and access_package, and perhaps link."


def with_tickets(inventory: Inventory, path: Path) -> Inventory:
    """Return the inventory with a file of tickets instead of any that lies in the export.

    Raises:
        UsageError: there is no such file, or no reader for it.
    """
    if not path.is_file():
        raise UsageError(f"{path} is not a file.", "Give --tickets a CSV, JSON or Parquet file.")
    _, readers = split_name(path.name)
    fitting = [reader for reader in readers if reader.DATASETS is None or TICKETS in reader.DATASETS]
    if not fitting:
        raise UsageError(f"{path.name} is no format tickets can be read from.", "Use CSV, JSON or Parquet.")
    place = OnDisk(str(path), path.stat().st_size)
    given = ExportFile(path.name, place, TICKETS, fitting[0].LAYOUT, None, place.size)
    others = tuple(file for file in inventory.files if file.dataset != TICKETS)
    return replace(inventory, files=(*others, given))


def ticket_problems(problems: pa.Table) -> list[str]:
    """Say what was wrong in the file of tickets, one sentence a problem."""
    return [_told(row) for row in _of_tickets(problems)]


def require_tickets(problems: pa.Table) -> None:
    """Refuse a list of which no ticket could be read, unless it is just empty.

    Raises:
        UsageError: it says what is missing from every row, else the first problem.
    """
    rows = _of_tickets(problems)
    if lacking := _lacking_everywhere(rows):
        message = f"No ticket could be read: {rows[0]['file']} has no {' and no '.join(lacking)} in any row."
        raise UsageError(message, _COLUMNS)
    if rows:
        raise UsageError(f"No ticket could be read. {_told(rows[0])}", _COLUMNS)


def _of_tickets(problems: pa.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = problems.filter(pc.equal(problems["dataset"], TICKETS)).to_pylist()
    return rows


def _lacking_everywhere(problems: list[dict[str, Any]]) -> list[str]:
    """Return the columns that are to blame for every row that was set aside."""
    blamed: dict[int | None, set[str]] = {}
    for each in problems:
        blamed.setdefault(each["row"], set()).add(each["pointer"].removeprefix("/"))
    return sorted(set.intersection(*blamed.values()) - {""}) if blamed else []


def _told(row: dict[str, Any]) -> str:
    message, file = str(row["message"]), str(row["file"])
    if message.startswith(file):
        return message
    return f"{file}, row {row['row']}: {message}" if row["row"] else f"{file}: {message}"
