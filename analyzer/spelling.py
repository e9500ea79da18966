"""Which names a misspelt one may have meant."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


def nearest(name: str, known: Collection[str]) -> list[str]:
    """Return up to three names that hold the text or resemble it, the likeliest first."""
    holding = sorted(each for each in known if name in each) if len(name) > 2 else []
    alike = get_close_matches(name, known, n=3, cutoff=0.6)
    return list(dict.fromkeys((*alike, *holding)))[:3]
