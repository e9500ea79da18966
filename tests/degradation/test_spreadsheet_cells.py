"""Tenant text in the tables that people open in a spreadsheet: it stays text, and ids stay what they are."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from analyzer.cli import app
from tests.degradation.exports import CONTOSO, contoso

if TYPE_CHECKING:
    from pathlib import Path

    Rows = list[dict[str, str]]

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1-1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "＝1+1",  # noqa: RUF001
    "＋1",  # noqa: RUF001
    "－1",  # noqa: RUF001
    "＠SUM",  # noqa: RUF001
    "−1",  # noqa: RUF001
    "|calc",
    "%0A=1",
    "\u202e=1+1",
    "safe\u202egnp.exe",
    'a","=1+1',
    '"=1+1"',
    "a;=1+1",
    "a\r\n=1+1",
    "a\u2028=1+1",
    "<script>alert(1)</script>",
    "\x1b[31mred",
    "\u0000=1",
    "'=1+1",
)
TRIGGER = re.compile(r"^[\s\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*[=+\-@|%＝＋－＠−\t\r]")  # noqa: RUF001
HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]")
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ID_COLUMNS = ("subject_id", "user_id", "access_package_id", "policy_id", "resource_id")


def check(export: Path, out: Path) -> dict[str, Rows]:
    """Run the command and read its tables back."""
    result = CliRunner().invoke(app, ["check", str(export), "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert not HIDDEN.search(result.output.replace("\n", ""))
    return {name: read(out / f"{name}.csv") for name in ("findings", "checks", "problems")}


def read(path: Path) -> Rows:
    """Read a table as a spreadsheet would; every record must be one line of as many cells as the header."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, strict=True)
    assert len(path.read_bytes().splitlines()) == 1 + len(rows)
    return [dict(zip(header, row, strict=True)) for row in rows]


def dangerous(rows: Rows) -> list[str]:
    return [cell for row in rows for cell in row.values() if TRIGGER.match(cell) or HIDDEN.search(cell)]


def guid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012x}"


@pytest.fixture(scope="module")
def hostile_tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rows]:
    """Return the tables of a tenant in which everything has a hostile name, each found by some check."""
    folder = tmp_path_factory.mktemp("hostile")
    for dataset, records in hostile_records().items():
        place = folder / "export" / dataset
        place.mkdir(parents=True)
        (place / "page-0001.json").write_text(json.dumps({"value": records}), encoding="utf-8")
    odd = [{"id": guid(900), "userType": HOSTILE[0], "displayName": 5}]
    (folder / "export/users/=cmd page-0002.json").write_text(json.dumps(odd), encoding="utf-8")
    return check(folder / "export", folder / "report")


def hostile_records() -> dict[str, list[dict[str, object]]]:
    named = list(enumerate(HOSTILE))
    catalog = {"id": guid(1), "displayName": HOSTILE[0], "state": "published", "isExternallyVisible": True}
    return {
        "organization": [{"id": guid(2), "displayName": HOSTILE[0], "verifiedDomains": []}],
        "subscribed_skus": [],
        "deleted_users": [],
        "groups": [],
        "group_members": [],
        "assignment_policies": [],
        "assignment_requests": [],
        "assignments": [],
        "catalogs": [catalog],
        "users": [guest(number, name) for number, name in named],
        "connected_organizations": [
            {"id": guid(300 + number), "displayName": name, "state": name, "identitySources": []}
            for number, name in named
        ],
        "access_packages": [
            {
                "id": guid(500 + number),
                "displayName": name,
                "isHidden": True,
                "catalog": catalog,
                "resourceRoleScopes": [],
            }
            for number, name in named
        ],
        "tickets": [
            {"user": name, "access_package": guid(500 + number), "link": f"{name} x"}
            for number, name in named
        ],
    }


def guest(number: int, name: str) -> dict[str, object]:
    """Return an enabled guest with a personal account whom nothing admits."""
    identity = {"signInType": "federated", "issuer": "google.com", "issuerAssignedId": None}
    return {
        "id": guid(100 + number),
        "displayName": name,
        "userPrincipalName": f"{name}#EXT#@contoso.com",
        "mail": f"{name}@gmail.com",
        "userType": "Guest",
        "accountEnabled": True,
        "identities": [identity],
    }


def test_every_hostile_name_reaches_the_report(hostile_tables: dict[str, Rows]) -> None:
    found = hostile_tables["findings"]
    for check_slug in ("not-an-organizational-account", "my-access-link-required", "my-access-link-wrong"):
        assert sum(row["check"] == check_slug for row in found) == len(HOSTILE)
    assert len(hostile_tables["problems"]) >= len(HOSTILE)


@pytest.mark.parametrize("table", ["findings", "checks", "problems"])
def test_no_cell_is_a_formula_or_hides_something(hostile_tables: dict[str, Rows], table: str) -> None:
    assert dangerous(hostile_tables[table]) == []


def test_ids_are_unharmed(hostile_tables: dict[str, Rows]) -> None:
    ids = {row[column] for row in hostile_tables["findings"] for column in ID_COLUMNS} - {""}
    assert all(GUID.fullmatch(each) for each in ids)
    assert {guid(base + number) for base in (100, 500) for number in range(len(HOSTILE))} <= ids


def test_evidence_is_still_json_and_still_what_the_tenant_said(hostile_tables: dict[str, Rows]) -> None:
    """But for control characters, and for an apostrophe where a spreadsheet may split at a semicolon."""
    rows = [row for row in hostile_tables["findings"] if row["check"] == "my-access-link-wrong"]
    told = {json.loads(row["evidence"])["user"] for row in rows}
    assert {name for name in HOSTILE if name.isprintable() and ";" not in name} <= told


def test_contoso_has_a_hostile_guest_and_a_safe_report(tmp_path: Path) -> None:
    tables = check(CONTOSO, tmp_path / "report")
    text = json.dumps(contoso().pages)
    assert [cell for name in tables for cell in dangerous(tables[name])] == []
    assert all(row[column] in text for row in tables["findings"] for column in ID_COLUMNS)
    assert any(row["subject_name"].startswith("'=HYPERLINK") for row in tables["findings"])
