"""From files to blocks: pages joined, giants cut, notes in their place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from analyzer.export import gathering, reading
from analyzer.export.inventory import take_inventory
from analyzer.export.notes import Note
from analyzer.export.reading import read

if TYPE_CHECKING:
    from analyzer.export.blocks import Block
    from tests.export.conftest import MakeExport, ReadDataset

LINK = "https://graph.microsoft.com/v1.0/users?$skiptoken=x"


def _users(first: int, count: int) -> list[dict[str, str]]:
    return [{"id": f"u{number}"} for number in range(first, first + count)]


def test_small_pages_become_one_block(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    pages = {f"users/page-{page}.json": {"value": _users(page * 3, 3)} for page in range(1, 12)}
    found = read_dataset(make_export(pages), "users")
    assert found.rows == _users(3, 33)
    (block,) = found.blocks
    assert [(piece.file, piece.first_row, piece.rows) for piece in block.pieces] == [
        (f"users/page-{page}.json", 1, 3) for page in range(1, 12)
    ]


@pytest.mark.parametrize("text", [b"", b"\n \n"])
@pytest.mark.parametrize("name", ["users.json", "users.ndjson", "users.jsonl"])
def test_an_empty_file_is_no_empty_list(
    make_export: MakeExport, read_dataset: ReadDataset, name: str, text: bytes
) -> None:
    (note,) = read_dataset(make_export({name: text}), "users").notes
    assert (note.file, note.rule, note.incomplete) == (name, "not-json", True)
    assert '{"value": []}' in note.message


@pytest.mark.parametrize("name", ["users.json", "users.ndjson"])
def test_an_empty_page_is(make_export: MakeExport, read_dataset: ReadDataset, name: str) -> None:
    found = read_dataset(make_export({name: b'{"value": []}'}), "users")
    assert (found.rows, found.notes) == ([], [])


def test_blocks_are_bounded(
    make_export: MakeExport, read_dataset: ReadDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "BLOCK_SIZE", 100)
    root = make_export(
        {"users_1.json": _users(0, 40), "users_2.json": _users(40, 3), "users_3.json": _users(43, 2)}
    )
    found = read_dataset(root, "users")
    assert found.rows == _users(0, 45)
    assert all(sum(map(len, block.records or ())) <= 100 for block in found.blocks)
    pieces = [piece for block in found.blocks for piece in block.pieces if piece.file == "users_1.json"]
    assert [piece.first_row for piece in pieces][:2] == [1, 1 + pieces[0].rows]
    assert sum(piece.rows for piece in pieces) == 40


def test_a_record_that_does_not_fit_takes_its_block_out_of_arrow(
    make_export: MakeExport, read_dataset: ReadDataset
) -> None:
    found = read_dataset(make_export({"users.json": [{"id": "u1"}, {"id": 5, "mail": None}]}), "users")
    (block,) = found.blocks
    assert block.table is None
    assert found.texts == [b'{"id": "u1"}', b'{"id": 5, "mail": null}']
    assert block.present == {"id", "mail"}


def test_nan_in_a_member_nobody_knows_is_no_json(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    found = read_dataset(make_export({"users.json": b'[{"id":"u1"},{"id":"u2","x":NaN}]'}), "users")
    assert found.blocks[0].table is None
    assert found.texts == [b'{"id":"u1"}', b'{"id":"u2","x":NaN}']


def test_only_the_last_page_may_be_without_successor(
    make_export: MakeExport, read_dataset: ReadDataset
) -> None:
    page = {"@odata.nextLink": LINK, "value": _users(0, 1)}
    root = make_export({"users/page-9.json": page, "users/page-10.json": page, "groups.json": []})
    (note,) = read_dataset(root, "users").notes
    assert note == Note(
        dataset="users",
        file="users/page-10.json",
        row=None,
        pointer="/@odata.nextLink",
        rule="unfollowed-next-link",
        message=note.message,
        value=LINK,
        incomplete=True,
    )
    assert note.message.startswith("users/page-10.json names a next page")


def test_an_error_answer_is_no_record(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    error = {"error": {"code": "Authorization_RequestDenied", "message": "Insufficient privileges."}}
    found = read_dataset(make_export({"users_1.json": _users(0, 1), "users_2.json": error}), "users")
    assert found.rows == _users(0, 1)
    assert [(note.rule, note.value) for note in found.notes] == [
        ("error-body", "Authorization_RequestDenied: Insufficient privileges.")
    ]


def test_a_cut_page_gives_its_head_and_a_note(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    text = json.dumps({"value": _users(0, 5)}).encode()
    found = read_dataset(make_export({"users_1.json": text[:-6], "users_2.json": _users(5, 1)}), "users")
    assert found.rows == [*_users(0, 4), *_users(5, 1)]
    assert [(note.rule, note.row, note.incomplete) for note in found.notes] == [("cut-file", 5, True)]


def test_work_runs_on_every_block_in_order(make_export: MakeExport, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "BLOCK_SIZE", 50)
    inventory = take_inventory(make_export({"users.json": _users(0, 100)}))

    def first_row(block: Block) -> int:
        return block.pieces[0].first_row

    found = list(read(inventory, "users", first_row))
    assert len(found) > 5
    assert found == sorted(row for row in found if isinstance(row, int))


def test_a_dataset_that_is_not_there_has_no_blocks(
    make_export: MakeExport, read_dataset: ReadDataset
) -> None:
    assert read_dataset(make_export({"users.json": []}), "groups").blocks == []


def test_an_unreadable_file_is_noted(make_export: MakeExport) -> None:
    root = make_export({"users.json": []})
    inventory = take_inventory(root)
    (root / "users.json").unlink()
    notes = [item for item in reading.blocks(inventory, "users") if isinstance(item, Note)]
    assert [(note.rule, note.incomplete) for note in notes] == [("unreadable", True)]
