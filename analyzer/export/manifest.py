"""What an export's own manifest says went wrong while it was made: records that nobody received."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from analyzer.export.edges import PER_PARENT, WRAPPED
from analyzer.export.files import legible
from analyzer.export.notes import FAILED_REQUEST, Note
from analyzer.export.places import small_content
from analyzer.export.stated_counts import fewer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.export.places import Place


def failed_requests(manifest: Place | None, dataset: str) -> Iterator[Note]:
    """Yield a note for each failed request of a dataset that is there all the same, so in part.

    Where files are named after parents, the missing file says it already, and of which parent.
    """
    if manifest is None or dataset in PER_PARENT:
        return
    for error in _errors(manifest):
        if error.get("dataset") == dataset:
            parent, why = legible(str(error.get("parent") or "")), legible(str(error.get("error")))
            message = f"{manifest.name} says that a request for {dataset} failed: {why}"
            yield Note(
                dataset, manifest.name, None, "/errors", FAILED_REQUEST, message, parent, incomplete=True
            )


def fewer_than_manifest(manifest: Place | None, dataset: str, arrived: int) -> Iterator[Note]:
    """Yield a note if fewer records of a dataset are there than the manifest says were received."""
    if manifest is None or dataset in WRAPPED:  # there the manifest counts owners
        return
    counts = _document(manifest).get("datasets")
    stated = counts.get(dataset) if isinstance(counts, dict) else None
    if isinstance(stated, int) and stated > arrived:
        yield fewer(dataset, manifest.name, f"/datasets/{dataset}", stated, arrived)


def _document(manifest: Place) -> dict[str, object]:
    try:
        document = json.loads(small_content(manifest))
    except (OSError, ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _errors(manifest: Place) -> list[dict[str, object]]:
    errors = _document(manifest).get("errors")
    return [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
