"""Parquet in every type that other tools write, to the canonical columns."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from analyzer.datasets import arrow_schema

if TYPE_CHECKING:
    from tests.export.conftest import MakeExport, ReadDataset

ID = "02bd9fd6-8f93-4758-87c3-1fb73740a315"
MOMENT = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
MANAGER = {"id": "m1", "displayName": "Å"}

GOOD: dict[str, tuple[str, pa.Array, Any]] = {
    "string": ("displayName", pa.array(["Å"]), "Å"),
    "large_string": ("displayName", pa.array(["Å"], pa.large_string()), "Å"),
    "dictionary": ("displayName", pa.array(["Å"]).dictionary_encode(), "Å"),
    "uuid": ("displayName", pa.array([uuid.UUID(ID).bytes], pa.uuid()), ID),
    "16 bytes": ("displayName", pa.array([uuid.UUID(ID).bytes], pa.binary(16)), ID),
    "text as binary": ("displayName", pa.array(["Å".encode()]), "Å"),
    "null": ("displayName", pa.nulls(1), None),
    "boolean": ("accountEnabled", pa.array([False]), False),
    "moment": ("createdDateTime", pa.array([MOMENT], pa.timestamp("ns", "UTC")), MOMENT),
    "moment without zone": (
        "createdDateTime",
        pa.array([MOMENT.replace(tzinfo=None)], pa.timestamp("ms")),
        MOMENT,
    ),
    "moment as text": ("createdDateTime", pa.array(["2024-05-06T07:08:09Z"]), "2024-05-06T07:08:09Z"),
    "day for a moment": ("createdDateTime", pa.array([date(2024, 5, 6)]), datetime(2024, 5, 6, tzinfo=UTC)),
    "day for text": ("displayName", pa.array([date(2024, 5, 6)]), "2024-05-06"),
    "struct": ("manager", pa.array([{"displayName": "Å", "id": "m1", "more": 1}]), MANAGER),
    "struct as text": ("manager", pa.array(['{"displayName": "Å",\n "id": "m1", "more": 1}']), MANAGER),
    "struct as dictionary of text": ("manager", pa.array([json.dumps(MANAGER)]).dictionary_encode(), MANAGER),
    "no struct as text": ("manager", pa.array(["null"]), None),
    "blank for a struct": ("manager", pa.array([" "]), None),
    "list of structs as text": ("identities", pa.array([['{"issuer": "i", "more": 1}']]), [{"issuer": "i"}]),
    "list": ("otherMails", pa.array([["a", None]], pa.large_list(pa.large_string())), ["a", None]),
    "list of nulls": ("otherMails", pa.array([[]], pa.list_(pa.null())), []),
    "list as text": ("otherMails", pa.array(['["a"]']), ["a"]),
    "list of structs": ("identities", pa.array([[{"issuer": "i", "more": 1}]]), [{"issuer": "i"}]),
    "moment inside": (
        "signInActivity",
        pa.array(
            [{"lastSignInDateTime": MOMENT}], pa.struct([("lastSignInDateTime", pa.timestamp("us", "UTC"))])
        ),
        {"lastSignInDateTime": "2024-05-06T07:08:09.000000Z"},
    ),
}


@pytest.mark.parametrize("case", GOOD)
def test_what_fits_becomes_canonical(case: str, make_export: MakeExport, read_dataset: ReadDataset) -> None:
    column, values, expected = GOOD[case]
    found = read_dataset(make_export({"users.parquet": pa.table({"id": ["u1"], column: values})}), "users")
    assert found.notes == []
    assert found.rows == [{"id": "u1"} | ({} if expected is None else {column: expected})]
    assert column in found.present


NUMBERS: dict[str, tuple[pa.Array, list[int | None]]] = {
    "int32": (pa.array([5, None], pa.int32()), [5, None]),
    "uint64": (pa.array([5, None], pa.uint64()), [5, None]),
    "float as pandas writes it": (pa.array([5.0, float("nan")]), [5, None]),
    "decimal": (pa.array([Decimal(5), None]), [5, None]),
}


@pytest.mark.parametrize("case", NUMBERS)
def test_whole_numbers_come_in_many_types(
    case: str, make_export: MakeExport, read_dataset: ReadDataset
) -> None:
    values, expected = NUMBERS[case]
    root = make_export({"subscribed_skus.parquet": pa.table({"skuId": ["a", "b"], "consumedUnits": values})})
    found = read_dataset(root, "subscribed_skus")
    assert [row.get("consumedUnits") for row in found.rows] == expected


BAD: dict[str, tuple[str, pa.Array]] = {
    "text for a boolean": ("accountEnabled", pa.array(["true"])),
    "number for a boolean": ("accountEnabled", pa.array([1])),
    "number for text": ("displayName", pa.array([1])),
    "boolean for text": ("displayName", pa.array([True])),
    "number for a struct": ("manager", pa.array([1])),
    "numbers in a list of text": ("otherMails", pa.array([[1]])),
    "struct for a list": ("otherMails", pa.array([{"a": "b"}])),
    "text that is no JSON": ("manager", pa.array(["{'id': 'm1'}"])),
    "text of another type": ("manager", pa.array(['["a"]'])),
    "text with NaN": ("manager", pa.array(['{"id": "m1", "x": NaN}'])),
    "text that breaks out": ("manager", pa.array(['null},{"id":"evil"'])),
}


@pytest.mark.parametrize("case", BAD)
def test_what_does_not_fit_is_not_exported(
    case: str, make_export: MakeExport, read_dataset: ReadDataset
) -> None:
    column, values = BAD[case]
    found = read_dataset(make_export({"users.parquet": pa.table({"id": ["u1"], column: values})}), "users")
    assert found.rows == [{"id": "u1"}]
    assert found.present == {"id"}
    assert [(note.rule, note.pointer, note.incomplete) for note in found.notes] == [
        ("type", f"/{column}", False)
    ]


def test_a_fraction_is_no_whole_number(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    table = pa.table({"skuId": ["a", "b"], "consumedUnits": [1.5, 2.0]})
    found = read_dataset(make_export({"subscribed_skus.parquet": table}), "subscribed_skus")
    assert found.present == {"skuId"}
    assert found.rules == ["type"]


def test_only_the_member_that_does_not_fit_is_left_out(
    make_export: MakeExport, read_dataset: ReadDataset
) -> None:
    table = pa.table({"id": ["u1"], "manager": [{"id": "m1", "displayName": 5}]})
    found = read_dataset(make_export({"users.parquet": table}), "users")
    assert found.rows == [{"id": "u1", "manager": {"id": "m1"}}]
    assert found.present == {"id", "manager", "manager.id"}
    assert [note.pointer for note in found.notes] == ["/manager/displayName"]


def test_a_bad_text_among_good_ones_costs_itself_only(
    make_export: MakeExport, read_dataset: ReadDataset
) -> None:
    texts = [json.dumps({"id": f"m{row}"}) for row in range(100)]
    texts[40] = '{"id": 5}'
    table = pa.table({"id": [str(row) for row in range(100)], "manager": texts})
    found = read_dataset(make_export({"users.parquet": table}), "users")
    managers = [row.get("manager") for row in found.rows]
    assert managers == [{"id": f"m{row}"} if row != 40 else None for row in range(100)]
    assert [(note.row, note.value) for note in found.notes] == [(41, '{"id": 5}')]
    assert found.present == {"id", "manager", "manager.id"}


def test_json_text_inside_a_struct_is_understood(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    target = [{"objectId": "u1", "connectedOrganization": '{"id": "o1"}'}, {"objectId": "u2"}]
    root = make_export({"assignments.parquet": pa.table({"id": ["a1", "a2"], "target": target})})
    found = read_dataset(root, "assignments")
    assert found.notes == []
    assert found.rows[0]["target"] == {"objectId": "u1", "connectedOrganization": {"id": "o1"}}
    assert "target.connectedOrganization.id" in found.present
    assert "target.connectedOrganization.displayName" not in found.present


def test_a_bad_text_inside_a_struct_costs_the_column(
    make_export: MakeExport, read_dataset: ReadDataset
) -> None:
    target = [{"objectId": "u1", "connectedOrganization": "oops"}]
    root = make_export({"assignments.parquet": pa.table({"id": ["a1"], "target": target})})
    found = read_dataset(root, "assignments")
    assert found.rows == [{"id": "a1"}]
    assert found.rules == ["type"]


def test_struct_members_that_the_text_lacks_are_absent(
    make_export: MakeExport, read_dataset: ReadDataset
) -> None:
    table = pa.table({"id": ["1", "2"], "manager": ['{"id":"m1","mail":null}', None]})
    found = read_dataset(make_export({"users.parquet": table}), "users")
    assert found.present == {"id", "manager", "manager.id", "manager.mail"}


def test_part_files_follow_each_other(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    root = make_export(
        {
            "users/part-00001.snappy.parquet": pa.table({"id": ["u2"], "unknown": [1]}),
            "users/part-00000.snappy.parquet": pa.table({"id": ["u1"], "displayName": ["A"]}),
        }
    )
    found = read_dataset(root, "users")
    assert found.rows == [{"id": "u1", "displayName": "A"}, {"id": "u2"}]
    assert [block.present for block in found.blocks] == [{"id", "displayName"}, {"id"}]
    assert all(block.records is None for block in found.blocks)
    assert all(block.table.schema == arrow_schema("users") for block in found.blocks if block.table)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"no parquet at all, but long enough"])
def test_a_damaged_file_is_noted(content: bytes, make_export: MakeExport, read_dataset: ReadDataset) -> None:
    found = read_dataset(make_export({"users.parquet": content}), "users")
    assert found.rows == []
    assert [(note.rule, note.incomplete) for note in found.notes] == [("not-parquet", True)]
