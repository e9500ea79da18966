"""The few errors a user can meet. Each is one sentence, a hint, and the exit code of CONTRACT section 4.

AnalyzerError
├── UsageError    2  the command or its arguments
└── ExportError   3  the export cannot be used
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process returns; scripts rely on these numbers."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    UNUSABLE_EXPORT = 3
    INCOMPLETE = 4


class AnalyzerError(Exception):
    """Something a user can mend: what happened, and a hint how."""

    exit_code = ExitCode.USAGE

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(AnalyzerError):
    """The command line, an option, or a path was wrong."""

    exit_code = ExitCode.USAGE


class ExportError(AnalyzerError):
    """The export exists but holds nothing that can be read."""

    exit_code = ExitCode.UNUSABLE_EXPORT
