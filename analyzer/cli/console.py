"""Rich consoles that print what they are given: no guessing at numbers, smileys or markup in data."""

from __future__ import annotations

import sys
from typing import NoReturn, TextIO

from rich.console import Console

_WIDTH_OF_A_LOG = 120


class _Console(Console):
    def on_broken_pipe(self) -> NoReturn:
        """Leave the exit code to the one place that knows them."""
        raise BrokenPipeError


def console(stream: TextIO | None = None) -> Console:
    """Return a console on the stream, stderr by default; colour only on a terminal without NO_COLOR."""
    stream = stream or sys.stderr
    width = None if stream.isatty() else _WIDTH_OF_A_LOG
    return _Console(file=stream, width=width, highlight=False, emoji=False, markup=False)


def counted(number: int, noun: str) -> str:
    """Return `1 finding`, `1,234 findings`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
