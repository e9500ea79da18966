"""What validation hands on: the good rows, where they came from, and every problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from analyzer.export.blocks import Piece

PROBLEM_SCHEMA = pa.schema(
    [
        ("dataset", pa.string()),
        ("file", pa.string()),
        ("row", pa.int64()),
        ("pointer", pa.string()),
        ("rule", pa.string()),
        ("message", pa.string()),
        ("value", pa.string()),
    ]
)


def empty_problems() -> pa.Table:
    """Return a problems table without rows: dataset, file, row, pointer, rule, message, value."""
    return PROBLEM_SCHEMA.empty_table()


@dataclass(frozen=True, slots=True)
class Validated:
    """The outcome of one block."""

    dataset: str
    table: pa.Table
    """The good rows only, full canonical schema, in the order of the export."""
    pieces: tuple[Piece, ...]
    """Runs of records of the block as it came, set-aside rows included."""
    kept: NDArray[np.int64] | None
    """Positions of the good rows within the block; None when every row is good."""
    present: frozenset[str]
    """Dotted paths whose key was seen in at least one record."""
    problems: pa.Table
    """Columns of PROBLEM_SCHEMA, sorted by position in the block."""
    set_aside: int
    """Rows dropped because of errors."""
    newest: datetime | None
    """Newest moment in the good rows, in UTC, that is not part of a schedule or an expiration."""
    newest_path: str | None
    """Dotted path of the column that moment comes from."""
    lacking: frozenset[str] = frozenset()
    """Columns that the file, a table, does not have: null in them is unknown."""

    @property
    def files(self) -> tuple[str, ...]:
        """The files of the block, each once, in order of appearance."""
        return tuple(dict.fromkeys(piece.file for piece in self.pieces))

    def origins(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return for each good row the index of its file in `files`, and its 1-based row in that file."""
        kept = self.kept
        if kept is None:
            kept = np.arange(sum(piece.rows for piece in self.pieces), dtype=np.int64)
        piece_of, row = locate(self.pieces, kept)
        index = {file: position for position, file in enumerate(self.files)}
        file_of_piece = np.array([index[piece.file] for piece in self.pieces], dtype=np.int32)
        return file_of_piece[piece_of], row


def locate(
    pieces: Sequence[Piece], positions: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for each position in a block the index of its piece, and its 1-based row in that file."""
    ends = np.cumsum([piece.rows for piece in pieces], dtype=np.int64)
    starts = np.concatenate([np.zeros(1, np.int64), ends[:-1]]) if len(ends) else ends
    first_rows = np.array([piece.first_row for piece in pieces], dtype=np.int64)
    piece_of = np.searchsorted(ends, positions, side="right").astype(np.int64)
    return piece_of, positions - starts[piece_of] + first_rows[piece_of]
