"""Whole processes, timed from the outside: wall seconds and peak memory, in interleaved rounds."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
ANALYZER = (sys.executable, "-c", "from analyzer.cli import main; main()")
RIVAL = (sys.executable, "-m", "tests.benchmarks.rival")
READING = (sys.executable, "-m", "tests.benchmarks.reading")
IMPORT_PANDAS = (sys.executable, "-c", "import pandas")
_CORES = 2
_FINE = (0, 1)  # `validate` returns 1 when it finds problems


@dataclass(slots=True)
class Job:
    """One command line and what its runs took."""

    name: str
    command: tuple[str, ...]
    seconds: list[float] = field(default_factory=list)
    peaks: list[float] = field(default_factory=list)
    failure: str = ""

    @property
    def time(self) -> float:
        """Median wall time, seconds."""
        return median(self.seconds) if self.seconds else float("nan")

    @property
    def memory(self) -> float:
        """Highest peak of resident memory, MiB."""
        return max(self.peaks, default=float("nan"))


def run_interleaved(jobs: Sequence[Job], rounds: int) -> None:
    """Run every job once per round, so that a busy minute hurts all alike. A failed job is not repeated."""
    for number in range(rounds):
        for job in jobs:
            if not job.failure:
                sys.stderr.write(f"round {number + 1}/{rounds}: {job.name}\n")
                _run(job)


def _run(job: Job) -> None:
    """Run once; `wait4` tells the peak memory of this one process."""
    started = time.perf_counter()
    process = subprocess.Popen(
        job.command,
        cwd=ROOT,
        env=_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    error = process.stderr.read() if process.stderr else ""
    _, status, usage = os.wait4(process.pid, 0)
    job.seconds.append(time.perf_counter() - started)
    job.peaks.append(usage.ru_maxrss / 1024)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in _FINE or "Traceback" in error:
        job.failure = f"exit code {process.returncode}: {error.strip().splitlines()[-1:] or ''}"


def _environment() -> dict[str, str]:
    """Return the environment: this checkout, two threads, nothing that depends on the terminal."""
    threads = {name: str(_CORES) for name in ("OMP_NUM_THREADS", "ARROW_NUM_THREADS", "OMP_THREAD_LIMIT")}
    memory = {"ARROW_DEFAULT_MEMORY_POOL": "system"}  # as the command line sets it
    return {**os.environ, **threads, **memory, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}


def use_two_cores() -> None:
    """Keep this process and its children on two cores, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:_CORES])
