"""The report formats by name. A format is one module here with `write(analysis, folder)`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from analyzer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from analyzer.analysis import Analysis

ALWAYS = "csv"
_MODULES = {"csv": "csv_files", "json": "json_report"}


class Format(Protocol):
    """Writes an analysis as one or more files, named without a folder."""

    def write(self, analysis: Analysis, folder: Path) -> None:
        """Write the files of this format into an existing folder."""


def format_names() -> tuple[str, ...]:
    """Return the names that `--format` understands."""
    return tuple(_MODULES)


def require_formats(names: Iterable[str]) -> tuple[str, ...]:
    """Return the known names, the one that is always written first, each once.

    Raises:
        UsageError: a name is unknown.
    """
    wanted = dict.fromkeys((ALWAYS, *(name.lower() for name in names)))
    for name in wanted:
        if name not in _MODULES:
            raise UsageError(f"Unknown report format '{name}'.", f"There are: {', '.join(_MODULES)}.")
    return tuple(wanted)


def load_format(name: str) -> Format:
    """Import the module behind a format, so that formats nobody asked for cost nothing."""
    return cast("Format", import_module(f"analyzer.reports.{_MODULES[name]}"))
