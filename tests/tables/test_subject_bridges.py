"""Whose assignment is it: each bridge alone, what two answers are worth, and what stays unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from analyzer.tables.keys import MISSING, UNKNOWN
from tests.tables.snapshots import relations_of

if TYPE_CHECKING:
    from pathlib import Path

ANN, BEN = 0, 1
USERS = [
    {"id": "ann", "userPrincipalName": "Ann@contoso.com", "mail": "ann.smith@contoso.com"},
    {"id": "ben", "userPrincipalName": "ben@contoso.com", "mail": "ben@contoso.com"},
    {"id": "eve", "userPrincipalName": "eve@contoso.com", "mail": "shared@contoso.com"},
    {"id": "joe", "userPrincipalName": "joe@contoso.com", "mail": "shared@contoso.com"},
]
GONE = [{"id": "old", "userPrincipalName": "old@contoso.com", "mail": "old@contoso.com"}]
OTHER = {"id": "a0", "target": {"id": "s0", "objectId": "ben"}}
"""An assignment whose target is known, so that `objectId` counts as exported."""


def assignment(target: dict[str, Any] | None) -> dict[str, Any]:
    return {"id": "a1", "target": target}


def request(kind: str | None, requestor: str | None, **assignment: Any) -> dict[str, Any]:
    made = {"id": "r1", "requestor": {"id": f"s-{requestor}", "objectId": requestor}}
    return {**made, "requestType": kind, "assignment": {"id": "a1", **assignment}}


LOST = {"id": "s1", "objectId": None, "displayName": "Ann"}
CASES: dict[str, tuple[dict[str, Any] | None, list[dict[str, Any]], tuple[int, int, str, bool | None]]] = {
    "object id": ({"id": "s1", "objectId": "ann"}, [], (ANN, MISSING, "object id", False)),
    "object id of nobody here": ({"objectId": "zoe"}, [], (UNKNOWN, MISSING, "object id", False)),
    "object id before any name": (
        {"objectId": "ann", "principalName": "ben@contoso.com"},
        [],
        (ANN, MISSING, "object id", False),
    ),
    "subject id of an assignment": (
        {**LOST, "id": "s0"},
        [],
        (BEN, MISSING, "subject id", False),
    ),
    "subject id of a requestor": (
        {**LOST, "id": "s-ann"},
        [request("onBehalfAdd", "ann")],
        (ANN, MISSING, "subject id", False),
    ),
    "subject id of a request's target": (
        {**LOST, "id": "sx"},
        [request("adminAdd", None, target={"id": "sx", "objectId": "ann"})],
        (ANN, MISSING, "subject id", False),
    ),
    "one's own request": (LOST, [request("userAdd", "ann")], (ANN, MISSING, "request", False)),
    "one's own request, nothing else known": (
        None,
        [request("UserAdd", "ann")],
        (ANN, MISSING, "request", False),
    ),
    "target of a request": (
        LOST,
        [request("onBehalfAdd", "ben", target={"objectId": "ann"})],
        (ANN, MISSING, "request", False),
    ),
    "somebody else's request": (LOST, [request("onBehalfAdd", "ben")], (MISSING, MISSING, "nothing", True)),
    "a direct assignment": (LOST, [request("adminAdd", "ann")], (ANN, MISSING, "request", False)),
    "a request of unknown type": (
        LOST,
        [request(None, "ann")],
        (MISSING, ANN, "request, perhaps on behalf", None),
    ),
    "a removal, perhaps the manager's": (
        LOST,
        [request("userRemove", "ann")],
        (MISSING, ANN, "request, perhaps on behalf", None),
    ),
    "two requestors": (
        LOST,
        [request("userAdd", "ann"), {**request("userAdd", "ben"), "id": "r2"}],
        (MISSING, MISSING, "nothing", True),
    ),
    "principal name": (
        {**LOST, "principalName": "ANN@contoso.com "},
        [],
        (ANN, MISSING, "principal name", False),
    ),
    "principal name of a deleted user": (
        {**LOST, "principalName": "old@contoso.com"},
        [],
        (MISSING, MISSING, "nothing", True),
    ),
    "mail, although object ids were exported": (
        {**LOST, "email": "Ann.Smith@contoso.com"},
        [],
        (MISSING, MISSING, "nothing", True),
    ),
    "mail of two": ({**LOST, "email": "shared@contoso.com"}, [], (MISSING, MISSING, "nothing", True)),
    "blank names": ({**LOST, "principalName": " ", "email": ""}, [], (MISSING, MISSING, "nothing", True)),
    "nobody we know": ({**LOST, "email": "x@fabrikam.com"}, [], (MISSING, MISSING, "nothing", True)),
    "nothing at all": (None, [], (MISSING, MISSING, "nothing", None)),
    "an application": (
        {**LOST, "subjectType": "servicePrincipal", "email": "ben@contoso.com"},
        [],
        (MISSING, MISSING, "nothing", False),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_who_the_target_is(case: str, tmp_path: Path) -> None:
    target, requests, expected = CASES[case]
    export = {"users": USERS, "deleted_users": GONE, "assignments": [OTHER, assignment(target)]}
    relations = relations_of(tmp_path, {**export, "assignment_requests": requests})
    found = relations["assignment_targets"].iloc[1]
    outsider = None if pd.isna(found["outsider"]) else bool(found["outsider"])
    assert (found["person"], found["probable_person"], found["bridge"], outsider) == expected


@pytest.mark.parametrize(
    ("names", "person"),
    [
        ({"email": "Ann.Smith@contoso.com"}, ANN),
        ({"email": "ben@contoso.com"}, BEN),
        ({"principalName": "ann.smith@contoso.com"}, ANN),
        ({"principalName": "old@contoso.com"}, 4),
        ({"email": "shared@contoso.com"}, MISSING),
    ],
    ids=[
        "mail",
        "mail that is a principal name",
        "principal name that is a mail",
        "of a deleted user",
        "of two",
    ],
)
def test_without_object_ids_a_mail_address_is_a_hint(
    names: dict[str, str], person: int, tmp_path: Path
) -> None:
    export = {"users": USERS, "deleted_users": GONE, "assignments": [assignment({"id": "s1", **names})]}
    found = relations_of(tmp_path, export)["assignment_targets"].iloc[0]
    assert (found["person"], found["probable_person"]) == (MISSING, person)


@pytest.mark.parametrize(("kind", "person"), [("userAdd", ANN), ("onBehalfAdd", MISSING), (None, MISSING)])
def test_who_asked_follows_from_the_assignment(kind: str | None, person: int, tmp_path: Path) -> None:
    asked = {"id": "r1", "requestType": kind, "requestor": {"displayName": "A"}, "assignment": {"id": "a1"}}
    export = {
        "users": USERS,
        "assignments": [assignment({"id": "s1", "objectId": "ann"})],
        "assignment_requests": [asked],
    }
    assert relations_of(tmp_path, export)["requestors"]["person"].tolist() == [person]


def test_without_object_ids_a_subject_may_be_anybody(tmp_path: Path) -> None:
    targets = [{"id": "s1", "displayName": "Zoe"}, {"id": "s2", "email": "ann.smith@contoso.com"}]
    rows = [{"id": f"a{number}", "target": target} for number, target in enumerate(targets)]
    found = relations_of(tmp_path, {"users": USERS, "assignments": rows})["assignment_targets"]
    assert found["anybody"].tolist() == [True, True]
    assert found["outsider"].isna().all()
    assert found["probable_person"].tolist() == [MISSING, ANN]


def test_what_only_helps_makes_no_answer_unsure(tmp_path: Path) -> None:
    page = {"@odata.nextLink": "https://graph.microsoft.com/more", "value": []}
    export = {"users": USERS, "assignments": [OTHER], "assignment_requests": page}
    relations = relations_of(tmp_path, export)
    assert relations["assignment_targets"]["person"].tolist() == [BEN]
    read = relations.read_by(lambda assignment_targets: assignment_targets)
    assert read == {"users", "assignments"}


def test_look_up_tables_are_not_made_in_vain(tmp_path: Path) -> None:
    relations = relations_of(tmp_path, {"users": USERS, "assignments": [OTHER]})
    assert relations["assignment_targets"]["bridge"].tolist() == ["object id"]
    assert not {"_subjects", "_targets"} & vars(relations["subject_links"]).keys()


def test_every_assignment_is_counted_once(tmp_path: Path) -> None:
    organization = {"id": "org"}
    targets: list[dict[str, Any] | None] = [
        {"id": "s0", "objectId": "ben"},
        {"id": "s5", "objectId": "zoe"},
        {**LOST, "id": "s0"},
        {**LOST, "principalName": "ann@contoso.com"},
        {**LOST, "email": "ann.smith@contoso.com"},
        {**LOST, "email": "x@fabrikam.com", "connectedOrganization": organization},
        {**LOST, "email": "x@litware.com"},
        {"id": "s9", "objectId": "app", "subjectType": "servicePrincipal"},
        None,
    ]
    rows = [{"id": f"a{number}", "target": target} for number, target in enumerate(targets)]
    export = {"users": USERS, "assignments": rows, "connected_organizations": [organization]}
    count = relations_of(tmp_path, export)["subject_count"]
    assert (count.assignments, count.resolved) == (9, 3)
    assert count.certain == {"object id": 1, "subject id": 1, "principal name": 1}
    assert count.probable == {}
    assert count.unresolved == {
        "user not in the export": 1,
        "application": 1,
        "outside the directory, connected organization known": 1,
        "outside the directory": 2,
        "unknown": 1,
    }
