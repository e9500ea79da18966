"""The moment an export speaks about. Never the wall clock."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from analyzer.export.files import legible
from analyzer.export.notes import UNREADABLE_MANIFEST, Note
from analyzer.export.places import small_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.export.places import Place

MANIFEST_KEYS = ("as_of", "asOf", "exportedAt", "finishedAt")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHOWN = 60


class Moment(NamedTuple):
    """A time in UTC, and where it came from."""

    time: datetime
    source: str


class Stated(NamedTuple):
    """What a manifest says of the time: the moment in UTC, and a note where it cannot be understood."""

    time: datetime | None
    problem: Note | None = None


def choose_moment(
    asked: datetime | None, manifest: Place | None, newest: Callable[[], tuple[datetime, str] | None]
) -> Moment:
    """Choose the as-of time: the one asked for, else the manifest's, else the newest in the data."""
    if asked is not None:
        return Moment(asked if asked.tzinfo else asked.replace(tzinfo=UTC), "--as-of")
    if manifest is not None and (stated := stated_moment(manifest).time) is not None:
        return Moment(stated, manifest.name)
    found = newest()
    if found is None:
        return Moment(EPOCH, "nothing: the export holds no timestamp")
    return Moment(found[0], f"newest timestamp: {found[1]}")


def stated_moment(manifest: Place) -> Stated:
    """Return the first time in a manifest that can be read, and why another could not."""
    try:
        document = json.loads(small_content(manifest))
    except (OSError, ValueError, RecursionError) as error:
        reason = f"cannot be read: {str(error)[:_SHOWN]}"
        return Stated(None, _unreadable(manifest, reason, ""))
    given = document if isinstance(document, dict) else {}
    problem = None
    for key in MANIFEST_KEYS:
        if (text := given.get(key)) is None:
            continue
        try:
            stated = datetime.fromisoformat(str(text))
            return Stated(stated.replace(tzinfo=stated.tzinfo or UTC).astimezone(UTC), problem)
        except (ValueError, OverflowError):
            shown = legible(str(text))[:_SHOWN]
            problem = problem or _unreadable(manifest, f"has no ISO 8601 time in {key}", shown)
    return Stated(None, problem)


def _unreadable(manifest: Place, reason: str, value: str) -> Note:
    message = (
        f"{manifest.name} {reason}. When the export was made is taken from what else tells it. Mend it, or "
        "give --as-of."
    )
    return Note("", manifest.name, None, "", UNREADABLE_MANIFEST, message, value, incomplete=False)
