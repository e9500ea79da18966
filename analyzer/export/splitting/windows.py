"""Documents too big for memory: a window at a time, each proven to be whole records before it is used.

A cut is guessed where an element seems to begin as the first one did; decoding everything before it as a JSON
array proves it, because a cut inside a record leaves a bracket or a quote open. When a few guesses fail
(nested objects may begin alike), the brackets are counted, which is slower and exact.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from analyzer.export.splitting.document import Document
from analyzer.export.splitting.salvage import salvaged_document
from analyzer.export.splitting.shapes import REFUSALS, has_lines, split_document, split_lines, split_list

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    class Stream(Protocol):
        """Anything that gives UTF-8 bytes."""

        def read(self, size: int) -> bytes:
            """Return the next bytes, at least `size` of them unless the stream ends."""


WINDOW = 16 << 20
"""Bytes that are split at a time."""
WHOLE = 2 * WINDOW
"""Documents up to this size are split at once."""

_MEMBER = re.compile(rb'[\s,]*"((?:[^"\\]|\\.)*)"\s*:\s*')
_BEGINNING = re.compile(rb'\s*(\{\s*"(?:[^"\\]|\\.)*")')
_SCALAR = re.compile(rb'"(?:[^"\\]|\\.)*"|[^\s,{}\[\]"]+')
_BETWEEN = b" \t\r\n,"
_GUESSES = 6


def documents(
    stream: Stream, *, lines: bool = False, window: int = WINDOW, whole: int = WHOLE
) -> Iterator[Document]:
    """Split what a stream holds; `lines` says that it is one record per line.

    Several documents come out of a big stream; they follow each other, the last one speaks for the end.
    """
    head = stream.read(whole)
    if len(head) < whole:
        yield split_lines(head) if lines and head.strip() else split_document(head)
        return
    opening = None if lines else _opening(head)
    if opening is not None:
        yield from _array(stream, head[:opening], head[opening:], window)
    elif lines or has_lines(head):
        yield from _lines(stream, head, window)
    else:
        yield split_document(head + b"".join(iter(lambda: stream.read(window), b"")))


def _lines(stream: Stream, rest: bytes, window: int) -> Iterator[Document]:
    while more := stream.read(window):
        end = rest.rfind(b"\n") + 1
        if end:
            yield split_lines(rest[:end])
        rest = rest[end:] + more
    yield split_lines(rest)


def _opening(head: bytes) -> int | None:
    """Return where the first record of the list begins; None when the head is no list and no page."""
    start = len(head) - len(head.lstrip())
    if head[start : start + 1] == b"[":
        return start + 1
    at = start + 1
    while head[start : start + 1] == b"{" and (member := _MEMBER.match(head, at)):
        at = member.end()
        if member[1] == b"value":
            return at + 1 if head[at : at + 1] == b"[" else None
        at = _end_of_scalar(head, at)
    return None


def _end_of_scalar(head: bytes, at: int) -> int:
    scalar = _SCALAR.match(head, at)
    return scalar.end() if scalar else len(head)


def _array(stream: Stream, opening: bytes, rest: bytes, window: int) -> Iterator[Document]:
    """Split the elements of a list; what remains at the end is a small document with the same opening."""
    size = window
    while more := stream.read(size):
        rest = (rest + more).lstrip(_BETWEEN)
        cut, found = _proven(rest)
        size = window if cut else 2 * size
        if cut:
            yield found
            rest = rest[cut:].lstrip(_BETWEEN)
    yield split_document(opening + rest)


def _proven(text: bytes) -> tuple[int, Document]:
    """Return the end of the last record that surely ends in this text, and all records up to there; or 0."""
    for cut in _guessed_cuts(text):
        if found := _list_before(text, cut):
            return cut, found
    cut = counted_cut(text)
    if not cut:
        return 0, Document()
    found = _list_before(text, cut) or salvaged_document(_closed(text, cut))
    return (0, Document()) if any(flaw.incomplete for flaw in found.flaws) else (cut, found)


def _list_before(text: bytes, cut: int) -> Document | None:
    try:
        return split_list(_closed(text, cut))
    except REFUSALS:
        return None


def _closed(text: bytes, cut: int) -> bytes:
    return b"".join((b"[", memoryview(text)[:cut], b"]"))


def _guessed_cuts(text: bytes) -> Iterator[int]:
    """Yield ends of elements, from the last; each next guess lies twice as far back as the one before."""
    beginning = _BEGINNING.match(text)
    if beginning is None:
        return
    before = len(text)
    for guess in range(_GUESSES):
        for _ in range(1 << guess):
            before = text.rfind(beginning[1], 0, before)
            if before <= 0:
                return
        gap = text[max(before - 64, 0) : before].rstrip()
        if gap.endswith(b",") and gap[:-1].rstrip().endswith(b"}"):
            yield before - (len(text[max(before - 64, 0) : before]) - len(gap)) - 1


def counted_cut(text: bytes) -> int:
    """Return the end of the last whole element of a list that began here, by counting brackets; or 0."""
    array = np.frombuffer(text, np.uint8)
    quotes = np.flatnonzero(array == ord('"'))
    quotes = quotes[~_is_escaped(array, quotes)]
    brackets = np.flatnonzero((array | 0x20 == ord("{")) | (array | 0x20 == ord("}")))
    brackets = brackets[np.searchsorted(quotes, brackets) % 2 == 0]
    opens = array[brackets] | 0x20 == ord("{")
    depth = np.cumsum(np.where(opens, 1, -1))
    below = np.flatnonzero(depth < 0)  # here the list itself ends
    depth = depth[: below[0]] if len(below) else depth
    ends = brackets[: len(depth)][depth == 0]
    return int(ends[-1]) + 1 if len(ends) else 0


def _is_escaped(array: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Tell which positions have an odd number of backslashes before them."""
    escaped = np.zeros(len(positions), bool)
    running = np.ones(len(positions), bool)
    back = 1
    while running.any():
        at = positions - back
        running &= at >= 0
        running[running] = array[at[running]] == ord("\\")
        escaped ^= running
        back += 1
    return escaped
