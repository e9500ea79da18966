"""A Block: some thousand records of one dataset, as Arrow columns, that know where they came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa


class Piece(msgspec.Struct, frozen=True, gc=False):
    """A run of consecutive records of one file."""

    file: str
    """Path relative to the export, posix, as the user sees it."""
    first_row: int
    """1-based number of the first record in that file."""
    rows: int


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive records of one dataset; `pieces` cover exactly the records, in order."""

    dataset: str
    pieces: tuple[Piece, ...]
    records: Sequence[msgspec.Raw | bytes] | None
    """The JSON text of each record; it need not be JSON when `table` is None. None for columnar layouts."""
    table: pa.Table | None
    """Columns of `datasets.arrow_schema(dataset)`, one row per record. None: Arrow refused the records."""
    present: frozenset[str]
    """Dotted paths (struct members, not inside lists) whose key was seen in at least one record."""
    lacking: frozenset[str] = frozenset()
    """Columns that the file, a table, does not have in a form that can be used: null in them is unknown."""

    @property
    def rows(self) -> int:
        """Number of records."""
        return sum(piece.rows for piece in self.pieces)
