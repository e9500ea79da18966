"""What a reader yields: consecutive records of one file, as JSON texts or as columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import msgspec
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from analyzer.export.files import ExportFile


@dataclass(slots=True)
class RecordRun:
    """JSON texts, one per record."""

    file: ExportFile
    first_row: int
    records: Sequence[msgspec.Raw | bytes]
    size: int
    """Bytes, roughly."""
    refused: bool = False
    """At least one text is not JSON. Arrow must not see it: it is more lenient than JSON is."""


@dataclass(frozen=True, slots=True)
class ColumnRun:
    """Columns as the file has them; `mapping` makes them canonical."""

    file: ExportFile
    first_row: int
    table: pa.Table
    numbers: NDArray[np.int64] | None = None
    """Of each row, its 1-based number in the file; None when they follow `first_row` without a gap."""


Run = RecordRun | ColumnRun
