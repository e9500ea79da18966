"""Options that commands share, and how the text in them is understood."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.checking.contract import Severity
from analyzer.errors import UsageError
from analyzer.spelling import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

Export = Annotated[Path, typer.Argument(metavar="EXPORT", help="A folder, a .zip or a single file.")]
AsOf = Annotated[
    str | None,
    typer.Option(metavar="TIME", help="The moment the export speaks about, in ISO 8601 (UTC if no offset)."),
]
Tickets = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Complaints to check: user, access_package[, link].")
]


def names(values: Iterable[str] | None) -> tuple[str, ...]:
    """Split a repeatable, comma separated option into names, each once, in the order given."""
    parts = (part.strip().lower() for value in values or () for part in value.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def severity(text: str | None) -> Severity | None:
    """Return the severity of that name.

    Raises:
        UsageError: there is no such severity.
    """
    if text is None:
        return None
    require_known(text.lower(), [*Severity], "severity", f"From worst to least: {', '.join(Severity)}.")
    return Severity(text.lower())


def moment(text: str | None) -> datetime | None:
    """Return an ISO 8601 time in UTC; without an offset it is UTC, a bare date is its midnight.

    Raises:
        UsageError: the text is no such time.
    """
    if text is None:
        return None
    try:
        parsed = datetime.fromisoformat(text.strip())
        return parsed.replace(tzinfo=parsed.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        message = f"'{text}' is not a time in ISO 8601."
        raise UsageError(
            message, "For example: --as-of 2026-03-31 or --as-of 2026-03-31T17:00:00Z."
        ) from error


def require_outside(out: Path, export: Path) -> None:
    """Refuse to write into the evidence: the next run would read the output as part of it.

    Raises:
        UsageError: the place is the export or lies in it.
    """
    # Unlike Path.resolve, realpath has no quarrel with a link to itself.
    if Path(os.path.realpath(out)).is_relative_to(os.path.realpath(export)):
        raise UsageError(
            f"'{out}' lies inside the export.", "Choose a place outside it, for example --out ../report."
        )


def require_known(name: str, known: Collection[str], kind: str, otherwise: str) -> None:
    """Refuse an unknown name.

    Raises:
        UsageError: it is unknown; the hint lists the nearest names, or `otherwise` where none is near.
    """
    if name in known:
        return
    near = nearest(name, known)
    raise UsageError(f"Unknown {kind} '{name}'.", f"Did you mean {' or '.join(near)}?" if near else otherwise)
