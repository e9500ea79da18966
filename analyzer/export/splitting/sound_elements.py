"""The elements of a list of answers that is damaged: those before the damage."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analyzer.export.splitting.scanning import Text, scanned

if TYPE_CHECKING:
    from collections.abc import Iterator

_LIST_START = re.compile(rb'\s*(?:\{(?:\s*"meta"\s*:\s*\{[^{}]*\}\s*,)?\s*"(\w+)"\s*:\s*)?\[\s*')
_GAP = re.compile(rb"[,\s]*")


def sound_elements(text: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the name of the list ("" for an array) and each element up to the first that is broken.

    Of `[{"responses": [...]}, ...]` the broken element may be a list itself: its elements follow.
    """
    beginning = _LIST_START.match(text)
    if beginning is None:
        return
    name = (beginning[1] or b"").decode()
    characters, at = Text(text, "latin-1"), beginning.end()  # one character is one byte
    while (end := scanned(characters, at)[1]) > at:
        yield name, text[at:end]
        gap = _GAP.match(text, end)
        at = gap.end() if gap else end
    if not name:
        yield from sound_elements(text[at:])
