"""How these tests make exports and read them: a few small files, everything that comes out of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from analyzer.export.inventory import take_inventory
from analyzer.export.notes import Note
from analyzer.export.reading import blocks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from analyzer.export.blocks import Block

    MakeExport = Callable[[dict[str, Any]], Path]
    ReadDataset = Callable[[Path, str], "Read"]


@dataclass
class Read:
    """Everything a dataset gave."""

    blocks: list[Block]
    notes: list[Note]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of the blocks that have columns; what is null is left out."""
        tables = [block.table for block in self.blocks if block.table is not None]
        return [_without_nulls(row) for table in tables for row in table.to_pylist()]

    @property
    def texts(self) -> list[bytes]:
        """The records' texts."""
        return [bytes(text) for block in self.blocks for text in block.records or ()]

    @property
    def present(self) -> frozenset[str]:
        """The keys of any block."""
        return frozenset[str]().union(*(block.present for block in self.blocks))

    @property
    def rules(self) -> list[str]:
        """The rules of the notes."""
        return [note.rule for note in self.notes]


@pytest.fixture
def make_export(tmp_path: Path) -> MakeExport:
    """Return a function: {path: content} to a folder. Objects become JSON, tables Parquet, bytes stay."""

    def make(files: dict[str, Any]) -> Path:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, pa.Table):
                parquet.write_table(content, path)
            else:
                path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return tmp_path

    return make


@pytest.fixture
def read_dataset() -> ReadDataset:
    """Return a function: a folder and a dataset to everything that is read."""

    def read(root: Path, dataset: str) -> Read:
        items = list(blocks(take_inventory(root), dataset))
        for block in (item for item in items if not isinstance(item, Note)):
            assert block.records is None or len(block.records) == block.rows
            assert block.table is None or block.table.num_rows == block.rows
        return Read(
            [item for item in items if not isinstance(item, Note)],
            [item for item in items if isinstance(item, Note)],
        )

    return read


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(member) for key, member in value.items() if member is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value
