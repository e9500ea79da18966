"""Access packages of which an export does not say what they have.

An exporter that keeps policies and assignments in a folder of their package makes no folder for a package
without any, nor for one that it could not ask (EntraExporter, exports.md 2.1.2). Nothing tells these apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.export.notes import Note

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.export.files import ExportFile

OWNERS = {"assignment_policies": "access_packages", "assignments": "access_packages"}
"""Datasets that may come in a folder per owner, and whose records are enough to find the owner otherwise."""

UNLISTED = "unlisted-owner"


def unlisted(
    dataset: str, owners: Iterable[str], listed: frozenset[str], files: tuple[ExportFile, ...]
) -> Note | None:
    """Return a note if nothing was listed of some owners: absence from the dataset proves nothing then.

    Args:
        dataset: one of `OWNERS`.
        owners: every id that the export has.
        listed: the ids whose records were exported.
        files: those of the dataset, or of the owners where the records lie inside them.
    """
    every = set(owners)
    missing = len(every - listed)
    if not missing:
        return None
    first = files[0]
    place = first.path.partition(first.parent)[0].rstrip("/") if first.parent else ""
    place = place or first.path
    message = (
        f"{place} has {dataset} of some access packages, and none of {missing} of {len(every)}. It does not "
        "say whether there are none or they could not be read. Export the whole list beside it."
    )
    return Note(dataset, place, None, "", UNLISTED, message, "", incomplete=True)
