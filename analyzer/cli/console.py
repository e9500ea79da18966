"""Rich consoles that print what they are given: no guessing at numbers, smileys or markup in data."""

from __future__ import annotations

import re
import sys
import textwrap
from typing import TYPE_CHECKING, NoReturn, TextIO

from rich.console import Console

from analyzer.reports.cells import safe_terminal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LABEL = re.compile(r" *([-*] |\w\. )?")
_WIDTH_OF_A_LOG = 120
_WIDEST_LINE = 110


class _Console(Console):
    def on_broken_pipe(self) -> NoReturn:
        """Leave the exit code to the one place that knows them."""
        raise BrokenPipeError


def console(stream: TextIO | None = None) -> Console:
    """Return a console on the stream, stderr by default; colour only on a terminal without NO_COLOR."""
    stream = stream or sys.stderr
    width = None if stream.isatty() else _WIDTH_OF_A_LOG
    return _Console(file=stream, width=width, highlight=False, emoji=False, markup=False)


def print_hanging(console: Console, label: str, text: str) -> None:
    """Print text, made harmless, that wraps beside its label, or below it on a narrow terminal."""
    indent = len(label) if len(label) <= console.width // 2 else 4
    words = safe_terminal(text)
    room = max(min(console.width, _WIDEST_LINE), indent + 20)
    lines = textwrap.wrap(
        words,
        room,
        initial_indent=label,
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
        break_long_words=False,
    )
    for line in lines or [label]:
        console.print(line, soft_wrap=True)


def print_page(lines: Iterable[str], console: Console) -> None:
    """Print the lines of a page, wrapped; a line that wraps goes on below its own text."""
    for line in lines:
        label = _LABEL.match(line)
        start = label.end() if label else 0
        print_hanging(console, line[:start], line[start:])


def print_labelled(console: Console, texts: Mapping[str, str]) -> None:
    """Print texts beside their labels, aligned where the terminal is wide enough for it."""
    widest = max(map(len, texts), default=0)
    for label, text in texts.items():
        wide = 2 * widest < console.width
        print_hanging(console, f"  {label.ljust(widest)}  " if wide else f"  {label}: ", text)


def counted(number: int, noun: str) -> str:
    """Return `1 finding`, `1,234 findings`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
