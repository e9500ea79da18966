"""Files that a careless program or hand has saved: no record of them is lost, and what is wrong is said."""

from __future__ import annotations

import gzip
import io
import json
import os
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analyzer.errors import ExitCode
from tests.degradation.damage import ALL, GOOD, PAGE, RECORDS, TEXTS
from tests.degradation.test_damage import check, ids, problems_in, put, report, verdicts

if TYPE_CHECKING:
    from pathlib import Path

FILE = "users.json"
RAW = PAGE.encode()
HALF = len(RAW) // 2
BETWEEN = RAW.find(b"\n", HALF)  # a line break, and so between two records
SOUND = {
    "UTF-8 with a mark": b"\xef\xbb\xbf" + RAW,
    "UTF-16 with a mark": b"\xff\xfe" + PAGE.encode("utf-16-le"),
    "big-endian UTF-16 with a mark": b"\xfe\xff" + PAGE.encode("utf-16-be"),
    "UTF-16": PAGE.encode("utf-16-le"),
    "big-endian UTF-16": PAGE.encode("utf-16-be"),
    "UTF-32": PAGE.encode("utf-32"),
    "Windows line ends": RAW.replace(b"\n", b"\r\n"),
    "old Macintosh line ends": RAW.replace(b"\n", b"\r"),
    "gzip without its ending": gzip.compress(RAW, mtime=0),
    "two gzip members": gzip.compress(RAW[:HALF], mtime=0) + gzip.compress(RAW[HALF:], mtime=0),
    "lines": "\n".join(TEXTS).encode(),
    "lines with Windows line ends": "\r\n".join(TEXTS).encode(),
    "lines with blank ones": "\n\n\n".join(TEXTS).encode(),
    "the same page twice": RAW + RAW,
    "the same page twice, in lines": RAW + b"\n" + RAW,
}
SLIPS = {
    "a comma after the last record": b"[" + ",".join(TEXTS).encode() + b",]",
    "a comma after a page's last record": b'{"value": [' + ",".join(TEXTS).encode() + b",]}",
    "a comma after the last member": RAW[:-1] + b",}",
    "two commas": b"[" + ",,".join(TEXTS).encode() + b"]",
    "no commas": b"[" + " ".join(TEXTS).encode() + b"]",
    "no list around": ",\n".join(TEXTS).encode(),
    "a comment before": b"/* exported by hand */\n" + RAW,
    "a comment inside": RAW[:BETWEEN] + b"\n// the rest\n" + RAW[BETWEEN:],
    "a line of a log before": b"VERBOSE: GET https://graph.microsoft.com/v1.0/users\n" + RAW,
    "a script": b"var users = " + RAW + b";",
    "a code block": b"```json\n" + RAW + b"\n```",
    "a bracket too many": RAW + b"}",
    "a conflict of two versions": b"<<<<<<< ours\n" + RAW + b"\n=======\n" + RAW + b"\n>>>>>>> theirs\n",
    "a broken first line": b"{'id'\n" + "\n".join(TEXTS).encode(),
    "zeros behind": RAW + bytes(100),
}


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Return the folder of an export; every test puts its files there."""
    return tmp_path / "export"


def names(numbers: frozenset[int]) -> set[str]:
    return {f"u{number}" for number in numbers}


@pytest.mark.parametrize("case", SOUND)
def test_sound_records_in_any_wrapping_are_read_in_silence(export: Path, case: str) -> None:
    put(export / FILE, SOUND[case])
    assert check(export) == ExitCode.DONE
    assert problems_in(export, FILE) == []
    assert ids(export) == names(ALL)


@pytest.mark.parametrize("case", SLIPS)
def test_a_slip_is_told_and_costs_no_record(export: Path, case: str) -> None:
    put(export / FILE, SLIPS[case])
    assert check(export) == ExitCode.DONE
    assert problems_in(export, FILE) != []
    assert ids(export) == names(ALL)


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\x00" * 9, b"\x1a", b"\xff"])
def test_stray_bytes_between_records_cost_at_most_a_neighbour(export: Path, mark: bytes) -> None:
    put(export / FILE, RAW[:BETWEEN] + mark + RAW[BETWEEN:])
    assert check(export) == ExitCode.DONE
    assert problems_in(export, FILE) != []
    assert len(ids(export)) >= GOOD - 1


BROKEN_TEXT = pa.Array.from_buffers(
    pa.string(), GOOD, pa.array([b"\xff\xfe", *[b"x"] * (GOOD - 1)], pa.binary()).buffers()
)
YEARS = pa.array([2**62, *[0] * (GOOD - 1)], pa.timestamp("us"))
COLUMNS = {
    "text that is not UTF-8": ("displayName", BROKEN_TEXT),
    "such text in a struct": ("manager", pa.StructArray.from_arrays([BROKEN_TEXT], ["id"])),
    "a year that no calendar has": ("createdDateTime", YEARS),
    "such a year in milliseconds": ("createdDateTime", pa.array([2**53] * GOOD, pa.timestamp("ms"))),
    "such a year of a known zone": ("createdDateTime", YEARS.cast(pa.timestamp("us", "UTC"))),
    "days beyond the calendar": ("createdDateTime", pa.array([10**7] * GOOD, pa.date32())),
    "a column twice": ("displayName", pa.array(["x"] * GOOD)),
    "numbers for a truth": ("accountEnabled", pa.array([1.5] * GOOD)),
    "a decimal for a truth": ("accountEnabled", pa.array([1] * GOOD).cast(pa.decimal128(38, 2))),
    "a map for a struct": ("manager", pa.array([[("id", "x")]] * GOOD, pa.map_(pa.string(), pa.string()))),
    "broken JSON text": ("manager", pa.array(['{"id": '] * GOOD)),
    "deep JSON text": ("manager", pa.array(["[" * 100_000] * GOOD)),
}


def table_with(name: str, values: pa.Array) -> bytes:
    table = pa.Table.from_pylist([{"id": record["id"], "displayName": "x"} for record in RECORDS])
    if name == "displayName" and values is BROKEN_TEXT:
        table = table.drop_columns(["displayName"])
    stream = io.BytesIO()
    pq.write_table(table.append_column(name, values), stream)
    return stream.getvalue()


@pytest.mark.parametrize("case", COLUMNS)
def test_a_column_that_cannot_be_used_is_told_and_costs_no_row(export: Path, case: str) -> None:
    put(export / "users.parquet", table_with(*COLUMNS[case]))
    assert check(export) == ExitCode.DONE
    assert [row["pointer"] for row in problems_in(export, "users.parquet")] == [f"/{COLUMNS[case][0]}"]
    assert ids(export) == names(ALL)


def test_text_of_another_dialect_that_is_no_utf8_is_told_and_costs_no_row(export: Path) -> None:
    stream = io.BytesIO()
    pq.write_table(pa.table({"Id": ["a", "b"], "DisplayName": pa.array([b"\xff", b"x"])}), stream)
    put(export / "users.parquet", stream.getvalue())
    assert check(export) == ExitCode.DONE
    assert [row["rule"] for row in problems_in(export, "users.parquet")] == ["encoding"]
    assert {"a", "b"} <= ids(export)


@pytest.mark.parametrize("reach", [1, 7])
def test_groups_and_managers_in_circles_come_to_an_end(export: Path, reach: int) -> None:
    people = [
        {**record, "manager": {"id": f"u{(number + reach) % GOOD}"}} for number, record in enumerate(RECORDS)
    ]
    edges = [
        {"groupId": f"g{number}", "memberId": f"g{(number + reach) % GOOD}", "memberType": "group"}
        for number in range(GOOD)
    ]
    put(export / FILE, json.dumps(people))
    put(export / "groups.json", json.dumps([{"id": f"g{number}"} for number in range(GOOD)]))
    put(export / "group_members.json", json.dumps(edges))
    assert check(export) == ExitCode.DONE
    assert report(export, "problems") == []
    assert "errored" not in verdicts(export).values()


def test_an_id_as_long_as_a_file_is_told_in_short(export: Path) -> None:
    long = {"id": "x" * 1_000_000}
    put(export / FILE, json.dumps([long, {**long, "displayName": "another"}, *RECORDS]))
    assert check(export) == ExitCode.DONE
    (told,) = problems_in(export, FILE)
    assert told["rule"] == "duplicate-id"
    assert len(told["value"]) < 1000


LINKS = ["http://[::1", "//", "https://\u2100.com/", "https://a\\b@c/", "https://x:99999/@y", "x" * 100_000]


def test_links_that_are_none_do_no_harm(export: Path) -> None:
    put(export / "access_packages.json", json.dumps([{"id": "p", "displayName": "P"}]))
    put(export / "tickets.json", json.dumps([{"user": "a", "access_package": "P", "link": x} for x in LINKS]))
    assert check(export) == ExitCode.DONE
    assert "errored" not in verdicts(export).values()


@pytest.mark.parametrize("as_of", ["0001-01-01", "9999-12-31T23:59:59Z"])
def test_a_manifest_may_name_any_time(export: Path, as_of: str) -> None:
    put(export / FILE, RAW)
    put(export / "manifest.json", json.dumps({"as_of": as_of}))
    assert check(export) == ExitCode.DONE
    assert "errored" not in verdicts(export).values()


def test_half_a_character_in_a_manifest_is_spelt(export: Path) -> None:
    errors = [{"dataset": "users", "error": "\ud800", "parent": "\udc00"}]
    put(export / FILE, RAW)
    put(export / "manifest.json", json.dumps({"errors": errors}))
    assert check(export) == ExitCode.DONE
    (told,) = report(export, "problems")
    assert told["value"] == "\\udc00"


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_names_of_files_that_are_no_text_are_spelt(export: Path) -> None:
    put(export / "users" / os.fsdecode(b"\xff.json"), b"[{]")
    put(export / os.fsdecode(b"groups/\xfe/1.json"), b"[]")
    put(export / FILE, RAW)
    assert check(export) == ExitCode.DONE
    assert problems_in(export, "users/\\udcff.json") != []
    assert ids(export) == names(ALL)
