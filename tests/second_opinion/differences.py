"""Where the two opinions differ, each on the smallest tenant that shows it.

python -m tests.second_opinion.differences --seeds 100
python -m tests.second_opinion.differences --seed 4711 --check sign-in-blocked
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from tests.second_opinion.opinions import WRITERS, Opinion, opinions
from tests.second_opinion.tenants import random_tenant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.second_opinion.records import Tenant


def differing(tenant: Tenant, layout: str = "json") -> dict[tuple[str, str], tuple[Opinion, Opinion]]:
    """Return the checks about which the opinions differ: (check, `findings` or `undetermined`) to both."""
    found = {}
    for check, (mine, other) in opinions(tenant, layout).items():
        if mine.findings != other.findings:
            found[check, "findings"] = (mine, other)
        elif mine.undetermined != other.undetermined:
            found[check, "undetermined"] = (mine, other)
    return found


def smallest(tenant: Tenant, what: tuple[str, str], layout: str) -> Tenant:
    """Return the tenant without the records that the difference can do without; nothing comes to dangle."""
    for dataset in reversed(tenant):
        for record in list(tenant[dataset]):
            without = {**tenant, dataset: [other for other in tenant[dataset] if other is not record]}
            named = f'"{record.get("id")}"' in json.dumps(without)
            if not named and what in _differing_or_none(without, layout):
                tenant = without
    return tenant


def _differing_or_none(tenant: Tenant, layout: str) -> Iterable[tuple[str, str]]:
    try:
        return differing(tenant, layout)
    except AssertionError:
        return ()


def _show(seed: int, what: tuple[str, str], tenant: Tenant, layout: str) -> None:
    check, kind = what
    tenant = smallest(tenant, what, layout)
    mine, other = opinions(tenant, layout)[check]
    sys.stdout.write(f"\n=== {check} ({kind}), seed {seed}\n")
    sys.stdout.write(f"analyzer: {sorted(mine.findings)} undetermined={mine.undetermined}\n")
    sys.stdout.write(f"SQL:      {sorted(other.findings)} undetermined={other.undetermined}\n")
    for dataset, records in tenant.items():
        for record in records:
            sys.stdout.write(f"  {dataset}: {json.dumps(record)}\n")


def main() -> None:
    """Compare many seeds and show the first difference of each kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=50, help="compare seeds 0 to this")
    parser.add_argument("--seed", type=int, action="append", help="compare this seed only")
    parser.add_argument("--check", help="look at this check only")
    parser.add_argument("--layout", choices=sorted(WRITERS), default="json", help="how the export is written")
    options = parser.parse_args()
    counts: dict[tuple[str, str], int] = {}
    for seed in options.seed or range(options.seeds):
        tenant = random_tenant(seed)
        for what in differing(tenant, options.layout):
            if options.check in (None, what[0]):
                counts[what] = counts.get(what, 0) + 1
                if counts[what] == 1:
                    _show(seed, what, tenant, options.layout)
    for (check, kind), count in sorted(counts.items()):
        sys.stdout.write(f"{count:5} {check} ({kind})\n")
    sys.exit(bool(counts))


if __name__ == "__main__":
    main()
