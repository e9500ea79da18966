"""Memberships as a stream: large tenants have tens of millions, so they never exist as text at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from analyzer.datasets import arrow_schema
from analyzer.tables.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.tables.source import ExportSource
    from analyzer.tables.three_valued import Mask

BATCH_ROWS = 500_000
"""Rows looked up together: enough that the calls cost nothing, few enough to stay small beside the codes."""

NAME = "group_members"


class MembershipStream:
    """`group_members`, read once and in batches.

    `parents` names the groups whose members were exported (None: all groups); `unseen_parents` says why there
    may be groups that the export does not know.
    """

    def __init__(
        self,
        source: ExportSource,
        parents: frozenset[str] | None,
        unseen_parents: tuple[str, ...],
        nested: list[pa.Table],
    ) -> None:
        self.name = NAME
        self.parents = parents
        self.unseen_parents = unseen_parents
        self.missed: set[str] = set()
        self._source = source
        self._nested = nested

    @property
    def gaps(self) -> tuple[str, ...]:
        """Say why rows may be missing; known once the stream was read."""
        return self._source.journal.gaps(NAME)

    @property
    def complete(self) -> bool:
        """Tell whether absence proves absence; known once the stream was read."""
        return not self.gaps and not self.unseen_parents

    def batches(self) -> Iterator[tuple[pa.Table, Parts | None]]:
        """Yield (rows with groupId, memberId, memberType; where they came from)."""
        parts, size = self._parts(), 0
        for block in self._source.blocks(NAME):
            parts.add(block)
            size += block.table.num_rows
            if size >= BATCH_ROWS:
                yield parts.table(), parts
                parts, size = self._parts(), 0
        yield parts.table(), parts
        for table in self._nested:
            yield table, None

    def whole(self) -> pa.Table:
        """Return every membership as text; large tenants have many."""
        return pa.concat_tables([table for table, _ in self.batches()])

    def report_strangers(self, batch: pa.Table, parts: Parts | None, strange: Mask) -> None:
        """Write a problem row for each member that neither `users` nor `groups` hold."""
        rows = np.flatnonzero(strange)
        if parts is None or not len(rows):
            return
        ids = batch.column("memberId").take(pa.array(rows)).to_pylist()
        self._source.journal.problems_found(
            [
                (NAME, file, row, "/memberId", "reference", STRANGER, str(identity))
                for (file, row), identity in zip(parts.places(rows), ids, strict=True)
            ]
        )

    def _parts(self) -> Parts:
        return Parts(NAME, tuple(arrow_schema(NAME).names))


STRANGER = (
    "The member is in no dataset of the export; what depends on it is undetermined. "
    "Export users and groups together with the members."
)
