"""Files in other dialects, read whole: rows keep their place, a loss is told once per file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from analyzer.export.dialects.runs import lift_text
from tests.export.dialects.case_files import cases

if TYPE_CHECKING:
    from tests.export.conftest import MakeExport, ReadDataset

BETA = {"id": "b", "assignmentState": "Delivered", "accessPackageId": "a1", "targetId": "s1"}
V1 = {"id": "v", "state": "expired", "accessPackage": {"id": "a2"}}
PASCAL = {
    "Id": "p",
    "State": "Delivered",
    "AccessPackage": {"Id": "a3", "Catalog": {"Id": None}},
    "Target": {"Id": None},
}
ROWS = [
    {"id": "b", "state": "delivered", "accessPackage": {"id": "a1"}, "target": {"id": "s1"}},
    V1,
    {"id": "p", "state": "delivered", "accessPackage": {"id": "a3"}},
]
POLICY = next(case for case in cases("beta") if case.case == "a policy, whole")


def test_dialects_mix_in_one_file(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    root = make_export({"assignments.json": {"value": [BETA, V1, PASCAL]}})
    found = read_dataset(root, "assignments")
    assert found.rows == ROWS
    assert [(piece.first_row, piece.rows) for block in found.blocks for piece in block.pieces] == [(1, 3)]
    assert {"state", "accessPackage.id", "target.id"} <= found.present
    assert not {"target.objectId", "assignmentPolicy"} & found.present


def test_what_is_not_exported_is_not_present(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    root = make_export({"assignments.json": [PASCAL]})
    assert "target" not in read_dataset(root, "assignments").present


def test_a_record_that_is_not_json_stays_and_its_neighbours_are_lifted(
    make_export: MakeExport, read_dataset: ReadDataset
) -> None:
    text = f'[{json.dumps(BETA)}, {{"id": NaN, "assignmentState": "Delivered"}}, {json.dumps(BETA)}]'
    found = read_dataset(make_export({"assignments.json": text.encode()}), "assignments")
    first, broken, last = found.texts
    assert json.loads(first) == json.loads(last) == ROWS[0]
    assert broken == b'{"id": NaN, "assignmentState": "Delivered"}'


@pytest.mark.parametrize(
    "text",
    [
        b"{",
        b"5",
        b'"x"',
        b"[]",
        b"null",
        b'{"id":"\xff"}',
        b'{"Id":1' + b"0" * 5000 + b"}",
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
    ],
    ids=["cut", "number", "text", "list", "null", "not UTF-8", "giant number", "deep"],
)
def test_what_cannot_be_lifted_stays_as_it_is(text: bytes) -> None:
    assert lift_text("assignments", text) == (text, frozenset())


def test_a_text_of_v1_keeps_its_bytes() -> None:
    text = b'{ "id" : "v",  "state":"expired", "x": 1.0 }'
    assert lift_text("assignments", text)[0] is text


def test_a_loss_is_told_once_per_file(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    root = make_export(
        {"assignments/1.json": [BETA, BETA], "assignments/2.json": [V1], "assignments/3.json": [BETA]}
    )
    notes = read_dataset(root, "assignments").notes
    assert [(note.file, note.rule, note.pointer) for note in notes] == [
        ("assignments/1.json", "dialect", "/targetId"),
        ("assignments/3.json", "dialect", "/targetId"),
    ]
    assert all(note.message.startswith(f"{note.file} says") and not note.incomplete for note in notes)


def test_a_loss_in_thousands_of_files_is_one_note(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    root = make_export(
        {f"assignments/{number:03}.json": {**BETA, "id": f"x{number}"} for number in range(50)}
    )
    (note,) = read_dataset(root, "assignments").notes
    assert note.file == "assignments/000.json"
    assert note.message.endswith("So have 49 further files.")


def test_members_of_a_powershell_group(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    member = {
        "Id": "u1",
        "DeletedDateTime": None,
        "AdditionalProperties": {"@odata.type": "#microsoft.graph.user"},
    }
    found = read_dataset(make_export({"group_members/g1.json": [member]}), "group_members")
    assert found.rows == [{"groupId": "g1", "memberId": "u1", "memberType": "user"}]


def _as_text(record: dict[str, Any]) -> dict[str, Any]:
    return {
        key: json.dumps(value) if isinstance(value, dict | list) else value for key, value in record.items()
    }


@pytest.mark.parametrize("written", [lambda record: record, _as_text], ids=["structs", "JSON text"])
def test_columns_of_beta_records(written: Any, make_export: MakeExport, read_dataset: ReadDataset) -> None:
    tables = {
        "assignments.parquet": pa.Table.from_pylist([written(BETA)]),
        "assignment_policies.parquet": pa.Table.from_pylist([written(POLICY.given)]),
    }
    root = make_export(tables)
    assert read_dataset(root, "assignments").rows == ROWS[:1]
    (row,) = read_dataset(root, "assignment_policies").rows
    assert row["requestApprovalSettings"]["stages"] == POLICY.becomes["requestApprovalSettings"]["stages"]
    assert row["specificAllowedTargets"] == POLICY.becomes["specificAllowedTargets"]
    assert row["expiration"] == {"type": "afterDuration", "duration": "P180D"}


def test_columns_as_pandas_writes_them(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    """Whole numbers with a gap are floats, ids may be a dictionary, dates are moments."""
    table = pa.table(
        {
            "id": pa.array(["p1", "p2"]).dictionary_encode(),
            "durationInDays": pa.array([30.0, float("nan")]),
            "expirationDateTime": pa.array([None, 0], pa.timestamp("us", "UTC")),
            "accessPackageId": ["a1", "a2"],
        }
    )
    root = make_export({"assignment_policies.parquet": table})
    assert read_dataset(root, "assignment_policies").rows == [
        {
            "id": "p1",
            "accessPackage": {"id": "a1"},
            "expiration": {"type": "afterDuration", "duration": "P30D"},
        },
        {
            "id": "p2",
            "accessPackage": {"id": "a2"},
            "expiration": {"type": "afterDateTime", "endDateTime": "1970-01-01T00:00:00.000000Z"},
        },
    ]


def test_columns_with_capitals(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    table = pa.table({"Id": ["u1"], "DisplayName": ["Å"], "AccountEnabled": [True], "Mail": pa.nulls(1)})
    found = read_dataset(make_export({"users.parquet": table}), "users")
    assert found.rows == [{"id": "u1", "displayName": "Å", "accountEnabled": True}]
    assert "mail" not in found.present


def test_columns_of_v1_with_words_of_beta(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    table = pa.table({"id": ["x"], "state": ["PartiallyDelivered"]})
    assert read_dataset(make_export({"assignments.parquet": table}), "assignments").rows == [
        {"id": "x", "state": "partiallyDelivered"}
    ]


def test_columns_of_v1_stay_columns(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    """A strange column with a capital does not make a whole file another dialect."""
    table = pa.table({"id": ["x"], "state": ["delivered"], "IngestedAt": [5]})
    (block,) = read_dataset(make_export({"assignments.parquet": table}), "assignments").blocks
    assert block.records is None
