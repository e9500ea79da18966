"""Validation without reading: users already parsed, against a plain jsonschema loop over the same records.

python -m tests.benchmarks.validation_alone EXPORT --sample N --out rates.json
"""

from __future__ import annotations

import argparse
import json
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analyzer.export.blocks import Block
from analyzer.export.inventory import take_inventory
from analyzer.export.reading import blocks
from analyzer.validation.pipeline import validate

if TYPE_CHECKING:
    from collections.abc import Iterator


ENOUGH = 200_000
"""Users that are parsed before the clock starts: no reading thread may compete with what is measured."""


def screened_rate(export: Path) -> float:
    """Return how many users per second our validation decides."""
    parsed: list[Block] = []
    for block in blocks(take_inventory(export), "users"):
        if isinstance(block, Block):
            parsed.append(block)
        if sum(each.rows for each in parsed) >= ENOUGH:
            break
    validate(parsed[0])  # the schema is compiled once per process, for both sides
    started = time.perf_counter()
    for block in parsed:
        validate(block)
    return sum(block.rows for block in parsed) / (time.perf_counter() - started)


def plain_rate(export: Path, sample: int) -> float:
    """Return how many users per second a plain loop over `iter_errors` decides, formats checked."""
    import jsonschema

    from analyzer import datasets

    validator = jsonschema.Draft202012Validator(
        datasets.schema("users"),
        registry=datasets.registry(),
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    )
    users = list(islice(_records(export), sample))
    validator.is_valid(users[0])
    started = time.perf_counter()
    for user in users:
        list(validator.iter_errors(user))
    return len(users) / (time.perf_counter() - started)


def _records(export: Path) -> Iterator[Any]:
    for page in sorted((export / "users").glob("*.json")):
        yield from json.loads(page.read_text(encoding="utf-8"))["value"]


def main() -> None:
    """Measure both and write them down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("export", type=Path)
    parser.add_argument("--sample", type=int, default=5_000)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    rates = {"ours": screened_rate(options.export), "plain": plain_rate(options.export, options.sample)}
    options.out.write_text(json.dumps(rates), encoding="utf-8")


if __name__ == "__main__":
    main()
