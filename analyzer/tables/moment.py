"""The moment an export speaks about. Never the wall clock."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from analyzer.errors import ExportError
from analyzer.export.places import small_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.export.places import Place

MANIFEST_KEYS = ("as_of", "asOf", "exportedAt", "finishedAt")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(NamedTuple):
    """A time in UTC, and where it came from."""

    time: datetime
    source: str


def choose_moment(
    asked: datetime | None, manifest: Place | None, newest: Callable[[], tuple[datetime, str] | None]
) -> Moment:
    """Choose the as-of time: the one asked for, else the manifest's, else the newest in the data.

    Raises:
        ExportError: the manifest names a time that cannot be read.
    """
    if asked is not None:
        return Moment(asked if asked.tzinfo else asked.replace(tzinfo=UTC), "--as-of")
    if manifest is not None and (stated := stated_moment(manifest)) is not None:
        return Moment(stated, manifest.name)
    found = newest()
    if found is None:
        return Moment(EPOCH, "nothing: the export holds no timestamp")
    return Moment(found[0], f"newest timestamp: {found[1]}")


def stated_moment(manifest: Place) -> datetime | None:
    """Return the time that a manifest gives in UTC; None when it gives none.

    Raises:
        ExportError: it cannot be read, or names a time that cannot.
    """
    try:
        document = json.loads(small_content(manifest))
    except (OSError, ValueError, RecursionError) as error:
        raise ExportError(f"{manifest.name} cannot be read: {error}", "Mend it, or give --as-of.") from error
    texts = [document[key] for key in MANIFEST_KEYS if key in document] if isinstance(document, dict) else []
    if not texts:
        return None
    try:
        stated = datetime.fromisoformat(str(texts[0]))
        return stated.replace(tzinfo=stated.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ExportError(
            f"{manifest.name} has no ISO 8601 time: {str(texts[0])[:60]}", "Mend it, or give --as-of."
        ) from error
