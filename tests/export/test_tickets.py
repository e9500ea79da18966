"""Lists of tickets, as people keep them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

if TYPE_CHECKING:
    from tests.export.conftest import MakeExport, ReadDataset

ROWS = [
    {"user": "a@x.example", "access_package": "Sales, all", "link": "https://y"},
    {"user": "007", "access_package": "P2"},
]
CSV = 'user,access_package,link\na@x.example,"Sales, all",https://y\n007,P2,\n'


@pytest.mark.parametrize(
    "text",
    [
        CSV.encode(),
        CSV.encode("utf-8-sig"),
        CSV.encode("utf-16"),
        CSV.replace("\n", "\r\n").encode(),
        CSV.replace("user,access_package,link", "User,Access Package,LINK").encode(),
        CSV.replace("user,access_package,link", "Nr,user,access_package,link")
        .replace("\n", "\n1,")
        .encode()[:-2],
        b'user;access_package;link\na@x.example;"Sales, all";https://y\n007;P2;""\n',
    ],
)
def test_csv_is_text(text: bytes, make_export: MakeExport, read_dataset: ReadDataset) -> None:
    found = read_dataset(make_export({"tickets.csv": text}), "tickets")
    assert found.notes == []
    assert found.rows == ROWS
    assert found.present == {"user", "access_package", "link"}


def test_a_column_that_is_not_there_is_absent(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    found = read_dataset(make_export({"tickets.csv": b"user\na\n"}), "tickets")
    assert found.rows == [{"user": "a"}]
    assert found.present == {"user"}


def test_a_list_may_be_empty(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    found = read_dataset(make_export({"tickets.csv": b"user,access_package\n"}), "tickets")
    assert (found.rows, found.notes) == ([], [])


def test_a_file_without_a_header_is_no_list(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    found = read_dataset(make_export({"tickets.csv": b""}), "tickets")
    assert [(note.rule, note.incomplete) for note in found.notes] == [("not-csv", True)]


def test_what_is_no_table_is_noted(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    found = read_dataset(make_export({"tickets.csv": b"user,access_package\na,b,c\n"}), "tickets")
    assert [(note.rule, note.row) for note in found.notes] == [("ragged-row", 1)]


def test_json_and_parquet_hold_tickets_too(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    root = make_export({"tickets.json": ROWS[:1], "tickets_2.parquet": pa.Table.from_pylist(ROWS[1:])})
    assert read_dataset(root, "tickets").rows == ROWS
