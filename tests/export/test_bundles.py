"""One file, several datasets: each answer goes where its context says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from analyzer.export.files import digest
from analyzer.export.inventory import take_inventory

if TYPE_CHECKING:
    from tests.export.conftest import MakeExport, ReadDataset

GROUP = "02bd9fd6-8f93-4758-87c3-1fb73740a315"
ROOT = "https://graph.microsoft.com/v1.0/$metadata#"


def page(context: str, *ids: str) -> dict[str, Any]:
    return {"@odata.context": ROOT + context, "value": [{"id": each} for each in ids]}


BODIES = [
    page("users", "u1", "u2"),
    page("groups", "g1"),
    page("users(id)", "u3"),
    page(f"groups('{GROUP}')/members", "u1"),
    {"@odata.context": f"{ROOT}organization/$entity", "id": "o1"},
    page("applications", "x"),
]
BATCH = {"responses": [{"id": str(n), "status": 200, "body": body} for n, body in enumerate(BODIES)]}
LAYOUTS = {"batch": BATCH, "batches": [BATCH], "pages": BODIES}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_answer_goes_to_its_dataset(
    make_export: MakeExport, read_dataset: ReadDataset, layout: str
) -> None:
    root = make_export({"answers.json": LAYOUTS[layout]})
    inventory = take_inventory(root)
    assert [file.path for file in inventory.files] == [
        "answers.json#users",
        "answers.json#groups",
        f"answers.json#group_members/{GROUP}",
        "answers.json#organization",
    ]
    assert inventory.unrecognised == ("answers.json#6",)
    assert len({digest(file) for file in inventory.files}) == 1
    assert [row["id"] for row in read_dataset(root, "users").rows] == ["u1", "u2", "u3"]
    assert read_dataset(root, "organization").rows == [{"id": "o1"}]
    assert read_dataset(root, "group_members").rows == [{"groupId": GROUP, "memberId": "u1"}]


def test_the_request_may_say_what_its_answer_does_not(
    make_export: MakeExport, read_dataset: ReadDataset
) -> None:
    responses = [
        {"id": "users", "status": 403, "body": {"error": {"code": "Forbidden"}}},
        {"id": "groups", "status": 200, "body": {"value": [{"id": "g1"}]}},
        {"id": "photo", "status": 200, "body": "AAAA"},
        {"id": "7", "status": 404, "body": {"error": {"code": "NotFound"}}},
    ]
    root = make_export({"batch-1.json": {"responses": responses}})
    assert take_inventory(root).unrecognised == ("batch-1.json#3", "batch-1.json#4")
    assert read_dataset(root, "groups").rows == [{"id": "g1"}]
    assert read_dataset(root, "users").rules == ["error-body"]


def test_a_name_outweighs_what_is_inside(make_export: MakeExport) -> None:
    inventory = take_inventory(make_export({"users.json": BODIES[:1], "groups.json": BATCH}))
    assert [file.path for file in inventory.files] == ["groups.json", "users.json"]


@pytest.mark.parametrize(
    "content", [b'{"responses": [', b'{"responses": 5}', b'[{"responses": [{"body": 1}]}]']
)
def test_what_cannot_be_taken_apart_is_not_recognised(make_export: MakeExport, content: bytes) -> None:
    inventory = take_inventory(make_export({"answers.json": content, "users.json": []}))
    assert inventory.unrecognised == ("answers.json",)


def test_azurehound(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    member = {"@odata.type": "#microsoft.graph.user", "id": "u1"}
    data = [
        {"kind": "AZUser", "data": {"id": "u1", "displayName": "Ana"}},
        {"kind": "AZGroup", "data": {"id": "g1"}},
        {
            "kind": "AZGroupMember",
            "data": {"groupId": "g1", "members": [{"groupId": "g1", "member": member}, {"member": None}]},
        },
        {"kind": "AZGroupOwner", "data": {"groupId": "g1", "owners": None}},
        {"kind": "AZVM", "data": {"id": "vm"}},
    ]
    root = make_export({"azurehound.json": {"data": data, "meta": {"type": "azure", "count": 5}}})
    assert read_dataset(root, "users").rows == [{"id": "u1", "displayName": "Ana"}]
    assert read_dataset(root, "group_members").rows == [
        {"groupId": "g1", "memberId": "u1", "memberType": "user"}
    ]
    inventory = take_inventory(root)
    assert inventory.datasets == {"users", "groups", "group_members", "group_owners"}
    assert inventory.unrecognised == ("azurehound.json#5",)


AZ_USER = '"id": "u1", "displayName": "Ana"'
AZ_META = '"meta": {"type": "azure", "version": 5, "count": 1}'
AZ_ORDERS = {
    "meta first": f'{{{AZ_META}, "data": [{{"kind": "AZUser", "data": {{{AZ_USER}}}}}]}}',
    "sorted": f'{{"data": [{{"data": {{{AZ_USER}}}, "kind": "AZUser"}}], {AZ_META}}}',
}


@pytest.mark.parametrize("order", AZ_ORDERS)
def test_azurehound_in_any_order(make_export: MakeExport, read_dataset: ReadDataset, order: str) -> None:
    root = make_export({"out.json": AZ_ORDERS[order].encode()})
    assert read_dataset(root, "users").rows == [{"id": "u1", "displayName": "Ana"}]


def test_data_of_somebody_else_is_not_azurehound(make_export: MakeExport) -> None:
    other = b'{"data": [{"data": {"id": "n1"}, "group": "nodes"}]}'
    assert take_inventory(make_export({"graph.json": other, "users.json": []})).unrecognised == (
        "graph.json",
    )


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("damage", ["cut", "broken"])
def test_the_answers_before_the_damage_are_read(
    make_export: MakeExport, read_dataset: ReadDataset, layout: str, damage: str
) -> None:
    text = json.dumps(LAYOUTS[layout]).encode()
    at = text.index(b"u3")
    ruined = text[:at] if damage == "cut" else text[: at + 2] + text[at + 3 :]
    root = make_export({"answers.json": ruined})
    inventory = take_inventory(root)
    assert [file.path for file in inventory.files] == ["answers.json#users", "answers.json#groups"]
    assert [row["id"] for row in read_dataset(root, "users").rows] == ["u1", "u2"]
    told = [(note.dataset, note.file, note.rule, note.row, note.incomplete) for note in inventory.notes]
    assert told == [(name, "answers.json", "cut-file", 3, True) for name in ("groups", "users")]


def test_a_bundle_without_one_sound_answer_is_told(make_export: MakeExport) -> None:
    text = json.dumps(BATCH).encode()
    inventory = take_inventory(make_export({"answers.json": text[: text.index(b"u1")], "users.json": []}))
    assert inventory.unrecognised == ("answers.json",)
    assert [(note.file, note.rule) for note in inventory.notes] == [("answers.json", "cut-file")]
