"""Reading and validation, and nothing after it.

python -m tests.benchmarks.reading tables EXPORT            every dataset becomes a table of good rows
python -m tests.benchmarks.reading scan EXPORT              every block once; nothing is kept
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
    """Read, keep or drop, count."""
    job, inventory = sys.argv[1], take_inventory(Path(sys.argv[2]))
    rows, tables = 0, {}
    for name in DATASETS:
        parts = []
        for part in read(inventory, name, validate):
            if not isinstance(part, Note):
                rows += part.table.num_rows
                parts += [part.table] if job == "tables" else []
        tables[name] = pa.concat_tables(parts) if parts else None
    sys.stdout.write(f"{rows} rows\n")


if __name__ == "__main__":
    main()
