"""What an answer of `why` costs beside the reading of what it needs, and what many tickets cost beside one.

python -m tests.benchmarks.why --export FOLDER/big/parquet --rounds 3
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.processes import ANALYZER, Job, run_interleaved, use_two_cores
from tests.benchmarks.tenant import AS_OF

PERSON, PACKAGE, PACKAGES = "person.{}@contoso.example", "Package {}", 50
MANY = 10_000


def read_for_why(export: Path) -> None:
    """Read and validate the datasets that one answer needs, memberships coded, and answer nothing."""
    from datetime import datetime

    from analyzer.decision_trace.facts import QUESTIONS, one_ticket
    from analyzer.export.inventory import take_inventory
    from analyzer.tables.relations import Relations
    from analyzer.tables.source import STREAMED, ExportSource

    source = ExportSource(take_inventory(export))
    relations = Relations(source, lambda: datetime.fromisoformat(AS_OF))
    asked = relations.given(tickets=one_ticket("", ""))
    needed = asked.needed_by(QUESTIONS)
    source.read_ahead(needed)
    for name in sorted(needed - {STREAMED}):
        source.dataset(name)
    _ = relations["membership_edges"]


def write_tickets(path: Path, number: int) -> None:
    """Write tickets of different people about a few packages."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["user", "access_package"])
        writer.writerows([PERSON.format(place), PACKAGE.format(place % PACKAGES)] for place in range(number))


def measure(export: Path, rounds: int) -> str:
    """Run everything in turns and return two rows of a Markdown table."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        reading = Job("reading", (sys.executable, "-m", "tests.benchmarks.why", "--read", f"{export}"))
        person, package = PERSON.format(1000), PACKAGE.format(10)
        one = Job("one answer", (*ANALYZER, "why", f"{export}", person, package, "--as-of", AS_OF))
        tickets = []
        for number in (1, MANY):
            write_tickets(folder / f"{number}.csv", number)
            files = ("--tickets", f"{folder / f'{number}.csv'}", "--out", f"{folder / 'out.csv'}")
            job = Job(f"{number} tickets", (*ANALYZER, "why", f"{export}", *files, "--as-of", AS_OF))
            tickets.append(job)
        run_interleaved([reading, one, *tickets], rounds)
    return "\n".join(
        [
            _row("one `why`, beside the reading it needs", one, reading, 1.3),
            _row(f"{MANY:,} tickets, beside one", tickets[1], tickets[0], 2.0),
        ]
    )


def _row(work: str, ours: Job, other: Job, must: float) -> str:
    if ours.failure or other.failure:
        return f"| {work} | {ours.failure} | {other.failure} |"
    ratio = ours.time / other.time
    verdict = "met" if ratio <= must else "**missed**"
    return f"| {work} | {ours.time:.2f} s | {other.time:.2f} s | {ratio:.2f} x | ≤ {must:g} x | | {verdict} |"


def main() -> None:
    """Measure, or be the process that only reads."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--export", type=Path, help="the Parquet export of a benchmark tenant")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        read_for_why(options.read)
    elif options.export:
        use_two_cores()
        sys.stdout.write(f"{measure(options.export, options.rounds)}\n")


if __name__ == "__main__":
    main()
