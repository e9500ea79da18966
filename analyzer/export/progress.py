"""How reading tells a person that it goes on. The command line shows a bar; a library user pays nothing."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told about each dataset while it is read."""

    def start(self, dataset: str, total_bytes: int | None) -> None:
        """Begin a dataset."""

    def advance(self, dataset: str, bytes: int) -> None:  # noqa: A002  # the word people expect in a progress bar
        """Count bytes that were read."""

    def finish(self, dataset: str) -> None:
        """End a dataset."""


class Silent:
    """Shows nothing."""

    def start(self, dataset: str, total_bytes: int | None) -> None:
        """Say nothing."""

    def advance(self, dataset: str, bytes: int) -> None:  # noqa: A002
        """Say nothing."""

    def finish(self, dataset: str) -> None:
        """Say nothing."""
