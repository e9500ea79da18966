"""What would help, in words: once what all changes have in common, then what each has of its own."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analyzer.decision_trace.answer import Change, Edit

_DOUBT = "After this nothing is known to stand in the way; what the export does not tell may still."


def changes(found: Sequence[Change]) -> Iterator[str]:
    """Yield the lines, each with its indent."""
    told = [[edit for edit in change.edits if edit.what] for change in found]
    common = [edit for edit in told[0] if all(edit in edits for edits in told)] if len(told) > 1 else []
    if any(len(edits) == len(common) for edits in told):
        common = []
    if common:
        yield from _list("  ", common)
        yield "  And one of these:"
    for letter, change, edits in zip("ABC", found, told, strict=False):
        yield from _list(f"  {letter}. ", [edit for edit in edits if edit not in common])
        if change.verdict != "can-request":
            yield f"     {_DOUBT}"


def _list(label: str, edits: list[Edit]) -> Iterator[str]:
    for who, asked in groupby(edits, key=lambda edit: edit.who):
        for edit in asked:
            yield f"{label}{edit.what}"
            label = " " * len(label)
        yield f"{label}Ask {who}."
