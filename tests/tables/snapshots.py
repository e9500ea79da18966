"""Exports made in memory, and their relations by name."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from analyzer import api
from analyzer.export.inventory import take_inventory
from analyzer.tables.relations import Relations
from analyzer.tables.source import ExportSource

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from analyzer.analysis import ValidationReport

AS_OF = datetime(2026, 1, 1, tzinfo=UTC)


def write(folder: Path, export: Mapping[str, Any]) -> Path:
    """Write one JSON file per entry; `users/page-2` lands in a folder."""
    for name, content in export.items():
        path = folder / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    return folder


def source_of(folder: Path, export: Mapping[str, Any]) -> ExportSource:
    """Write an export and open it as a source of datasets."""
    return ExportSource(take_inventory(write(folder, export)))


def relations_of(folder: Path, export: Mapping[str, Any]) -> Relations:
    """Write an export and return its relations."""
    return Relations(source_of(folder, export), lambda: AS_OF)


def report_of(folder: Path, export: Mapping[str, Any]) -> ValidationReport:
    """Write an export, read all of it, and return what reading says."""
    return api.open_export(write(folder, export), as_of=AS_OF).validate()


def problems_of(folder: Path, export: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the problem rows of an export."""
    found: list[dict[str, Any]] = report_of(folder, export).problems.to_pylist()
    return found
