"""Files that list one parent's relations become rows with the parent's id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from analyzer.export.inventory import take_inventory
from analyzer.export.reading import parents

if TYPE_CHECKING:
    from tests.export.conftest import MakeExport, ReadDataset


def _object(identifier: Any, kind: str | None = "user") -> dict[str, Any]:
    typed = {"@odata.type": f"#microsoft.graph.{kind}"} if kind else {}
    return {**typed, "id": identifier, "displayName": "X"}


def test_members_get_the_group_of_their_file(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    root = make_export(
        {
            "group_members/g1.json": {"value": [_object("u1"), _object("g2", "group")]},
            "group_members/g1/page-2.json": {"value": [_object("s1", "servicePrincipal")]},
            "group_members/g2.json": {"value": []},
            "group_members/g3.json": {"value": [_object("u2", None)]},
        }
    )
    found = read_dataset(root, "group_members")
    assert found.rows == [
        {"groupId": "g1", "memberId": "u1", "memberType": "user"},
        {"groupId": "g1", "memberId": "g2", "memberType": "group"},
        {"groupId": "g1", "memberId": "s1", "memberType": "servicePrincipal"},
        {"groupId": "g3", "memberId": "u2"},
    ]
    assert found.present == {"groupId", "memberId", "memberType"}
    assert [(piece.file, piece.rows) for piece in found.blocks[0].pieces] == [
        ("group_members/g1.json", 2),
        ("group_members/g1/page-2.json", 1),
        ("group_members/g3.json", 1),
    ]
    assert parents(take_inventory(root), "group_members") == frozenset({"g1", "g2", "g3"})


USER = "02bd9fd6-8f93-4758-87c3-1fb73740a315"
PLACE = "https://graph.microsoft.com/v2/5793aa3b-cca9-4794-679a-4a0b1f0a4d0c"
REFERENCES = [
    {"@odata.id": f"{PLACE}/directoryObjects/{USER}/Microsoft.DirectoryServices.User"},
    {"@odata.id": f"{PLACE}/users/{USER}"},
]
"""`/groups/{id}/members/$ref`. The address of something else has no id."""


def test_references_name_members_by_address(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    root = make_export({"group_members/g1.json": {"value": REFERENCES}})
    rows = read_dataset(root, "group_members").rows
    assert rows == [{"groupId": "g1", "memberId": USER}, {"groupId": "g1"}]


def test_references_beside_a_refused_record(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    root = make_export({"group_members/g1.json": {"value": [*REFERENCES, {"id": 5}]}})
    assert read_dataset(root, "group_members").texts == [
        b'{"groupId":"g1","memberId":"%s","memberType":null}' % USER.encode(),
        b'{"groupId":"g1","memberId":null,"memberType":null}',
        b'{"groupId":"g1","memberId":5,"memberType":null}',
    ]


def test_a_plain_table_speaks_for_every_parent(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    edge = {"groupId": "g1", "memberId": "u1", "memberType": "user"}
    root = make_export({"group_members/page-1.json": [edge], "group_members/g2.json": [_object("u2")]})
    assert edge in read_dataset(root, "group_members").rows
    assert parents(take_inventory(root), "group_members") is None
    assert parents(take_inventory(root), "users") is None


@pytest.mark.parametrize(
    ("dataset", "expected"),
    [
        ("group_owners", {"groupId": "p1", "ownerId": "x", "ownerType": "user"}),
        ("incompatible_groups", {"accessPackageId": "p1", "groupId": "x"}),
        ("incompatible_access_packages", {"accessPackageId": "p1", "incompatibleAccessPackageId": "x"}),
        ("catalog_resources", {"catalog": {"id": "p1"}, "displayName": "X", "id": "x"}),
    ],
)
def test_every_relation_has_its_columns(
    dataset: str, expected: dict[str, Any], make_export: MakeExport, read_dataset: ReadDataset
) -> None:
    found = read_dataset(make_export({f"{dataset}/p1.json": [_object("x")]}), dataset)
    assert found.rows == [expected]
    assert expected.keys() <= found.present


def test_a_catalog_that_a_resource_names_stays(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    resources = [{"id": "r1", "catalog": {"id": "own", "displayName": "Own"}}, {"id": "r2", "catalog": None}]
    found = read_dataset(make_export({"catalog_resources/c1.json": resources}), "catalog_resources")
    assert [row["catalog"] for row in found.rows] == [{"id": "own", "displayName": "Own"}, {"id": "c1"}]


def test_refused_records_are_rewritten_as_rows(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    files = {
        "group_members/g1.json": b'[{"@odata.type":"#microsoft.graph.user","id":"u1"},{"id":5},{"id":NaN}]',
        "catalog_resources/c1.json": [{"id": 5}],
    }
    root = make_export(files)
    assert read_dataset(root, "group_members").texts == [
        b'{"groupId":"g1","memberId":"u1","memberType":"user"}',
        b'{"groupId":"g1","memberId":5,"memberType":null}',
        b'{"id":NaN}',
    ]
    assert read_dataset(root, "catalog_resources").texts == [b'{"id":5,"catalog":{"id":"c1"}}']


def test_each_parent_has_its_own_last_page(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    page = {"@odata.nextLink": "https://next", "value": [_object("u1")]}
    root = make_export(
        {
            "group_members/g1.json": page,
            "group_members/g1/2.json": [_object("u2")],
            "group_members/g2.json": page,
            "group_members/g3.json": [_object("u3")],
        }
    )
    notes = read_dataset(root, "group_members").notes
    assert [(note.file, note.rule) for note in notes] == [("group_members/g2.json", "unfollowed-next-link")]
