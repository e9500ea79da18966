"""Prints which properties decide something: `python -m tests.degradation.sweep > deciding_columns.toml`.

Takes minutes. Run it when a check looks at a property that it did not look at before.
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

from analyzer.datasets import schema
from tests.degradation.answers import answers_of, whole_answers
from tests.degradation.exports import columns_of, contoso

if TYPE_CHECKING:
    from tests.degradation.answers import Answer

HEAD = """\
# Which properties decide something in the sample, and for which checks.
# Made by `python -m tests.degradation.sweep`.
"""


def checks_decided_by(column: str) -> list[str]:
    """Return the checks that answer something else when nobody exported a property."""
    less = answers_of(contoso().without_column(column))
    return sorted(slug for slug, answer in whole_answers().items() if _said(answer) != _said(less[slug]))


def _said(answer: Answer) -> tuple[object, ...]:
    return answer.verdict, answer.outcome.undetermined, answer.gaps, frozenset(answer.findings)


def _is_required(column: str) -> bool:
    """Records without what is required are set aside: that is a dataset cut short, and tested as such."""
    dataset, _, name = column.partition("/")
    return name in {"id", *schema(dataset).get("required", ())}


def main() -> None:
    """Print a TOML table: property = [checks]."""
    columns = [column for column in columns_of(contoso()) if not _is_required(column)]
    sys.stdout.write(HEAD)
    with ProcessPoolExecutor(2) as pool:
        for column, checks in zip(columns, pool.map(checks_decided_by, columns), strict=True):
            if checks:
                sys.stdout.write(f"{json.dumps(column)} = {json.dumps(checks)}\n")


if __name__ == "__main__":
    main()
