"""Tables of one dataset that do not have the same columns: where one lacks a column, null is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.export.notes import Note

if TYPE_CHECKING:
    from collections.abc import Iterable

RULE = "uneven-columns"


def uneven_columns(dataset: str, file: str, columns: Iterable[str]) -> Note:
    """Return the note about a file that lacks columns which others of its dataset have."""
    names = ", ".join(sorted(columns))
    message = (
        f"{file} has nothing that could be read as {names}, and other files of {dataset} have. Where no "
        "value is given, it counts as unknown in all of them. Export every file with the same columns."
    )
    return Note(dataset, file, None, "", RULE, message, names, incomplete=False)
