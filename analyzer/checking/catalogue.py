"""Finds the checks: every module in `analyzer/checks/` holds exactly one. Imports no pandas."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

from analyzer.checking.contract import Category, Check
from analyzer.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable


@cache
def all_checks() -> dict[str, Check]:
    """Return every check by slug, sorted by slug.

    Raises:
        ValueError: a module holds no check, or several, or is not named after its slug.
    """
    package = importlib.import_module("analyzer.checks")
    found = (_check_in(name) for _, name, _ in pkgutil.iter_modules(package.__path__))
    return {each.slug: each for each in sorted(found, key=lambda each: each.slug)}


def _check_in(module_name: str) -> Check:
    module = importlib.import_module(f"analyzer.checks.{module_name}")
    found = [each for each in vars(module).values() if isinstance(each, Check)]
    if len(found) != 1 or found[0].slug != module_name.replace("_", "-"):
        raise ValueError(f"analyzer/checks/{module_name}.py must hold one check of that name")
    return found[0]


def choose(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> tuple[Check, ...]:
    """Return the checks that slugs and categories select, less those they ignore.

    Raises:
        UsageError: a name is neither a check nor a category, or nothing is left.
    """
    wanted, unwanted = _matching(select), _matching(ignore)
    chosen = [
        each for slug, each in all_checks().items() if (not wanted or slug in wanted) and slug not in unwanted
    ]
    if not chosen:
        raise UsageError("No check is left to run.", "Loosen --select or --ignore.")
    return tuple(chosen)


def _matching(names: Iterable[str]) -> set[str]:
    return {slug for name in names for slug in _slugs(name)}


def _slugs(name: str) -> list[str]:
    checks = all_checks()
    found = [slug for slug, each in checks.items() if name in (slug, each.category.value)]
    if name in set(Category):
        return found
    if not found:
        known = [*checks, *(category.value for category in Category)]
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
        hint = f"Did you mean {' or '.join(near)}?" if near else "`analyzer checks` lists them all."
        raise UsageError(f"'{name}' is neither a check nor a category.", hint)
    return found
