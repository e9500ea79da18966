"""Measures every bar of speed and size in one run and prints them as one Markdown table.

python -m tests.benchmarks.run --size L --work FOLDER
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.processes import (
    ANALYZER,
    IMPORT_PANDAS,
    READING,
    RIVAL,
    Job,
    run_interleaved,
    use_two_cores,
)
from tests.benchmarks.sizes import NAMED, SMALL, Sizes
from tests.benchmarks.tenant import AS_OF, write_tenant

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of the table: what was measured against what, and what it must and should be."""

    work: str
    ours: Callable[[], str]
    other: Callable[[], str]
    value: Callable[[], float]
    must: float | None
    aim: float | None
    unit: str = "x"
    at_least: bool = False

    def row(self) -> str:
        value = self.value()
        verdict = "-" if math.isnan(value) else _verdict(value, self.must, self.aim, at_least=self.at_least)
        sign = "≥" if self.at_least else "≤"
        must, aim = ("" if bar is None else f"{sign} {bar:g} {self.unit}" for bar in (self.must, self.aim))
        cells = (
            self.work,
            self.ours(),
            self.other(),
            f"{value:.2f} {self.unit}",
            must,
            aim,
        )
        return f"| {' | '.join((*cells, verdict))} |"


def _verdict(value: float, must: float | None, aim: float | None, *, at_least: bool) -> str:
    def meets(bar: float) -> bool:
        return value >= bar if at_least else value <= bar

    if aim is not None and meets(aim):
        return "aim met"
    if must is None:
        return "for information"
    return "met" if meets(must) else "**missed**"


class Bench:
    """The jobs of one run, by name, and the bars made from them."""

    def __init__(self, work: Path) -> None:
        self._work = work
        self._jobs: dict[str, Job] = {}
        big, quarter, small = work / "big", work / "quarter", work / "small"
        for layout, job in (("json", "tables"), ("parquet", "scan")):
            self._add(f"read {layout}", *READING, job, f"{big / layout}")
            self._add(
                f"validate {layout}",
                *ANALYZER,
                "validate",
                f"{big / layout}",
                "--out",
                f"{work / 'problems.csv'}",
            )
            self._add(f"rival {job} {layout}", *RIVAL, job, f"{big / layout}")
            self._check(f"check {layout}", big / layout)
            self._add(
                f"rival check {layout}", *RIVAL, "check", f"{big / layout}", "--out", f"{work / 'rival.csv'}"
            )
            self._check(f"check quarter {layout}", quarter / layout)
        self._check("check small", small / "json")
        routes = ("--out", f"{work / 'access.csv'}", "--as-of", AS_OF)
        self._add("access", *ANALYZER, "access", f"{big / 'parquet'}", *routes)
        rows = ("--out", f"{work / 'rival-access.csv'}")
        self._add("rival access", *RIVAL, "access", f"{big / 'parquet'}", *rows)
        self._add("help", *ANALYZER, "--help")
        self._add("import pandas", *IMPORT_PANDAS)
        alone = (sys.executable, "-m", "tests.benchmarks.validation_alone")
        self._add("validation alone", *alone, f"{big / 'json'}", "--out", f"{work / 'rates.json'}")

    def _add(self, name: str, *command: str) -> None:
        self._jobs[name] = Job(name, command)

    def _check(self, name: str, export: Path) -> None:
        out = self._work / name.replace(" ", "-")
        options = ("--out", f"{out}", "--format", "csv", "--as-of", AS_OF)
        self._add(name, *ANALYZER, "check", f"{export}", *options)

    def run(self, rounds: int) -> None:
        run_interleaved(list(self._jobs.values()), rounds)

    def table(self) -> str:
        head = "| work | ours | other | measured | must | aim | verdict |\n|---|---|---|---|---|---|---|"
        failures = [f"- {job.name}: {job.failure}" for job in self._jobs.values() if job.failure]
        notes = ["", "Failed:", *failures] if failures else []
        return "\n".join([head, *(bar.row() for bar in self._bars()), *notes, ""])

    def _bars(self) -> list[Bar]:
        return [
            self._ratio("read + validate, Graph JSON pages", "read json", "rival tables json", 1.5, 1.0),
            self._ratio("read + validate, Parquet", "read parquet", "rival scan parquet", 2.0, 1.2),
            self._ratio("`analyzer validate`, JSON pages", "validate json", "rival tables json", None, None),
            self._ratio("`analyzer validate`, Parquet", "validate parquet", "rival scan parquet", None, None),
            self._validation_alone(),
            self._ratio("whole check, Parquet", "check parquet", "rival check parquet", 3.0, 1.0),
            self._ratio("whole check, JSON pages", "check json", "rival check json", 1.5, 1.0),
            self._ratio("access of the whole tenant, Parquet", "access", "rival access", 1.0, None),
            self._memory("peak memory, access, Parquet", "access", "rival access"),
            self._memory("peak memory, whole check, JSON pages", "check json", "rival check json"),
            self._memory("peak memory, whole check, Parquet", "check parquet", "rival check parquet"),
            self._ratio("growth: 4 x the tenant, JSON pages", "check json", "check quarter json", 4.4, None),
            self._ratio(
                "growth: 4 x the tenant, Parquet", "check parquet", "check quarter parquet", 4.4, None
            ),
            self._growth_of_memory(),
            self._ratio("5,000 users, end to end", "check small", "import pandas", 3.0, 2.0),
            self._ratio("`analyzer --help`", "help", "import pandas", 0.5, 0.25),
        ]

    def _ratio(self, work: str, ours: str, other: str, must: float | None, aim: float | None) -> Bar:
        mine, theirs = self._jobs[ours], self._jobs[other]
        return Bar(
            work, lambda: _seconds(mine), lambda: _seconds(theirs), lambda: mine.time / theirs.time, must, aim
        )

    def _memory(self, work: str, ours: str, other: str) -> Bar:
        mine, theirs = self._jobs[ours], self._jobs[other]
        return Bar(
            work, lambda: _peak(mine), lambda: _peak(theirs), lambda: mine.memory / 1024, 3.0, 1.5, "GiB"
        )

    def _growth_of_memory(self) -> Bar:
        big, quarter = self._jobs["check json"], self._jobs["check quarter json"]
        work = "growth of memory, JSON pages"
        return Bar(
            work, lambda: _peak(big), lambda: _peak(quarter), lambda: big.memory / quarter.memory, 4.0, None
        )

    def _validation_alone(self) -> Bar:
        def rate(side: str) -> float:
            written = self._work / "rates.json"
            return float(json.loads(written.read_text())[side]) if written.exists() else math.nan

        return Bar(
            "validation alone, against a plain jsonschema loop",
            lambda: f"{rate('ours'):,.0f} users/s",
            lambda: f"{rate('plain'):,.0f} users/s",
            lambda: rate("ours") / rate("plain"),
            100.0,
            None,
            at_least=True,
        )


def same_rows(work: Path) -> str:
    """Return how many findings both sides wrote for the JSON pages, as a sentence."""
    ours, rival = (_found(work / name) for name in ("check-json/findings.csv", "rival.csv"))
    return f"Findings: {len(ours):,} ours, {len(rival):,} of the rival, {len(ours & rival):,} the same.\n"


def _found(path: Path) -> set[tuple[str, str, str]]:
    if not path.exists():
        return set()
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {_key(row) for row in csv.DictReader(file)}


def _key(row: dict[str, str]) -> tuple[str, str, str]:
    """Return what a finding is about; only one of the ten checks says the same of two resources."""
    of_resource = row["check"] == "resource-members-without-assignment"
    return row["check"], row["subject_id"], row["resource_id"] if of_resource else ""


def _seconds(job: Job) -> str:
    return (job.failure and "failed") or f"{job.time:.2f} s"


def _peak(job: Job) -> str:
    return (job.failure and "failed") or f"{job.memory:,.0f} MiB"


def prepare(work: Path, size: str) -> None:
    """Write the three tenants, unless a run before left them there."""
    tenants: dict[str, Sizes] = {"big": NAMED[size], "quarter": NAMED[size].divided_by(4), "small": SMALL}
    for name, sizes in tenants.items():
        folder, mark = work / name, work / name / "sizes.txt"
        if mark.exists() and mark.read_text() == repr(sizes):
            continue
        shutil.rmtree(folder, ignore_errors=True)
        sys.stderr.write(f"writing {name}\n")
        write_tenant(sizes, folder, layouts=("json", "parquet"))
        mark.write_text(repr(sizes))


def main() -> None:
    """Prepare, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=sorted(NAMED), default="L/20")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--work", type=Path, required=True, help="an empty folder outside the repository")
    options = parser.parse_args()
    use_two_cores()
    prepare(options.work.resolve(), options.size)
    bench = Bench(options.work.resolve())
    bench.run(options.rounds)
    sys.stdout.write(
        f"Tenant {options.size}, {options.rounds} interleaved rounds, medians.\n\n{bench.table()}"
    )
    sys.stdout.write(f"\n{same_rows(options.work.resolve())}")


if __name__ == "__main__":
    main()
