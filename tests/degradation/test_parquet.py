"""Ruined Parquet: what is sound in a file is read, and a problem row says what is not."""

from __future__ import annotations

import io
from datetime import time
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from analyzer.api import open_export
from analyzer.export.inventory import take_inventory
from analyzer.tables.source import ExportSource

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from analyzer.analysis import ValidationReport

GOOD = 300
IDS = [f"u{number}" for number in range(GOOD)]
USERS = pa.table({"id": IDS, "displayName": [f"User {id_}" for id_ in IDS], "accountEnabled": [True] * GOOD})


def written(table: pa.Table, **how: Any) -> bytes:
    stream = io.BytesIO()
    parquet.write_table(table, stream, **how)
    return stream.getvalue()


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / "export" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return folder / "export"


def validated(export: Path, file: str) -> tuple[ValidationReport, list[dict[str, Any]]]:
    """Validate, and return the problem rows about a file too."""
    report = open_export(export).validate()
    return report, [row for row in report.problems.to_pylist() if row["file"] == file]


def ids(export: Path) -> list[str]:
    return list(open_export(export).users["id"])


@pytest.mark.parametrize("ruined", [0, 1, 2])
def test_row_groups_that_are_sound_are_read(tmp_path: Path, ruined: int) -> None:
    content = bytearray(written(USERS, row_group_size=100, compression="zstd", write_page_checksum=True))
    group = parquet.ParquetFile(io.BytesIO(content)).metadata.row_group(ruined)
    for at in range(group.column(0).dictionary_page_offset + 30, group.column(1).dictionary_page_offset, 7):
        content[at] ^= 0x55
    export = put(tmp_path, "users.parquet", bytes(content))
    assert ids(export) == IDS[: 100 * ruined] + IDS[100 * ruined + 100 :]
    report, (told,) = validated(export, "users.parquet")
    assert (told["rule"], told["row"]) == ("not-parquet", 100 * ruined + 1)
    assert f"rows {100 * ruined + 1} to {100 * ruined + 100} were not read" in told["message"]
    (users,) = (each for each in report.coverage if each.dataset == "users")
    assert not users.complete


SPELLINGS: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "small": str.lower,
    "snake": lambda name: {"displayName": "display_name", "accountEnabled": "ACCOUNT_ENABLED"}.get(
        name, name
    ),
    "blanks": lambda name: f" {name} ",
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_columns_may_be_spelled_as_databases_spell_them(tmp_path: Path, spelling: str) -> None:
    table = USERS.rename_columns([SPELLINGS[spelling](name) for name in USERS.column_names])
    export = put(tmp_path, "users.parquet", written(table))
    assert open_export(export).users[USERS.column_names].to_dict("list") == USERS.to_pydict()
    assert validated(export, "users.parquet")[1] == []


@pytest.mark.parametrize("also", ["ID", "i_d"])
def test_a_column_with_the_very_name_comes_first(tmp_path: Path, also: str) -> None:
    export = put(tmp_path, "users.parquet", written(USERS.append_column(also, pa.array(range(GOOD)))))
    assert ids(export) == IDS


def test_a_file_without_rows_says_that_there_are_none(tmp_path: Path) -> None:
    export = put(tmp_path, "users.parquet", written(USERS.slice(0, 0).drop_columns(["id"])))
    report, told = validated(export, "users.parquet")
    (users,) = (each for each in report.coverage if each.dataset == "users")
    assert (told, users.complete, users.records) == ([], True, 0)


def test_a_file_without_ids_is_told_once_and_proves_nothing(tmp_path: Path) -> None:
    export = put(tmp_path, "users.parquet", written(USERS.drop_columns(["id"])))
    report, (told,) = validated(export, "users.parquet")
    assert told["rule"] == "not-parquet"
    assert "no column id" in told["message"]
    assert "displayName, accountEnabled" in told["message"]
    (users,) = (each for each in report.coverage if each.dataset == "users")
    assert not users.complete


@pytest.mark.parametrize("kind", [pa.binary(), pa.large_binary(), pa.dictionary(pa.int32(), pa.binary())])
def test_bytes_that_are_no_text_cost_nothing_but_themselves(tmp_path: Path, kind: pa.DataType) -> None:
    names = pa.array([b"\xc3(" if id_ == "u7" else id_.encode() for id_ in IDS]).cast(kind)
    table = USERS.set_column(1, "displayName", names)
    export = put(tmp_path, "users.parquet", written(table))
    assert list(open_export(export).users["displayName"])[6:9] == ["u6", "\ufffd(", "u8"]
    (told,) = validated(export, "users.parquet")[1]
    assert (told["rule"], told["row"], told["pointer"]) == ("encoding", 8, "/displayName")


MISFITS = {
    "a number for an object": pa.array(range(GOOD)),
    "a time for an object": pa.array([time(1)] * GOOD),
    "pairs for an object": pa.array([[("id", id_)] for id_ in IDS], pa.map_(pa.string(), pa.string())),
    "two members of one name": pa.StructArray.from_arrays([pa.array(IDS), pa.array(IDS)], names=["Id", "Id"]),
}


@pytest.mark.parametrize("misfit", MISFITS)
def test_a_column_of_a_dialect_that_fits_nowhere_costs_no_row(tmp_path: Path, misfit: str) -> None:
    table = USERS.rename_columns(["Id", "DisplayName", "AccountEnabled"])
    export = put(tmp_path, "users.parquet", written(table.append_column("Manager", MISFITS[misfit])))
    assert ids(export) == IDS
    (told,) = validated(export, "users.parquet")[1]
    assert (told["rule"], told["pointer"]) == ("type", "/Manager")


@pytest.mark.parametrize("names", [("mail", "mail"), ("MAIL", "Mail_")])
def test_a_column_that_is_there_twice_is_not_guessed(tmp_path: Path, names: tuple[str, str]) -> None:
    table = pa.Table.from_arrays(
        [*USERS.columns, pa.array(IDS), pa.array(IDS)], [*USERS.column_names, *names]
    )
    export = put(tmp_path, "users.parquet", written(table))
    assert open_export(export).users["mail"].isna().all()
    (told,) = validated(export, "users.parquet")[1]
    assert "column mail more than once" in told["message"]


def test_keys_that_cannot_be_told_apart_prove_nothing(tmp_path: Path) -> None:
    table = USERS.set_column(0, "id", pa.array([b"\xff"] * GOOD))
    report, told = validated(put(tmp_path, "users.parquet", written(table)), "users.parquet")
    assert told[0]["rule"] == "encoding"
    (users,) = (each for each in report.coverage if each.dataset == "users")
    assert not users.complete


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    content = written(USERS, store_schema=False).replace(b"displayName", b"displ\xee\x80Name")
    assert validated(put(tmp_path, "users.parquet", content), "users.parquet")[1] != []


@pytest.mark.parametrize("folder", ["users.parquet", "Users.snappy.parquet"])
def test_a_folder_as_spark_writes_it(tmp_path: Path, folder: str) -> None:
    for number in (0, 1):
        half = USERS.slice(150 * number, 150)
        export = put(tmp_path, f"{folder}/part-0000{number}.snappy.parquet", written(half))
        put(tmp_path, f"{folder}/.part-0000{number}.snappy.parquet.crc", b"crc")
    put(tmp_path, f"{folder}/_SUCCESS", b"")
    assert ids(export) == IDS


@pytest.mark.parametrize("lost", ["absent", "of another type"])
def test_a_column_that_one_part_lacks_is_unknown_where_it_is_empty(tmp_path: Path, lost: str) -> None:
    """Users of one part have a type; of the others it would be wrong to say that they have none."""
    typed = USERS.append_column("userType", pa.array(["Guest", None] * (GOOD // 2)))
    untyped = USERS if lost == "absent" else USERS.append_column("userType", pa.array(range(GOOD)))
    put(tmp_path, "users/part-0.parquet", written(typed.slice(0, 150)))
    export = put(tmp_path, "users/part-1.parquet", written(untyped.slice(150)))
    users = ExportSource(take_inventory(export)).dataset("users")
    assert not users.has("userType")
    assert users.column("userType").to_pylist()[:2] == ["Guest", None]
    told = {row["rule"] for row in validated(export, "users/part-1.parquet")[1]}
    assert told == ({"uneven-columns"} if lost == "absent" else {"type", "uneven-columns"})


def test_copies_lack_nothing(tmp_path: Path) -> None:
    typed = USERS.append_column("userType", pa.array(["Guest"] * GOOD))
    put(tmp_path, "users/part-0.parquet", written(typed))
    export = put(tmp_path, "users/part-1.parquet", written(USERS))
    assert validated(export, "users/part-1.parquet")[1] == []
