"""Every file is recognised, ignored because it is no data, or listed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from analyzer.cli.options import require_outside
from analyzer.errors import ExportError, UsageError
from analyzer.export.files import digest
from analyzer.export.inventory import take_inventory
from analyzer.export.places.disk import OnDisk

if TYPE_CHECKING:
    from pathlib import Path

    from tests.export.conftest import MakeExport

USER = {"id": "u1"}


def test_files_come_by_dataset_in_reading_order(make_export: MakeExport) -> None:
    root = make_export(
        {
            "users/page-10.json": [USER],
            "users/page-2.json": [USER],
            "Groups.parquet": pa.table({"id": ["g1"]}),
            "assignments.ndjson.gz": b"",
            "tickets.csv": b"user,access_package\n",
        }
    )
    inventory = take_inventory(root)
    assert [file.path for file in inventory.of("users")] == ["users/page-2.json", "users/page-10.json"]
    assert inventory.datasets == {"users", "groups", "assignments", "tickets"}
    assert {file.dataset: file.layout for file in inventory.files} == {
        "users": "json",
        "groups": "parquet",
        "assignments": "ndjson",
        "tickets": "tickets-csv",
    }
    assert inventory.of("catalogs") == ()


def test_what_is_no_data_is_ignored_and_the_rest_is_listed(make_export: MakeExport) -> None:
    root = make_export(
        {
            "users.json": [USER],
            "licenses.json": [],
            "LICENSE": b"",
            "README.md": b"",
            "notes.md": b"",
            "truth.csv": b"",
            "truth_verdicts.csv": b"",
            "desktop.ini": b"",
            "__MACOSX/users.json": b"",
            ".git/users.json": b"",
            "manifest.json": {},
            "photos/cat.jpg": b"",
            "users.csv": b"id\n",
            "unknown.csv": b"id,colour\n",
            "unknown.json": {"value": []},
        }
    )
    inventory = take_inventory(root)
    assert [file.path for file in inventory.files] == ["licenses.json", "users.csv", "users.json"]
    assert inventory.unrecognised == ("photos/cat.jpg", "unknown.csv", "unknown.json")
    assert inventory.manifest == OnDisk(str(root / "manifest.json"), 2)


def test_a_file_without_a_telling_name_is_recognised_by_its_context(make_export: MakeExport) -> None:
    page = {"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users(id)", "value": [USER]}
    inventory = take_inventory(make_export({"download.json": page}))
    assert inventory.files[0].dataset == "users"


@pytest.mark.parametrize(
    ("record", "dataset"),
    [(USER, "users"), ({**USER, "deletedDateTime": "2024-01-01T00:00:00Z"}, "deleted_users")],
)
@pytest.mark.parametrize("records", [1, 20_000])
def test_the_context_may_come_after_the_records(
    record: dict[str, object], dataset: str, records: int, make_export: MakeExport
) -> None:
    context = "https://graph.microsoft.com/v1.0/$metadata#users"
    page = {"value": [record] * records, "@odata.context": context, "@odata.count": records}
    inventory = take_inventory(make_export({"download.json": page}))
    assert [file.dataset for file in inventory.files] == [dataset]


def test_one_file_is_an_export(make_export: MakeExport) -> None:
    root = make_export({"users.json": [USER], "groups.json": []})
    inventory = take_inventory(root / "users.json")
    assert [file.path for file in inventory.files] == ["users.json"]


def test_an_export_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        take_inventory(tmp_path / "nothing")


@pytest.mark.parametrize("name", ["cat.jpg", "README.md", "page.json"])
def test_an_export_with_nothing_recognised_cannot_be_used(make_export: MakeExport, name: str) -> None:
    root = make_export({name: b"{}"})
    for path in (root, root / name):
        with pytest.raises(ExportError, match="recognised"):
            take_inventory(path)


def test_links_are_followed_inside_the_export_only(
    make_export: MakeExport, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "groups.json"
    outside.write_text("[]")
    root = make_export({"blobs/1.json": [USER], "loop/cat.jpg": b""})
    (root / "users.json").symlink_to(root / "blobs" / "1.json")
    (root / "groups.json").symlink_to(outside)
    (root / "domains.json").symlink_to(root / "missing.json")
    (root / "loop" / "users").symlink_to(root)
    inventory = take_inventory(root)
    assert [file.path for file in inventory.files] == ["users.json"]
    assert inventory.unrecognised == (
        "blobs/1.json",
        "domains.json",
        "groups.json",
        "loop/cat.jpg",
        "loop/users",
    )


def test_a_digest_follows_the_content(make_export: MakeExport) -> None:
    root = make_export({"users.json": b"[]"})
    file = take_inventory(root).files[0]
    before = digest(file)
    assert before == "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"
    make_export({"users.json": b"[1]"})
    assert digest(file) != before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes")
def test_a_pipe_is_no_export(tmp_path: Path) -> None:
    """Nobody may ever write into it, and we would wait for ever."""
    os.mkfifo(tmp_path / "users.json")
    with pytest.raises(UsageError, match="neither a folder nor a file"):
        take_inventory(tmp_path / "users.json")


def test_a_link_to_itself_does_not_exist(tmp_path: Path) -> None:
    link = tmp_path / "users.json"
    link.symlink_to(link)
    require_outside(tmp_path.parent / "report", link)
    with pytest.raises(UsageError, match="does not exist"):
        take_inventory(link)
