"""An archive is read in place and gives what its files give; a damaged one gives what is sound in it."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
import stat
import struct
import tarfile
import zipfile
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from analyzer.errors import ExportError
from analyzer.export.files import digest
from analyzer.export.inventory import take_inventory
from analyzer.export.notes import Note
from analyzer.export.places import members
from analyzer.export.reading import blocks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from analyzer.export.inventory import Inventory
    from tests.export.conftest import MakeExport, ReadDataset

    Pack = Callable[[dict[str, bytes]], bytes]

USERS = json.dumps({"value": [{"id": "u1"}, {"id": "u2"}]}).encode()
MANY = json.dumps([{"id": f"u{n}", "displayName": f"{n * n % 9973 * n}"} for n in range(2000)]).encode()


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def streamed_zip(files: dict[str, bytes]) -> bytes:
    """Sizes stand after the files, as macOS writes them."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.text = b""

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            self.text += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return pipe.text


def tarred(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


ARCHIVES: dict[str, Pack] = {
    "x.zip": zipped,
    "stored.zip": lambda files: zipped(files, zipfile.ZIP_STORED),
    "streamed.ZIP": streamed_zip,
    "x.tar": tarred,
    "x.tar.gz": lambda files: gzip.compress(tarred(files)),
    "x.tgz": lambda files: gzip.compress(tarred(files)),
}
packed = pytest.mark.parametrize("name", ARCHIVES)


def ids(inventory: Inventory, dataset: str = "users") -> list[str]:
    tables = [item.table for item in blocks(inventory, dataset) if not isinstance(item, Note)]
    return [identifier for table in tables if table for identifier in table["id"].to_pylist()]


def rules(inventory: Inventory) -> set[tuple[str, str, str]]:
    return {(note.dataset, note.file, note.rule) for note in inventory.notes}


def parquet_bytes(table: pa.Table) -> bytes:
    buffer = io.BytesIO()
    parquet.write_table(table, buffer)
    return buffer.getvalue()


@packed
def test_an_archive_is_an_export(make_export: MakeExport, name: str) -> None:
    files = {
        "Contoso/users/page-10.json": b'[{"id":"u3"}]',
        "Contoso/users/page-2.json": USERS,
        "Contoso/groups.parquet": parquet_bytes(pa.table({"id": ["g1", "g2"]})),
        "Contoso/assignments.json.gz": gzip.compress(b'[{"id":"a1"}]'),
        "Contoso/catalogs.json": '[{"id":"c1"}]'.encode("utf-16"),
        "Contoso/notes.txt": b"",
        "Contoso/manifest.json": b'{"asOf":"2026-01-01"}',
        "__MACOSX/Contoso/._users.json": b"",
    }
    path = make_export({name: ARCHIVES[name](files)}) / name
    inventory = take_inventory(path)
    assert ids(inventory) == ["u1", "u2", "u3"]
    assert ids(inventory, "groups") == ["g1", "g2"]
    assert ids(inventory, "assignments") == ["a1"]
    assert ids(inventory, "catalogs") == ["c1"]
    assert inventory.unrecognised == (f"{name}/Contoso/notes.txt",)
    assert inventory.manifest
    assert inventory.manifest.size == len(files["Contoso/manifest.json"])
    assert inventory.notes == ()
    first = inventory.of("users")[0]
    assert (first.path, first.size) == (f"{name}/Contoso/users/page-2.json", len(USERS))
    assert digest(first) == hashlib.sha256(USERS).hexdigest()
    assert list(path.parent.iterdir()) == [path]


@packed
def test_archives_lie_in_folders_beside_other_files(make_export: MakeExport, name: str) -> None:
    root = make_export(
        {
            "groups.json": [{"id": "g1"}],
            f"users/{name}": ARCHIVES[name]({"page-1.json": USERS, "other.json": b"[]"}),
        }
    )
    inventory = take_inventory(root)
    assert [file.path for file in inventory.files] == ["groups.json", f"users/{name}/page-1.json"]
    assert inventory.unrecognised == (f"users/{name}/other.json",)
    assert ids(inventory) == ["u1", "u2"]


def test_windows_writes_backslashes(make_export: MakeExport) -> None:
    root = make_export(
        {"x.zip": zipped({"users\\page-1.json": USERS, "users\\empty\\": b""}), "groups.json": []}
    )
    inventory = take_inventory(root)
    assert [file.path for file in inventory.of("users")] == ["x.zip/users/page-1.json"]
    assert inventory.notes == ()


@pytest.mark.parametrize("stored", ["../../users.json", "/users.json", "C:\\users.json", "a/../users.json"])
@pytest.mark.parametrize("name", ["x.zip", "x.tar.gz"])
def test_names_that_point_elsewhere_are_told(make_export: MakeExport, name: str, stored: str) -> None:
    inventory = take_inventory(make_export({name: ARCHIVES[name]({stored: USERS})}))
    assert ids(inventory) == ["u1", "u2"]
    assert {file.path for file in inventory.files} <= {f"{name}/users.json", f"{name}/a/users.json"}
    assert [(note.rule, note.value, note.incomplete) for note in inventory.notes] == [
        ("archive-member", stored, False)
    ]


def twice_tarred() -> bytes:
    """Return what `tar --append` leaves: the first half ends before its two empty blocks."""
    first = tarred({"users.json": b'[{"id":"old"}]'})
    return first[: 2 * 512] + tarred({"users.json": USERS})


def twice_zipped() -> bytes:
    return zipped({"users.json": b'[{"id":"old"}]', "Users.json": USERS}).replace(
        b"Users.json", b"users.json"
    )


@pytest.mark.parametrize("content", [twice_tarred(), twice_zipped()], ids=["tar", "zip"])
def test_of_two_files_with_one_name_the_last_is_read(make_export: MakeExport, content: bytes) -> None:
    name = "x.zip" if content.startswith(b"PK") else "x.tar"
    inventory = take_inventory(make_export({name: content}))
    assert ids(inventory) == ["u1", "u2"]
    assert rules(inventory) == {("users", f"{name}/users.json", "archive-member")}


def encrypted(content: bytes) -> bytes:
    """Set the flag in the local header and in the directory."""
    text = bytearray(content)
    text[6] |= 1
    text[content.rindex(b"PK\1\2") + 8] |= 1
    return bytes(text)


def linked() -> bytes:
    info = zipfile.ZipInfo("users.json")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    return buffer.getvalue()


def tar_with(kind: bytes) -> bytes:
    info = tarfile.TarInfo("users.json")
    info.type, info.linkname = kind, "/etc/passwd"
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(info)
    return buffer.getvalue()


def unknown_method() -> bytes:
    return zipped({"users.json": USERS}, zipfile.ZIP_BZIP2)


def two_in_one() -> bytes:
    """Two entries of the directory name the same bytes."""
    text = zipped({"users.json": USERS, "groups.json": USERS})
    second = text.rindex(b"PK\1\2")
    return text[: second + 42] + struct.pack("<L", 0) + text[second + 46 :]


REFUSED = {
    "encrypted.zip": (encrypted(zipped({"users.json": USERS})), "encrypted"),
    "link.zip": (linked(), "link"),
    "method.zip": (unknown_method(), "method 12"),
    "overlap.zip": (two_in_one(), "shares its bytes"),
    "nested.zip": (zipped({"users.zip": zipped({"users.json": USERS})}), "inside an archive"),
    "symbolic.tar": (tar_with(tarfile.SYMTYPE), "link"),
    "hard.tar": (tar_with(tarfile.LNKTYPE), "link"),
    "device.tar": (tar_with(tarfile.CHRTYPE), "no plain file"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_must_not_be_read_is_named(make_export: MakeExport, name: str) -> None:
    content, reason = REFUSED[name]
    root = make_export({name: content, "domains.json": []})
    inventory = take_inventory(root)
    assert [file.dataset for file in inventory.files] == ["domains"]
    assert reason in inventory.notes[0].message
    assert inventory.notes[0].incomplete
    with pytest.raises(ExportError, match=reason):
        take_inventory(root / name)


@pytest.mark.parametrize("files", [{}, {"folder/": b""}])
def test_a_zip_without_a_file_holds_nothing(make_export: MakeExport, files: dict[str, bytes]) -> None:
    with pytest.raises(ExportError, match="nothing that is recognised"):
        take_inventory(make_export({"export.zip": zipped(files)}) / "export.zip")


@pytest.mark.parametrize("name", ["x.zip", "x.tgz"])
def test_a_bomb_is_not_read(make_export: MakeExport, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(members, "UNSUSPECTED", 1 << 20)
    bomb = ARCHIVES[name]({"groups.json": b"[]", "users.json": b" " * (4 << 20) + USERS})
    inventory = take_inventory(make_export({name: bomb}))
    assert any("bomb" in note.message for note in inventory.notes)
    assert ids(inventory) == []


def test_a_member_never_gives_more_than_it_declares(
    make_export: MakeExport, read_dataset: ReadDataset
) -> None:
    text = zipped({"users.json": b'[{"id":"u1"}]' + b" " * 5000})
    entry = text.rindex(b"PK\1\2")
    root = make_export({"x.zip": text[: entry + 24] + struct.pack("<L", 13) + text[entry + 28 :]})
    found = read_dataset(root, "users")
    assert found.rows == [{"id": "u1"}]
    assert found.rules == ["cut-file"]


@packed
def test_a_cut_archive_gives_what_came_before_the_cut(
    make_export: MakeExport, read_dataset: ReadDataset, name: str
) -> None:
    whole = ARCHIVES[name]({"groups.json": b'[{"id":"g1"}]', "users.json": MANY})
    root = make_export({name: whole[: len(whole) // 2]})
    inventory = take_inventory(root)
    assert {("groups", name, "archive"), ("users", name, "archive")} == rules(inventory)
    assert all(note.incomplete for note in inventory.notes)
    assert read_dataset(root, "groups").rows == [{"id": "g1"}]
    users = read_dataset(root, "users")
    assert 0 < len(users.rows) < 2000
    assert "cut-file" in users.rules


@packed
def test_an_archive_without_anything_readable_cannot_be_used(make_export: MakeExport, name: str) -> None:
    path = make_export({name: b"this is no archive at all"}) / name
    with pytest.raises(ExportError, match="none of its files was found"):
        take_inventory(path)


@packed
def test_damage_anywhere_is_told_and_nothing_else_is_raised(tmp_path: Path, name: str) -> None:
    dice = random.Random(name)  # noqa: S311  # the same damage every time
    files = {f"users/page-{number}.json": MANY[: 40 * number] for number in range(1, 9)}
    whole = ARCHIVES[name](files)
    path = tmp_path / name
    for _ in range(60):
        text = bytearray(whole)
        for _ in range(dice.randint(1, 4)):
            text[dice.randrange(len(text))] = dice.randrange(256)
        path.write_bytes(text[: dice.choice([len(text), dice.randrange(1, len(text))])])
        try:
            inventory = take_inventory(path)
        except ExportError:
            continue
        for file in inventory.files:
            digest(file)
        ids(inventory)
