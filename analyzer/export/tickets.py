"""Tickets handed in beside the export (`--tickets FILE`)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analyzer.errors import UsageError
from analyzer.export.files import ExportFile
from analyzer.export.places.disk import OnDisk
from analyzer.export.readers import split_name

if TYPE_CHECKING:
    from pathlib import Path

    from analyzer.export.inventory import Inventory

TICKETS = "tickets"


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
