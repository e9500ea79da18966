"""Same export, same bytes: whatever the hash seed, the order of the folder, and without any network."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from analyzer.cli import app
from tests.degradation.exports import CONTOSO, contoso

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

WITHOUT_NETWORK = """
import socket, sys
def refuse(*_, **__):
    raise AssertionError("the analyzer opened a socket")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
sys.argv[0] = "analyzer"
from analyzer.cli import main
main()
"""


def digests(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def check_in_a_new_process(export: Path, out: Path, hash_seed: str) -> dict[str, str]:
    command = [sys.executable, "-c", WITHOUT_NETWORK, "check", str(export), "--out", str(out)]
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(CONTOSO.parents[1])}
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return digests(out)


def check_here(export: Path, out: Path) -> dict[str, str]:
    result = CliRunner().invoke(app, ["check", str(export), "--out", str(out)])
    assert result.exit_code == 0, result.output
    return digests(out)


def test_hash_seeds_and_processes_do_not_show(tmp_path: Path) -> None:
    runs = [check_in_a_new_process(CONTOSO, tmp_path / seed, seed) for seed in ("0", "4711")]
    runs.append(check_here(CONTOSO, tmp_path / "here"))
    assert runs[0].keys() >= {"findings.csv", "checks.csv", "problems.csv", "run.json"}
    assert runs[0] == runs[1] == runs[2]


@pytest.fixture
def shuffled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let folders list their entries in another order."""
    listing: Callable[..., AbstractContextManager[Iterator[os.DirEntry[str]]]] = os.scandir

    class Shuffled:
        def __init__(self, path: str = ".") -> None:
            with listing(path) as entries:
                self._entries = sorted(entries, key=lambda entry: sha256(entry.name.encode()).digest())

        def __enter__(self) -> Iterator[os.DirEntry[str]]:
            return iter(self._entries)

        def __iter__(self) -> Iterator[os.DirEntry[str]]:
            return iter(self._entries)

        def __exit__(self, *_: object) -> None:
            pass

        def close(self) -> None:
            pass

    monkeypatch.setattr(os, "scandir", Shuffled)


def test_the_order_of_the_folder_does_not_show(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    before = check_here(CONTOSO, tmp_path / "sorted")
    request.getfixturevalue("shuffled")
    assert check_here(CONTOSO, tmp_path / "shuffled") == before


def test_the_order_of_records_does_not_show_in_the_findings(tmp_path: Path) -> None:
    export = contoso().write(tmp_path / "export")
    mixed = contoso()
    for dataset in mixed.datasets:
        mixed = mixed.reordered(dataset, lambda records: records[::-1])
    backwards = mixed.write(tmp_path / "mixed")
    one, other = check_here(export, tmp_path / "one"), check_here(backwards, tmp_path / "other")
    assert {name: one[name] for name in ("findings.csv", "checks.csv")} == {
        name: other[name] for name in ("findings.csv", "checks.csv")
    }
