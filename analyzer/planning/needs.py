"""What the checks and `why` need, read from their own signatures: nothing is listed that could drift."""

from __future__ import annotations

from typing import TYPE_CHECKING

import analyzer.reasoning
import analyzer.tables  # noqa: F401  # these two make every relation known by name
from analyzer.checking.catalogue import all_checks
from analyzer.tables.relations import RELATIONS, datasets_of

if TYPE_CHECKING:
    from analyzer.checking.contract import Check


def needed_and_used(check: Check) -> tuple[frozenset[str], frozenset[str]]:
    """Return the datasets without which a check is not evaluated, and those with which it decides more."""
    needed = datasets_of(check.decide, needed_only=True)
    return needed, datasets_of(check.decide) - needed


def needed_by(dataset: str) -> tuple[str, ...]:
    """Return the slugs of the checks that are not evaluated without a dataset."""
    return tuple(slug for slug, check in all_checks().items() if dataset in needed_and_used(check)[0])


def used_by(dataset: str) -> tuple[str, ...]:
    """Return the slugs of the checks that decide more with a dataset; `why`, where only it does."""
    checks = tuple(slug for slug, check in all_checks().items() if dataset in needed_and_used(check)[1])
    only_why = dataset in read_by_why() and dataset not in _read_by_checks()
    return (*checks, "why") if only_why else checks


def wanted_datasets() -> frozenset[str]:
    """Return every dataset that some check, or `why`, reads."""
    return _read_by_checks() | read_by_why()


def read_by_why() -> frozenset[str]:
    """Return every dataset on which a verdict of `why` hangs."""
    return datasets_of(RELATIONS["ticket_verdicts"])


def _read_by_checks() -> frozenset[str]:
    return frozenset[str]().union(*(datasets_of(check.decide) for check in all_checks().values()))
