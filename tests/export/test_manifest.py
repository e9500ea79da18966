"""What a manifest says about requests that failed: a gap, unless the files themselves say it better."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from analyzer.export.manifest import failed_requests
from analyzer.export.places.disk import OnDisk

if TYPE_CHECKING:
    from pathlib import Path

FAILED = {"dataset": "app_role_assignments", "parent": "a1", "error": "403 Forbidden"}


def notes(folder: Path, content: object, dataset: str) -> list[tuple[str, str, str, bool]]:
    manifest = folder / "manifest.json"
    manifest.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8-sig")
    found = failed_requests(OnDisk(str(manifest), manifest.stat().st_size), dataset)
    return [(note.rule, note.message, note.value, note.incomplete) for note in found]


def test_a_failed_request_leaves_a_gap(tmp_path: Path) -> None:
    message = "manifest.json says that a request for app_role_assignments failed: 403 Forbidden"
    assert notes(tmp_path, {"errors": [FAILED, FAILED | {"dataset": "users"}]}, "app_role_assignments") == [
        ("failed-request", message, "a1", True)
    ]


@pytest.mark.parametrize(
    "dataset",
    ["users", "group_members", "catalog_resources"],
    ids=["another dataset", "members: the file is missing", "resources: likewise"],
)
def test_no_gap_where_nothing_failed_or_the_files_tell(tmp_path: Path, dataset: str) -> None:
    errors = [FAILED, FAILED | {"dataset": "group_members"}, FAILED | {"dataset": "catalog_resources"}]
    assert notes(tmp_path, {"errors": errors}, dataset) == []


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", '{"errors": {}}', '{"errors": [1, null]}', "[" * 100_000],
    ids=["empty", "a list", "cut", "no list", "no objects", "too deep"],
)
def test_a_manifest_of_somebody_else_says_nothing(tmp_path: Path, content: str) -> None:
    assert notes(tmp_path, content, "users") == []


def test_no_manifest_says_nothing() -> None:
    assert list(failed_requests(None, "users")) == []
