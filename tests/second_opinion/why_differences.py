"""Where `analyzer why` and the second opinion differ, each time on the smallest tenant that shows it.

python -m tests.second_opinion.why_differences --seeds 100
python -m tests.second_opinion.why_differences --seed 4711 --cell undetermined
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, NamedTuple

from tests.second_opinion.why_cases import cells_of
from tests.second_opinion.why_command import answers
from tests.second_opinion.why_opinion import opinion
from tests.second_opinion.why_tenants import random_why_tenant
from tests.second_opinion.why_tickets import random_tickets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.second_opinion.records import Record, Tenant


FAILED = "no answer"
_CELLS = (
    "user_id",
    "access_package_id",
    "undetermined",
    "blockers",
    "policies",
    "visible",
    "verdict",
    "link",
    "link_verdict",
)
"""What follows from others comes after them."""


class Difference(NamedTuple):
    """One cell of one ticket's answer: what the command and what the second opinion put there."""

    ticket: Record
    cell: str
    command: str
    opinion: str

    @property
    def kind(self) -> tuple[str, str, str]:
        """What makes two differences the same: the cell, and what only one side has in it."""
        mine, other = set(self.command.split(";")), set(self.opinion.split(";"))
        if self.cell in {"link", "user_id", "access_package_id", "policies"}:
            return self.cell, "", ""
        return self.cell, ";".join(sorted(mine - other)), ";".join(sorted(other - mine))


def differing(tenant: Tenant, tickets: Sequence[Record]) -> list[Difference]:
    """Return for each ticket the first cell in which the two answers differ."""
    found = []
    for ticket, row in zip(tickets, answers(tenant, tickets), strict=True):
        expected = cells_of(opinion(tenant, ticket))
        cell = next((cell for cell in _CELLS if row[cell] != expected[cell]), None)
        found += [Difference(ticket, cell, row[cell], expected[cell])] if cell else []
    return found


def _differing_or_failure(tenant: Tenant, tickets: Sequence[Record]) -> list[Difference]:
    try:
        return differing(tenant, tickets)
    except AssertionError as error:
        return [Difference({}, FAILED, str(error), "")]


def smallest(tenant: Tenant, difference: Difference) -> Tenant:
    """Return the tenant without the records that the difference can do without; nothing comes to dangle."""
    for dataset in reversed(tenant):
        emptied: Tenant = {**tenant, dataset: []}
        if dataset != "access_packages" and not _dangling(tenant, emptied, dataset):
            tenant = emptied if _shows(emptied, difference) else tenant
        for record in list(tenant[dataset]):
            without = {**tenant, dataset: [other for other in tenant[dataset] if other is not record]}
            if not _named(record, without) and _shows(without, difference):
                tenant = without
    return tenant


def _dangling(tenant: Tenant, rest: Tenant, dataset: str) -> bool:
    return any(_named(record, rest) for record in tenant[dataset])


def _named(record: Record, rest: Tenant) -> bool:
    return "id" in record and f'"{record["id"]}"' in json.dumps(rest)


def _shows(tenant: Tenant, difference: Difference) -> bool:
    try:
        found = differing(tenant, [difference.ticket])
    except (AssertionError, ValueError):
        return False
    return difference.kind in {each.kind for each in found}


def _show(seed: int, difference: Difference, tenant: Tenant) -> None:
    small = smallest(tenant, difference)
    (row,) = answers(small, [difference.ticket])
    expected = cells_of(opinion(small, difference.ticket))
    sys.stdout.write(f"\n=== {difference.cell}, seed {seed}: {json.dumps(difference.ticket)}\n")
    for cell, wanted in expected.items():
        mark = "  " if row[cell] == wanted else "->"
        sys.stdout.write(f"{mark} {cell:18} command: {row[cell]:50} opinion: {wanted}\n")
    for dataset, records in small.items():
        for record in records:
            sys.stdout.write(f"   {dataset}: {json.dumps(record)}\n")
    sys.stdout.write(f"   empty: {', '.join(sorted(name for name in small if not small[name]))}\n")


def main() -> None:
    """Compare many seeds and show the first difference of each kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=50, help="compare seeds 0 to this")
    parser.add_argument("--seed", type=int, action="append", help="compare this seed only")
    parser.add_argument("--count", action="store_true", help="count differences, show none")
    parser.add_argument("--cell", help="look at this cell of the answers only")
    options = parser.parse_args()
    counts: dict[tuple[str, str, str], int] = {}
    for seed in options.seed or range(options.seeds):
        tenant = random_why_tenant(seed)
        for difference in _differing_or_failure(tenant, random_tickets(tenant, seed)):
            if options.cell in {None, difference.cell}:
                counts[difference.kind] = counts.get(difference.kind, 0) + 1
                if counts[difference.kind] == 1 and difference.cell != FAILED and not options.count:
                    _show(seed, difference, tenant)
    for (cell, only_command, only_opinion), count in sorted(counts.items()):
        sys.stdout.write(f"{count:5} {cell}: only command {only_command!r}, only opinion {only_opinion!r}\n")
    sys.exit(bool(counts))


if __name__ == "__main__":
    main()
