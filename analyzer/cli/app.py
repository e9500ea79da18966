"""The `analyzer` command: its commands, and the one place where an error becomes a message and a number."""

from __future__ import annotations

import io
import os
import signal
import sys
from contextlib import suppress
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from analyzer import __version__
from analyzer.cli import access, approvals, check, checks, plan, validate, why
from analyzer.errors import AnalyzerError, ExitCode
from analyzer.reports.cells import safe_terminal

_INTERRUPTED = 128 + signal.SIGINT
_TERMINATED = 128 + signal.SIGTERM
_READER_GONE = 141  # 128 + SIGPIPE, which Windows does not name

_EXIT_CODES = """\b
Exit codes:
  0  done; findings are a result, not a failure
  1  done, and --fail-on was met (validate: and problems exist)
  2  the command or its arguments are wrong
  3  the export cannot be used
  4  done, but incomplete, and --strict was given (outranks 1)
"""


class Guarded(TyperGroup):
    """Runs a command; what a user can mend is told in a sentence, never as a traceback."""

    def invoke(self, ctx: Any) -> None:
        """Run the command and leave with the exit code it returns."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except AnalyzerError as error:
            _tell(f"Error: {error.message}", error.hint)
            code = error.exit_code
        except KeyboardInterrupt:
            _tell("Interrupted.")
            code = _INTERRUPTED
        except BrokenPipeError:
            _silence()
            code = _READER_GONE
        raise typer.Exit(code or ExitCode.DONE)


app = typer.Typer(
    cls=Guarded,
    name="analyzer",
    help="Who is blocked from access in Microsoft Entra entitlement management, and why. Works offline.",
    epilog=_EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help starts in half the time
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,  # locals hold tenant data
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
app.command("check", short_help="Run the checklist and write the report.")(check.check)
app.command("validate", short_help="List every problem in the data.")(validate.validate)
app.command("why", short_help="Say why a person can or cannot get an access package.")(why.why)
app.command("access", short_help="List who holds access, and by which way.")(access.access)
app.command("approvals", short_help="Find requests that nobody could approve.")(approvals.approvals)
app.command("checks", short_help="List the checks, or explain one.")(checks.checks)
app.command("plan", short_help="Say what to export, and write the script that does it.")(plan.plan)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"analyzer {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    del version  # its callback has answered by now


def main() -> None:
    """Run the command line; the entry point of the installed `analyzer`."""
    signal.signal(signal.SIGTERM, _terminate)
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # a fifth faster on many short-lived blocks
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name that the terminal cannot spell must not stop us
            stream.reconfigure(errors="backslashreplace")
    try:
        app(prog_name="analyzer")
    except SystemExit as ended:
        with suppress(OSError):  # whoever read us has gone
            sys.stdout.flush()
            sys.stderr.flush()
        # The report is on disk. What Python would still tidy up costs a tenth of a second for nothing.
        os._exit(ended.code if isinstance(ended.code, int) else 0)


def _terminate(*_: object) -> None:
    sys.exit(_TERMINATED)


def _tell(message: str, hint: str = "") -> None:
    lines = [message, f"Hint: {hint}"] if hint else [message]
    typer.echo("\n".join(safe_terminal(line) for line in lines), err=True)


def _silence() -> None:
    """Point the output at nothing, or the interpreter complains about the closed pipe when it ends."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(nothing, stream.fileno())
