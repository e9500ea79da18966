"""The command starts quickly, and dies quietly when its reader leaves: told from a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = "import sys; from analyzer.cli import main; sys.argv[0] = 'analyzer'; main()"
HEAVY = ("pandas", "numpy", "pyarrow", "jsonschema", "rich.console")
LOADED = """
import sys
from analyzer.cli import app
try:
    app(prog_name="analyzer")
finally:
    print([name for name in {heavy} if name in sys.modules], file=sys.stderr)
"""
STUCK = """
import time
from types import SimpleNamespace
from analyzer import api
from analyzer.cli import main
from analyzer.reports import csv_files

def write(analysis, folder):
    (folder / "findings.csv").write_text("half")
    print("writing", flush=True)
    time.sleep(60)

csv_files.write = write
api.open_export = lambda *_, **__: SimpleNamespace(check=lambda **_: None)
main()
"""


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["check", "--help"], ["checks"], ["checks", "zzz"]]
)
def test_nothing_heavy_is_imported(arguments: list[str]) -> None:
    program = LOADED.format(heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False
    )
    assert done.stderr.splitlines()[-1] == "[]"


def test_a_reader_who_leaves_is_no_error() -> None:
    command = [sys.executable, "-c", COMMAND, "checks"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout
        running.stdout.close()
        assert running.stderr
        assert running.stderr.read() == ""
    assert running.returncode == 141


def test_a_terminal_without_unicode_is_served() -> None:
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "checks", "sign-in-blocked"],
        capture_output=True,
        check=False,
        env={"PYTHONIOENCODING": "shift_jis"},
    )
    assert done.returncode == 0
    assert b"sign-in-blocked \\xb7 " in done.stdout


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_while_writing_it_leaves_nothing(tmp_path: Path, sent: signal.Signals, code: int) -> None:
    (tmp_path / "export").mkdir()
    command = [sys.executable, "-c", STUCK, "check", "export"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert running.stdout.readline() == "writing\n"
        running.send_signal(sent)
        assert running.stdout.read() == ""
    assert running.returncode == code
    assert [path.name for path in tmp_path.iterdir()] == ["export"]
