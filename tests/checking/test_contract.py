"""Declaring a check: mistakes show at import, in one line."""

from __future__ import annotations

from typing import Any

import pytest

from analyzer.checking.contract import Category, Check, Severity, Subject, check

METADATA: dict[str, Any] = {
    "slug": "nobody-waters-the-plants",
    "title": "Nobody waters the plants",
    "category": Category.GOVERNANCE,
    "severity": Severity.LOW,
    "subject": Subject.USER,
    "message": "'{user_name}' has dry plants.",
    "remediation": "Water them.",
    "reference": "https://learn.microsoft.com/plants",
}


def _decide(users: Any, groups: Any = None) -> Any:
    """Fires for dry plants.

    ## Why it matters
    Plants.

    ## How it is decided
    By touch.

    ## What it cannot see
    Cacti.
    """
    return users if groups is None else groups


def test_a_check_names_the_relations_it_is_made_from() -> None:
    made = check(**METADATA)(_decide)
    assert isinstance(made, Check)
    assert made.parameters == ("users", "groups")


def test_the_page_is_the_docstring_with_remedy_and_source() -> None:
    assert check(**METADATA)(_decide).page == {
        "What": "Fires for dry plants.",
        "Why it matters": "Plants.",
        "How it is decided": "By touch.",
        "What it cannot see": "Cacti.",
        "How to fix": "Water them.",
        "Source": "https://learn.microsoft.com/plants",
    }


@pytest.mark.parametrize("slug", ["Plants", "dry plants", "dry_plants", "-dry", "dry-", "dry--plants", ""])
def test_a_slug_is_lower_case_words_joined_by_hyphens(slug: str) -> None:
    with pytest.raises(ValueError, match="slug"):
        check(**{**METADATA, "slug": slug})(_decide)


def test_a_page_without_a_section_is_refused() -> None:
    def half(users: Any) -> Any:
        """Fires for dry plants.

        ## Why it matters
        Plants.
        """
        return users

    with pytest.raises(ValueError, match=r"How it is decided.*What it cannot see"):
        check(**METADATA)(half)


def test_a_misspelt_property_is_refused() -> None:
    with pytest.raises(TypeError, match="severty"):
        check(**METADATA, severty=Severity.LOW)(_decide)
