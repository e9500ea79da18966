"""The texts of single records, cut out of their pages only when somebody asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from analyzer.export.splitting.shapes import split_document

if TYPE_CHECKING:
    import msgspec


class PageTexts(Sequence["msgspec.Raw | bytes"]):
    """The records of documents that are known to be sound. Most blocks are clean, and nobody asks."""

    def __init__(self, documents: Sequence[bytes], rows: int) -> None:
        self._rows = rows
        self._cut: list[msgspec.Raw | bytes] = []
        self._uncut = iter(documents)

    def __len__(self) -> int:
        return self._rows

    @overload
    def __getitem__(self, at: int) -> msgspec.Raw | bytes: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[msgspec.Raw | bytes]: ...
    def __getitem__(self, at: int | slice) -> msgspec.Raw | bytes | Sequence[msgspec.Raw | bytes]:
        wanted = range(self._rows)[at]
        last = wanted if isinstance(wanted, int) else max(wanted, default=-1)
        while len(self._cut) <= last:
            self._cut.extend(split_document(next(self._uncut)).records)
        return self._cut[at]
