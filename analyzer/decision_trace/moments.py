"""As of when a question is answered, without reading more of the export than the question needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.tables.moment import Moment, choose_moment
from analyzer.tables.stream import NAME as MEMBERS
from analyzer.tables.three_valued import is_one_of, possible
from analyzer.validation.timestamps import to_timestamps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from analyzer.tables.dataset import Dataset
    from analyzer.tables.source import ExportSource


def moment_for(
    source: ExportSource,
    asked: datetime | None,
    names: Iterable[str],
    newest: Callable[[], tuple[datetime, str] | None],
) -> Moment:
    """Date the export by the datasets that are read anyway, where a later time would change no answer."""
    manifest = source.inventory.manifest
    return choose_moment(asked, manifest, lambda: newest_that_decides(source, names) or newest())


def newest_that_decides(source: ExportSource, names: Iterable[str]) -> tuple[datetime, str] | None:
    """Return the newest timestamp of the datasets that are read anyway, if a later one would change nothing.

    Time matters to a policy's fixed end date only. A later as-of time leaves an end that is past already as
    it is; None where some end still lies ahead, or nothing is dated: then the whole export must be read.
    """
    for name in names:
        if name != MEMBERS:
            source.dataset(name)
    newest = source.journal.newest
    if newest is None or not source.has("assignment_policies"):
        return newest
    return None if _ends_later(source.dataset("assignment_policies"), newest[0]) else newest


def _ends_later(policies: Dataset, moment: datetime) -> bool:
    fixed = possible(is_one_of(policies.text("expiration.type"), ["afterDateTime"]))
    end = to_timestamps(policies.column("expiration.endDateTime"))
    later = pc.greater(end, pa.scalar(moment, pa.timestamp("us", "UTC")))
    return bool((later.to_pandas().to_numpy(dtype=bool, na_value=False) & fixed).any())
