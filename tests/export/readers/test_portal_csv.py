"""CSV from portals and tools: the columns become properties, what is wrong is named, nothing good is lost."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.export.files import ExportFile
from analyzer.export.notes import Note
from analyzer.export.pending import PendingColumns
from analyzer.export.places.disk import OnDisk
from analyzer.export.readers.portal_csv import read
from analyzer.export.runs import ColumnRun

if TYPE_CHECKING:
    from tests.export.conftest import MakeExport, ReadDataset

SAMPLES = Path(__file__).parent / "samples"
GROUP = "02bd9fd6-8f93-4758-87c3-1fb73740a315"
ANN = {"id": "u1", "userPrincipalName": "ann@contoso.com", "displayName": "Ann, A.", "accountEnabled": True}
USERS: dict[str, dict[str, Any]] = {
    "users_portal_old": {
        **ANN,
        "surname": "A.",
        "mail": "ann@contoso.com",
        "givenName": "Ann",
        "userType": "Guest",
        "usageLocation": "DE",
        "otherMails": ["a@x.example", "b@x.example"],
    },
    "users_portal_new": {
        **ANN,
        "companyName": "Contoso",
        "creationType": "Invitation",
        "onPremisesSyncEnabled": False,
        "externalUserState": "Pendingacceptance",
        "identities": [{"issuer": "Microsoftaccount"}],
        "createdDateTime": "2021-08-19T13:25:31Z",
    },
    "users_template_headers": ANN,
    "users_microsoft_365": {**ANN, "givenName": "Ann", "jobTitle": "Boss"},
    "users_graph_names": {
        **ANN,
        "manager": {"id": "u2"},
        "identities": [{"issuer": "mail"}],
        "signInActivity": {"lastSignInDateTime": "2024-05-06T07:08:09Z"},
    },
    "users_export_csv": ANN,
}


@pytest.mark.parametrize("layout", USERS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_users(layout: str, encoding: str, make_export: MakeExport, read_dataset: ReadDataset) -> None:
    text = _sample(layout).encode(encoding)
    found = read_dataset(make_export({"exportUsers_2026-01-01.csv": text}), "users")
    assert found.notes == []
    assert found.rows == [USERS[layout]]


def test_a_column_that_is_not_there_is_absent(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    text = b"objectId,userPrincipalName,manager.id\nu1,a@x.example,\n"
    found = read_dataset(make_export({"users.csv": text}), "users")
    assert found.present == {"id", "userPrincipalName", "manager", "manager.id"}


@pytest.mark.parametrize(
    ("cell", "value"), [("1", True), ("0", False), (" TRUE ", True), ("No", False), ("", None)]
)
def test_yes_and_no_in_any_words(
    cell: str, value: bool | None, make_export: MakeExport, read_dataset: ReadDataset
) -> None:
    """Command-line tools and databases write 1 and 0. An empty cell is not no."""
    text = f"id,userPrincipalName,accountEnabled\nu1,a@x.example,{cell}\nu2,b@x.example,true\n".encode()
    found = read_dataset(make_export({"users.csv": text}), "users")
    assert found.notes == []
    assert found.rows[0].get("accountEnabled") is value


TARGET = {"id": "s1", "objectId": "u1"}
ASSIGNMENTS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "assignments_recipe": (
        {"id": "a1", "target": {**TARGET, "displayName": "Ann", "principalName": "ann@contoso.com"}},
        [],
    ),
    "assignments_flat_names": (
        {"id": "a1", "accessPackage": {"id": "p1"}, "target": {**TARGET, "email": "ann@contoso.com"}},
        [],
    ),
    "assignments_portal": (
        {
            "id": "a1",
            "target": {"displayName": "Ann", "email": "ann@contoso.com"},
            "accessPackage": {"displayName": "Sales"},
            "assignmentPolicy": {"displayName": "Staff"},
            "state": "delivered",
        },
        ["csv-columns"],
    ),
}


@pytest.mark.parametrize("layout", ASSIGNMENTS)
def test_assignments(layout: str, make_export: MakeExport, read_dataset: ReadDataset) -> None:
    found = read_dataset(make_export({"Sales and more.csv": _sample(layout).encode()}), "assignments")
    assert (found.rows, found.rules) == ([ASSIGNMENTS[layout][0]], ASSIGNMENTS[layout][1])


def test_what_was_guessed_and_what_was_not_used_is_said(
    make_export: MakeExport, read_dataset: ReadDataset
) -> None:
    root = make_export({"assignments.csv": _sample("assignments_portal").encode()})
    note = read_dataset(root, "assignments").notes[0]
    assert "Status is state" in note.message
    assert "not used: Colour" in note.message
    assert not note.incomplete


@pytest.mark.parametrize(
    "path",
    [
        f"exportGroupMembers_2026-1-1_{GROUP}.csv",
        f"{GROUP}/exportGroupMembers_2026-01-01.csv",
        f"group_members/{GROUP}.csv",
        f"Sales {GROUP}.csv",
    ],
)
def test_members_of_a_group(path: str, make_export: MakeExport, read_dataset: ReadDataset) -> None:
    found = read_dataset(make_export({path: _sample("members_portal").encode()}), "group_members")
    assert found.rows == [{"groupId": GROUP, "memberId": "u1", "memberType": "user"}]
    assert found.present == {"groupId", "memberId", "memberType"}


def test_a_table_of_memberships(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    found = read_dataset(make_export({"x.csv": b"groupId;memberId\ng1;u1\n"}), "group_members")
    assert found.rows == [{"groupId": "g1", "memberId": "u1"}]


def test_formulas_are_data(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    text = b"id,displayName\nu1,=1+3\nu2,@SUM(A1)\n"
    found = read_dataset(make_export({"users.csv": text}), "users")
    assert [row["displayName"] for row in found.rows] == ["=1+3", "@SUM(A1)"]


def test_what_is_neither_true_nor_false_is_unknown(
    make_export: MakeExport, read_dataset: ReadDataset
) -> None:
    text = b"id,accountEnabled\nu1,True\nu2,wahr\nu3,\nu4,falsch\nu5, FALSE \n"
    found = read_dataset(make_export({"users.csv": text}), "users")
    assert [row.get("accountEnabled") for row in found.rows] == [True, None, None, None, False]
    assert [(note.rule, note.row, note.pointer) for note in found.notes] == [("type", 2, "/accountEnabled")]


def test_a_column_without_any_sense_is_not_exported(
    make_export: MakeExport, read_dataset: ReadDataset
) -> None:
    found = read_dataset(make_export({"users.csv": b"id,accountEnabled\nu1,wahr\n"}), "users")
    assert found.present == {"id"}
    assert found.rules == ["type"]


def test_deleted_users_are_no_users(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    text = b"Object Id,User principal name,Soft deletion time stamp\nu1,a@x,\nu2,b@x,2026-01-01\nu3,c@x,\n"
    found = read_dataset(make_export({"users.csv": text}), "users")
    assert [row["id"] for row in found.rows] == ["u1", "u3"]
    assert [piece.first_row for piece in found.blocks[0].pieces] == [1, 3]
    assert "1 deleted users" in found.notes[0].message


def test_numbers(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    text = b"skuId,consumedUnits,prepaidUnits.enabled\ns1,5,7\ns2,1e3,8\n"
    found = read_dataset(make_export({"subscribed_skus.csv": text}), "subscribed_skus")
    assert [(row.get("consumedUnits"), row["prepaidUnits"]) for row in found.rows] == [
        (5, {"enabled": 7}),
        (None, {"enabled": 8}),
    ]
    assert [(note.rule, note.value) for note in found.notes] == [("type", "1e3")]


CELL = st.text(st.characters(exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=8)
HEADERS = ("objectId", "Name [displayName]", "mail", "accountEnabled")
NAMES = ("id", "displayName", "mail", "accountEnabled")
USER = st.tuples(st.uuids().map(str), CELL, CELL, st.sampled_from([True, False, None]))


@settings(deadline=None)
@given(
    users=st.lists(USER, min_size=1, max_size=5),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_what_a_portal_writes_is_read_back(
    users: list[tuple[Any, ...]],
    delimiter: str,
    encoding: str,
    line_end: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, lineterminator=line_end)
    writer.writerow(HEADERS)
    writer.writerows([["" if cell is None else cell for cell in user] for user in users])
    path = tmp_path_factory.mktemp("csv") / "users.csv"
    path.write_bytes(written.getvalue().encode(encoding))
    place = OnDisk(str(path), path.stat().st_size)
    items = list(read(ExportFile("users.csv", place, "users", "portal-csv", None, place.size)))
    assert not [item for item in items if isinstance(item, Note)]
    parts = [part for run in items if isinstance(run, ColumnRun) for part in PendingColumns(run).parse()]
    tables = [part.table for part in parts if not isinstance(part, Note)]
    rows = [row for table in tables if table is not None for row in table.to_pylist()]
    expected = [tuple(None if cell == "" else cell for cell in user) for user in users]
    assert [tuple(row[name] for name in NAMES) for row in rows] == expected


def _sample(name: str) -> str:
    return (SAMPLES / f"{name}.csv").read_text(encoding="utf-8")
