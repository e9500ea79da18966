"""The answers of `analyzer why --tickets`, read back from the file it writes."""

from __future__ import annotations

import csv
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from analyzer.cli import app
from tests.second_opinion.files import write_json
from tests.second_opinion.records import AS_OF

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.second_opinion.records import Record, Tenant

COLUMNS = (
    "user",
    "access_package",
    "user_id",
    "access_package_id",
    "verdict",
    "visible",
    "blockers",
    "undetermined",
    "link",
    "link_verdict",
    "policies",
)
_TICKET_COLUMNS = ("user", "access_package", "link")


def answers(tenant: Tenant, tickets: Sequence[Record]) -> list[dict[str, str]]:
    """Return the row that the command writes for each ticket, in the order of the tickets.

    Raises:
        AssertionError: the command failed, or wrote other columns or other rows than one per ticket.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_json(tenant, folder / "export")
        _write(folder / "tickets.csv", tickets)
        given = ["--tickets", str(folder / "tickets.csv"), "--out", str(folder / "why.csv"), "--as-of", AS_OF]
        result = CliRunner().invoke(app, ["why", str(folder / "export"), *given])
        assert result.exit_code == 0, (result.output, result.exception)
        rows = _read(folder / "why.csv")
    asked = [(ticket["user"].strip(), ticket["access_package"]) for ticket in tickets]
    assert [(row["user"].strip(), row["access_package"]) for row in rows] == asked
    return rows


def _write(path: Path, tickets: Sequence[Record]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _TICKET_COLUMNS)
        writer.writeheader()
        writer.writerows({name: ticket.get(name) or "" for name in _TICKET_COLUMNS} for ticket in tickets)


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    assert tuple(reader.fieldnames or ()) == COLUMNS
    return rows
