"""Files larger than the memory one would spend on them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from io import BufferedWriter

_RELEASED_AT_ONCE = 64 * 1024 * 1024


class LargeFile:
    """Writes to a file, and asks the system to put on disk, and forget, what is written already.

    Gigabytes of report would fill the memory else, and push what other programs need out of it; to find
    memory for them took longer than all other work on the report.
    """

    def __init__(self, file: BufferedWriter) -> None:
        self._file = file
        self._written = 0
        self._released = 0

    def write(self, text: bytes | memoryview) -> None:
        """Write behind what was written."""
        self._file.write(text)
        self._written += len(text)
        if self._written - self._released >= _RELEASED_AT_ONCE and hasattr(os, "posix_fadvise"):
            self._file.flush()
            os.posix_fadvise(self._file.fileno(), 0, self._written, os.POSIX_FADV_DONTNEED)
            self._released = self._written
