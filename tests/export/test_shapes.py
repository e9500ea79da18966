"""Every shape and encoding in which JSON is saved gives the same records."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest

from analyzer.export.splitting.shapes import split_document, split_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.export.conftest import MakeExport, ReadDataset

ONE, TWO = {"id": "1"}, {"id": "2"}
LINK = "https://graph.microsoft.com/v1.0/users?$skiptoken=2"


def _records(data: Any) -> list[Any]:
    text = data if isinstance(data, bytes) else json.dumps(data).encode()
    return [json.loads(bytes(record)) for record in split_document(text).records]


SHAPES: dict[str, tuple[Any, list[Any]]] = {
    "page": ({"@odata.context": "x", "value": [ONE, TWO]}, [ONE, TWO]),
    "empty page": ({"value": []}, []),
    "array": ([ONE, TWO], [ONE, TWO]),
    "empty array": ([], []),
    "object in value": ({"value": ONE}, [ONE]),
    "records by id in value": ({"value": {"1": ONE, "2": TWO}}, [ONE, TWO]),
    "objects in value that are no records": ({"value": {"1": TWO}}, [{"1": TWO}]),
    "records by id": ({"1": ONE, "2": TWO}, [ONE, TWO]),
    "objects that are no records": ({"1": TWO}, [{"1": TWO}]),
    "page as .NET spells it": ({"@odata.context": "x", "Value": [ONE, TWO]}, [ONE, TWO]),
    "record without an id": ({"groupId": "g", "memberId": "m"}, [{"groupId": "g", "memberId": "m"}]),
    "null in value": ({"value": None}, []),
    "record with a member called value": ({"id": "1", "value": "x"}, [{"id": "1", "value": "x"}]),
    "array of pages": ([{"value": [ONE]}, {"value": [TWO]}], [ONE, TWO]),
    "lines": (b'{"id":"1"}\n{"id":"2"}\n', [ONE, TWO]),
    "lines with blanks between": (b'\n{"id":"1"}\r\n\r\n{"id":"2"}', [ONE, TWO]),
    "pages in lines": (b'{"value":[{"id":"1"}]}\n{"value":[{"id":"2"}]}\n', [ONE, TWO]),
    "pages in a row": (b'{"value":[{"id":"1"}]}{"value":[{"id":"2"}]}', [ONE, TWO]),
    "pretty objects in a row": (b'{\n "id": "1"\n}\n{\n "id": "2"\n}\n', [ONE, TWO]),
    "batch": (
        {"responses": [{"id": "1", "status": 200, "body": {"value": [ONE]}}, {"status": 200, "body": TWO}]},
        [ONE, TWO],
    ),
    "scalars are records, too": ([ONE, 5, None, "x"], [ONE, 5, None, "x"]),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_its_records(shape: str) -> None:
    data, expected = SHAPES[shape]
    assert _records(data) == expected


def test_an_object_is_one_record() -> None:
    assert _records({"id": "1", "displayName": "Å"}) == [{"id": "1", "displayName": "Å"}]


@pytest.mark.parametrize(
    "data", [b' \n{"id":1}\n', b' [ {"id":1} ]', b'\t{"id":1}\r\n{"id":2}', b' {"value": {"id":1} }']
)
def test_blanks_around_a_record_are_not_part_of_it(data: bytes) -> None:
    assert bytes(split_document(data).records[0]) == b'{"id":1}'


def test_a_page_keeps_the_link_to_the_next_one() -> None:
    assert split_document(json.dumps({"@odata.nextLink": LINK, "value": [ONE]}).encode()).next_link == LINK


def test_in_an_array_of_pages_only_the_last_link_is_open() -> None:
    pages = [{"@odata.nextLink": LINK, "value": [ONE]}, {"value": [TWO]}]
    assert split_document(json.dumps(pages).encode()).next_link == ""
    assert split_document(json.dumps(pages[::-1]).encode()).next_link == LINK


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        ({"error": {"code": "Forbidden", "message": "No."}}, "error-body"),
        ([{"value": [ONE]}, {"error": {"code": "Forbidden"}}], "error-body"),
        ({"responses": [{"id": "1", "status": 403, "body": {"error": {"code": "x"}}}]}, "error-body"),
        (b"", "not-json"),
        (b" \n", "not-json"),
        (b"<html><script>{}</script></html>", "not-json"),
    ],
)
def test_what_is_no_data_is_a_flaw(data: Any, rule: str) -> None:
    document = split_document(data if isinstance(data, bytes) else json.dumps(data).encode())
    assert [flaw.rule for flaw in document.flaws] == [rule]
    assert all(flaw.incomplete for flaw in document.flaws)


def test_a_bad_line_costs_itself_only() -> None:
    document = split_lines(b'{"id":"1"}\noops\n{"id":"2"}\n')
    assert document.records == [b'{"id":"1"}', b"oops", b'{"id":"2"}']
    assert document.refused


TEXT = '{"value": [{"id": "1", "displayName": "Zoë 😀"}]}'
ENCODINGS: dict[str, Callable[[], bytes]] = {
    "utf-8": TEXT.encode,
    "utf-8 with mark": lambda: TEXT.encode("utf-8-sig"),
    "utf-16 with mark": lambda: TEXT.encode("utf-16"),
    "utf-16 little endian": lambda: TEXT.encode("utf-16-le"),
    "utf-16 big endian": lambda: TEXT.encode("utf-16-be"),
    "gzip": lambda: gzip.compress(TEXT.encode()),
    "gzip of utf-16": lambda: gzip.compress(TEXT.encode("utf-16")),
    "two gzip members": lambda: gzip.compress(TEXT[:20].encode()) + gzip.compress(TEXT[20:].encode()),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_gives_the_same_text(
    encoding: str, make_export: MakeExport, read_dataset: ReadDataset
) -> None:
    found = read_dataset(make_export({"users.json": ENCODINGS[encoding]()}), "users")
    assert found.rows == [{"id": "1", "displayName": "Zoë 😀"}]
    assert found.notes == []


def test_a_damaged_gzip_file_gives_its_head(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    lines = b"".join(b'{"id":"%d"}\n' % number for number in range(50_000))
    whole = gzip.compress(lines)
    found = read_dataset(make_export({"users.ndjson.gz": whole[: len(whole) // 2]}), "users")
    assert "cut-file" in found.rules
    assert found.rows[:2] == [{"id": "0"}, {"id": "1"}]
    assert len(found.rows) > 10_000


def test_damaged_utf_16_is_noted(make_export: MakeExport, read_dataset: ReadDataset) -> None:
    found = read_dataset(make_export({"users.json": TEXT.encode("utf-16")[:-1]}), "users")
    assert found.rows == [{"id": "1", "displayName": "Zoë 😀"}]
    assert "encoding" in found.rules
