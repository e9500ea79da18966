"""The progress bar of reading an export. It shows on a terminal only, and on stderr only."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Self

from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from analyzer.cli.console import console

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import TaskID


class ReadingProgress:
    """One bar for each dataset that is being read; it goes when the reading ends."""

    def __init__(self) -> None:
        self._bars = Progress(
            SpinnerColumn(),
            TextColumn("Reading {task.description}"),
            BarColumn(),
            DownloadColumn(),
            TimeElapsedColumn(),
            console=console(),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def start(self, dataset: str, total_bytes: int | None) -> None:
        """Begin a dataset; without a total the bar only shows that work goes on."""
        self._tasks[dataset] = self._bars.add_task(dataset, total=total_bytes)

    def advance(self, dataset: str, bytes: int) -> None:  # noqa: A002  # the name is the protocol's
        """Count bytes that were read."""
        self._bars.update(self._tasks[dataset], advance=bytes)

    def finish(self, dataset: str) -> None:
        """End a dataset."""
        self._bars.remove_task(self._tasks.pop(dataset))
