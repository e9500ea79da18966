"""The console prints data as it is, and colours only where a person looks."""

from __future__ import annotations

import io

import pytest

from analyzer.cli.console import console, counted


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class ClosedPipe(io.StringIO):
    def write(self, text: str) -> int:
        raise BrokenPipeError(text)


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def _printed(stream: io.StringIO) -> str:
    console(stream).print("[b]17[/b] :smile: 'x'", style="red")
    return stream.getvalue()


def test_a_terminal_has_colour() -> None:
    assert _printed(Terminal()) == "\x1b[31m[b]17[/b] :smile: 'x'\x1b[0m\n"


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert _printed(Terminal()) == "[b]17[/b] :smile: 'x'\n"


def test_a_file_has_no_colour() -> None:
    assert _printed(io.StringIO()) == "[b]17[/b] :smile: 'x'\n"


def test_a_reader_who_leaves_is_reported() -> None:
    with pytest.raises(BrokenPipeError):
        console(ClosedPipe()).print("x")


def test_numbers_and_nouns_agree() -> None:
    assert [counted(number, "row") for number in (0, 1, 1200)] == ["0 rows", "1 row", "1,200 rows"]
