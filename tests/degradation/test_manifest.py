"""A manifest that is no use costs the time it states: it is told, and the next source counts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from analyzer.api import open_export

if TYPE_CHECKING:
    from pathlib import Path

USERS = {"value": [{"id": "u1", "createdDateTime": "2026-02-01T00:00:00Z"}]}
NEWEST = datetime(2026, 2, 1, tzinfo=UTC)
STATED = datetime(2026, 3, 2, 6, tzinfo=UTC)

UNREADABLE = {
    "a word": {"as_of": "yesterday"},
    "day first": {"as_of": "02.03.2026"},
    "a list": {"as_of": []},
    "nothing": {"exportedAt": ""},
    "out of range": {"as_of": "0001-01-01T00:00:00+23:00"},
    "cut": b'{"as_of": "2026-',
    "no number": b'{"as_of": NaN}',
    "empty": b"",
    "no text": b"\0\xff",
    "deep": b"[" * 100_000,
}
SILENT = {"null": {"as_of": None}, "no time": {"tool": "x"}, "a list": [], "a number": 5}


def put(folder: Path, manifest: object) -> Path:
    content = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
    (folder / "manifest.json").write_bytes(content)
    (folder / "users.json").write_text(json.dumps(USERS), encoding="utf-8")
    return folder


def rules(export: Path) -> list[tuple[str, str]]:
    return [(row["file"], row["rule"]) for row in open_export(export).validate().problems.to_pylist()]


@pytest.mark.parametrize("case", UNREADABLE)
def test_an_unreadable_manifest_is_told_and_the_data_dates_the_run(tmp_path: Path, case: str) -> None:
    export = put(tmp_path, UNREADABLE[case])
    assert open_export(export).check().run.as_of == NEWEST
    assert rules(export) == [("manifest.json", "unreadable-manifest")]


@pytest.mark.parametrize("case", SILENT)
def test_a_manifest_that_states_no_time_is_no_problem(tmp_path: Path, case: str) -> None:
    export = put(tmp_path, SILENT[case])
    assert open_export(export).check().run.as_of == NEWEST
    assert rules(export) == []


def test_the_next_time_of_a_manifest_counts(tmp_path: Path) -> None:
    export = put(tmp_path, {"as_of": "soon", "exportedAt": STATED.isoformat()})
    analysis = open_export(export).check()
    assert (analysis.run.as_of, analysis.run.as_of_source) == (STATED, "manifest.json")
    assert [row["value"] for row in analysis.problems.to_pylist()] == ["soon"]
