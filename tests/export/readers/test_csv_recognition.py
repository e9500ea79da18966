"""Which CSV files are taken for what, and which are not used, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from analyzer.errors import ExportError
from analyzer.export.inventory import take_inventory

if TYPE_CHECKING:
    from tests.export.conftest import MakeExport

GROUP = "02bd9fd6-8f93-4758-87c3-1fb73740a315"
OTHER = "5793aa3b-cca9-4794-679a-4a0b1f0a4d0c"
USERS = "userPrincipalName,displayName,id,accountEnabled\n"
MEMBERS = "id,userPrincipalName,displayName,objectType,isUser\n"

RECOGNISED = {
    "a name is enough": ("groups.csv", "id,displayName\n", "groups", None),
    "a date behind it": ("exportUsers_2026-9-28.csv", USERS, "users", None),
    "time of day behind it": ("users_09_02_2026 20_21_52.csv", USERS, "users", None),
    "tabs": ("users.tsv", USERS.replace(",", "\t"), "users", None),
    "columns of users": ("all staff.csv", USERS, "users", None),
    "columns of assignments": ("Sales.csv", "Id,$_.Target.id\n", "assignments", None),
    "columns of requests": ("x.csv", "Request ID,Requestor,Status\n", "assignment_requests", None),
    "the name before the columns": ("users/page-1.csv", "id,objectType\n", "users", None),
    "group in the name": (f"members {GROUP}.csv", MEMBERS, "group_members", GROUP),
    "the name before the folder": (f"{OTHER}/{GROUP}.csv", MEMBERS, "group_members", GROUP),
    "any name in the folder": ("group_members/g1.csv", MEMBERS, "group_members", "g1"),
    "owners": (f"groups/{GROUP}/owners.csv", "id,displayName\n", "group_owners", GROUP),
    "a plain table speaks for all": (f"members {GROUP}.csv", "groupId,memberId\n", "group_members", None),
    "tickets": ("tickets.csv", "user,access_package\n", "tickets", None),
}


@pytest.mark.parametrize("case", RECOGNISED)
def test_what_a_file_holds(case: str, make_export: MakeExport) -> None:
    path, text, dataset, parent = RECOGNISED[case]
    inventory = take_inventory(make_export({path: text.encode()}))
    assert [(file.dataset, file.parent) for file in inventory.files] == [(dataset, parent)]
    assert inventory.notes == ()


UNUSABLE = {
    "members of nobody knows which group": ("exportGroupMembers_2026-1-1.csv", MEMBERS, "of which group"),
    "two groups in one name": (f"{GROUP} {OTHER}.csv", MEMBERS, "of which group"),
    "a name that is no id": ("group_members/Sales team.csv", MEMBERS, "of which group"),
    "users without ids": (
        "active.csv",
        "Block credential,Display name,User principal name\n",
        "users without id",
    ),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_what_cannot_be_used_is_listed_with_the_reason(case: str, make_export: MakeExport) -> None:
    path, text, words = UNUSABLE[case]
    inventory = take_inventory(make_export({path: text.encode(), "groups.json": []}))
    assert inventory.unrecognised == (path,)
    assert [(note.file, note.rule) for note in inventory.notes] == [(path, "no-identity")]
    assert words in inventory.notes[0].message


def test_what_says_more_is_read_first(make_export: MakeExport) -> None:
    inventory = take_inventory(make_export({"exportUsers.csv": USERS.encode(), "users.json": []}))
    assert [file.path for file in inventory.of("users")] == ["users.json", "exportUsers.csv"]


@pytest.mark.parametrize("text", ["id,colour\n", "Date,User,Status\n", "userPrincipalName,score\n", ""])
def test_other_tables_are_not_guessed(text: str, make_export: MakeExport) -> None:
    inventory = take_inventory(make_export({"numbers.csv": text.encode(), "groups.json": []}))
    assert inventory.unrecognised == ("numbers.csv",)
    assert inventory.notes == ()


def test_the_reason_is_told_when_nothing_else_is_there(make_export: MakeExport) -> None:
    with pytest.raises(ExportError) as caught:
        take_inventory(make_export({"exportGroupMembers_2026-1-1.csv": MEMBERS.encode()}))
    assert "of which group" in str(caught.value)
