"""Prints which properties decide something: `python -m tests.degradation.sweep > deciding_columns.toml`.

Takes minutes. Run it when a check looks at a property that it did not look at before.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

from tests.degradation.answers import answers_of, whole_answers
from tests.degradation.exports import columns_of, contoso

if TYPE_CHECKING:
    from tests.degradation.answers import Answer


def checks_decided_by(column: str) -> list[str]:
    """Return the checks that answer something else when nobody exported a property."""
    less = answers_of(contoso().without_column(column))
    return [slug for slug, answer in whole_answers().items() if _said(answer) != _said(less[slug])]


def _said(answer: Answer) -> tuple[object, ...]:
    return answer.verdict, answer.outcome.undetermined, answer.gaps, frozenset(answer.findings)


def main() -> None:
    """Print a TOML table: check = [columns]."""
    columns = columns_of(contoso())
    with ProcessPoolExecutor(2) as pool:
        decided = dict(zip(columns, pool.map(checks_decided_by, columns), strict=True))
    for check in sorted(whole_answers()):
        print(f"{check} = [")  # noqa: T201
        print("".join(f'    "{column}",\n' for column in columns if check in decided[column]) + "]")  # noqa: T201


if __name__ == "__main__":
    main()
