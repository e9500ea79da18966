"""A broken CSV file costs what is broken in it, and says so in a sentence with the row's number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.export.conftest import MakeExport, ReadDataset

GROUP = "02bd9fd6-8f93-4758-87c3-1fb73740a315"


def test_a_ragged_row_costs_itself_only(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    text = b'id,displayName\nu1,"two\nlines"\nu2,Ann,extra\n\nu3,C\n,\nu4\nu5,E\n'
    found = read_dataset(make_export({"users.csv": text}), "users")
    assert [row["id"] for row in found.rows] == ["u1", "u3", "u5"]
    assert [(note.rule, note.row, note.value) for note in found.notes] == [
        ("ragged-row", 2, "u2,Ann,extra"),
        ("ragged-row", 5, "u4"),
    ]
    assert [(piece.first_row, piece.rows) for piece in found.blocks[0].pieces] == [(1, 1), (3, 1), (6, 1)]


def test_many_ragged_rows_are_counted(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    rows = [f"u{row}" if row % 2 else f"u{row},X" for row in range(1000)]
    text = "\n".join(["id,displayName", *rows]).encode()
    found = read_dataset(make_export({"users.csv": text}), "users")
    assert [row["id"] for row in found.rows] == [f"u{row}" for row in range(0, 1000, 2)]
    assert len(found.notes) == 101
    assert "400 more rows" in found.notes[-1].message
    assert [piece.first_row for piece in found.blocks[0].pieces] == list(range(1, 1000, 2))


def test_rows_keep_their_numbers_across_blocks(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    good = "".join(f"u{row},{'x' * 1000}\n" for row in range(20_000))
    text = f"id,displayName\nragged\n{good}ragged,too,\nlast,y\n".encode()
    found = read_dataset(make_export({"users.csv": text}), "users")
    assert len(found.blocks) > 1
    assert [note.row for note in found.notes] == [1, 20_002]
    last = found.blocks[-1].pieces[-1]
    assert (last.first_row, last.rows, found.rows[-1]["id"]) == (20_003, 1, "last")
    assert sum(block.rows for block in found.blocks) == 20_001


BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is empty"),
    "binary": (b"PK\x03\x04\x00\x00", "binary"),
    "another delimiter": (b"id~userPrincipalName\nu1~a@x\n", "has no column for id"),
    "another table": (b"colour,size\nred,1\n", "has no column for id"),
    "header only": (b"id,userPrincipalName\n", "no users"),
    "header that is cut": (b'id,"user', "in its header"),
    "gzip that is cut": (b"\x1f\x8b\x08\x00", "damaged gzip"),
    "a row longer than any": (b'id,mail\nu1,"' + b"x" * (33 << 20) + b'"\n', "is no table after row 0"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_one_sentence(case: str, make_export: MakeExport, read_dataset: ReadDataset) -> None:
    content, words = BROKEN[case]
    found = read_dataset(make_export({"users.csv": content}), "users")
    assert found.rows == []
    assert [note.incomplete for note in found.notes] == [True]
    assert words in found.notes[0].message


def test_a_quotation_mark_that_is_never_closed(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    text = b'id,displayName\nu1,A\nu2,"B\nu3,C\nu4,D\n'
    found = read_dataset(make_export({"users.csv": text}), "users")
    assert [row["id"] for row in found.rows] == ["u1"]
    assert [(note.rule, note.row, note.incomplete) for note in found.notes] == [("cut-file", 2, True)]


def test_text_of_an_old_code_page_keeps_its_rows(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    found = read_dataset(make_export({"users.csv": "id,displayName\nu1,Jörg\n".encode("cp1252")}), "users")
    assert found.rows == [{"id": "u1", "displayName": "J\ufffdrg"}]
    assert [(note.rule, note.incomplete) for note in found.notes] == [("encoding", False)]


def test_an_empty_group_is_no_mistake(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    found = read_dataset(make_export({f"group_members/{GROUP}.csv": b"id,displayName\n"}), "group_members")
    assert (found.rows, found.notes) == ([], [])


def test_a_zero_byte_is_shown_and_costs_no_row(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    rows = "".join(f"u{row},User {row} of Contoso Deutschland\n" for row in range(5000))
    text = ("id,displayName\n" + rows.replace("User 3 ", "User\0 3 ").replace("User 4900 ", "\0 ")).encode()
    found = read_dataset(make_export({"users.csv": text}), "users")
    assert [row["id"] for row in found.rows] == [f"u{row}" for row in range(5000)]
    assert found.rows[3]["displayName"] == "User\ufffd 3 of Contoso Deutschland"
    assert [(note.rule, note.incomplete) for note in found.notes] == [("encoding", False)]
