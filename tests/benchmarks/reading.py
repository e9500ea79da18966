"""Reading and validation, and nothing after it: every dataset becomes a table of good rows.

python -m tests.benchmarks.reading EXPORT
(the benchmark sets ARROW_DEFAULT_MEMORY_POOL as the command line does)
"""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa

from analyzer.datasets import DATASETS
from analyzer.export.inventory import take_inventory
from analyzer.export.notes import Note
from analyzer.export.reading import read
from analyzer.validation.pipeline import validate


def main() -> None:
    """Read, keep, count."""
    inventory = take_inventory(Path(sys.argv[1]))
    tables = {}
    for name in DATASETS:
        parts = [part.table for part in read(inventory, name, validate) if not isinstance(part, Note)]
        tables[name] = pa.concat_tables(parts) if parts else None
    sys.stdout.write(f"{sum(table.num_rows for table in tables.values() if table is not None)} rows\n")


if __name__ == "__main__":
    main()
