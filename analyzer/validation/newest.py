"""The newest moment that the data speaks of as past: a hint when the export was taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.validation.timestamps import to_timestamps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.validation.rules import Rule

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLANNED = frozenset(
    {"schedule", "expiration", "recurrence", "range", "employeeHireDate", "employeeLeaveDateTime"}
)
_PLANNED_ENDINGS = ("enddatetime", "expireddatetime", "expirationdatetime")


class Newest(NamedTuple):
    """A moment in UTC and the dotted path of the property that holds it; both None when there is none."""

    moment: datetime | None
    path: str | None


def newest_moment(table: pa.Table, root: Rule) -> Newest:
    """Return the newest `date-time` outside schedules, expirations, recurrences, ranges and end dates.

    The sentinels of years 1 and 9999 do not count. Of equal moments the first property of the schema wins.
    """
    best = Newest(None, None)
    for path in moment_paths(root):
        moment = _latest(table, path)
        if moment is not None and (best.moment is None or moment > best.moment):
            best = Newest(moment, ".".join(path))
    return best


def moment_paths(rule: Rule, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the path of every `date-time` property that is not a plan, in the order of the schema."""
    if rule.format == "date-time":
        yield above
    if rule.items:
        yield from moment_paths(rule.items, above)
    for name, child in rule.properties.items():
        if name not in _PLANNED and not name.lower().endswith(_PLANNED_ENDINGS):
            yield from moment_paths(child, (*above, name))


def _latest(table: pa.Table, path: tuple[str, ...]) -> datetime | None:
    if path[0] not in table.column_names:
        return None
    moments = [_inner(chunk, path[1:]) for chunk in table[path[0]].chunks]
    latest = [pc.max(to_timestamps(each, checked=True)) for each in moments if each.null_count < len(each)]
    counts = [each.value for each in latest if each.is_valid]
    return _EPOCH + timedelta(microseconds=max(counts)) if counts else None


def _inner(values: pa.Array, path: tuple[str, ...]) -> pa.Array:
    while pa.types.is_list(values.type):
        values = pc.list_flatten(values)
    return _inner(pc.struct_field(values, [path[0]]), path[1:]) if path else values
