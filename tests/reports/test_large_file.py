"""A large file is written whole, whether or not the system is asked to forget it meanwhile."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from analyzer.reports import large_file
from analyzer.reports.large_file import LargeFile

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

LINES = [f"{number},line\n".encode() * 50 for number in range(200)]


def written(path: Path) -> bytes:
    with path.open("wb") as file:
        large = LargeFile(file)
        for line in LINES:
            large.write(line)
    return path.read_bytes()


def test_everything_is_in_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(large_file, "_RELEASED_AT_ONCE", 10_000)
    monkeypatch.setattr(
        os, "posix_fadvise", lambda _, start, size, __: asked.append((start, size)), raising=False
    )
    monkeypatch.setattr(os, "POSIX_FADV_DONTNEED", 4, raising=False)
    assert written(tmp_path / "large.csv") == b"".join(LINES)
    assert [start for start, _ in asked] == [0] * len(asked)
    sizes = [size for _, size in asked]
    assert sizes == sorted(set(sizes))
    assert len(b"".join(LINES)) - sizes[-1] < 10_000


def test_a_system_that_cannot_be_asked_gets_the_same_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_file, "_RELEASED_AT_ONCE", 1)
    monkeypatch.delattr(os, "posix_fadvise", raising=False)
    assert written(tmp_path / "large.csv") == b"".join(LINES)
