"""A report appears as a whole or not at all, and nothing else in its folder is touched."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from analyzer.errors import UsageError
from analyzer.reports import formats, json_report, run_json
from analyzer.reports.writer import require_report_file, require_report_folder, write_file, write_report

if TYPE_CHECKING:
    from pathlib import Path

    from analyzer.analysis import Analysis

ALWAYS = ("checks.csv", "findings.csv", "problems.csv", "run.json")


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _fill(path: Path) -> None:
    path.write_text("all", encoding="utf-8")


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_report(analysis: Analysis, tmp_path: Path) -> None:
    assert write_report(analysis, tmp_path / "report") == ALWAYS
    assert _names(tmp_path / "report") == list(ALWAYS)
    assert _names(tmp_path) == ["report"]


def test_further_formats_are_listed_in_run_json(analysis: Analysis, tmp_path: Path) -> None:
    written = write_report(analysis, tmp_path / "report", ["json", "CSV", "json"])
    assert written == ("checks.csv", "findings.csv", "findings.json", "problems.csv", "run.json")
    outputs = json.loads((tmp_path / "report" / "run.json").read_bytes())["outputs"]
    assert [output["path"] for output in outputs] == list(written[:-1])


def test_the_same_analysis_gives_the_same_bytes(analysis: Analysis, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_report(analysis, tmp_path / name, ["json"])
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_an_old_report_is_replaced_and_foreign_files_stay(analysis: Analysis, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "findings.csv").write_text("old", encoding="utf-8")
    write_report(analysis, tmp_path)
    assert _names(tmp_path) == sorted([*ALWAYS, "notes.txt"])
    assert (tmp_path / "findings.csv").read_text(encoding="utf-8").startswith("check,")


def test_parents_are_made(analysis: Analysis, tmp_path: Path) -> None:
    write_report(analysis, tmp_path / "a" / "b" / "report")
    assert _names(tmp_path / "a" / "b" / "report") == list(ALWAYS)


def test_the_working_folder_can_be_the_report(
    analysis: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_report(analysis, type(tmp_path)())
    assert _names(tmp_path) == list(ALWAYS)


def test_a_linked_folder_stays_a_link(analysis: Analysis, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_report(analysis, tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert _names(tmp_path / "real") == list(ALWAYS)


@pytest.mark.parametrize("broken", [run_json, json_report])
def test_an_interrupted_run_leaves_nothing(
    analysis: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: Any
) -> None:
    monkeypatch.setattr(broken, "write", _interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_report(analysis, tmp_path / "deep" / "report", ["json"])
    assert _names(tmp_path) == []


def test_an_interrupted_run_leaves_the_old_report(
    analysis: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_report(analysis, tmp_path)
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    monkeypatch.setattr(run_json, "write", _interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_report(analysis, tmp_path)
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


def test_an_unknown_format_names_those_there_are(analysis: Analysis, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        write_report(analysis, tmp_path / "report", ["pdf"])
    assert "pdf" in caught.value.message
    assert all(name in caught.value.hint for name in formats.format_names())
    assert _names(tmp_path) == []


@pytest.mark.parametrize("name", formats.format_names())
def test_every_format_can_be_loaded(name: str) -> None:
    assert callable(formats.load_format(name).write)


def test_a_file_is_no_report_folder(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="is a file"):
        require_report_folder(tmp_path / "taken")
    with pytest.raises(UsageError, match="is a file"):
        require_report_folder(tmp_path / "taken" / "deeper")


def test_a_folder_in_the_place_of_a_report_file(analysis: Analysis, tmp_path: Path) -> None:
    (tmp_path / "findings.csv").mkdir()
    with pytest.raises(UsageError, match="is a folder where"):
        write_report(analysis, tmp_path)
    assert _names(tmp_path) == ["findings.csv"]


def test_a_place_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(UsageError, match="may not be written"):
        require_report_folder(tmp_path / "report")


def test_a_full_disk_is_told_in_a_sentence(
    analysis: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(run_json, "write", fill)
    with pytest.raises(UsageError, match="No space left on device"):
        write_report(analysis, tmp_path / "report")
    assert _names(tmp_path) == []


def test_one_file_is_written_whole(tmp_path: Path) -> None:
    place = tmp_path / "sub" / "problems.csv"
    write_file(place, _fill)
    assert place.read_text(encoding="utf-8") == "all"
    with pytest.raises(KeyboardInterrupt):
        write_file(place, _interrupt)
    assert _names(tmp_path / "sub") == ["problems.csv"]
    assert place.read_text(encoding="utf-8") == "all"


def test_a_device_is_written_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    seen: list[Path] = []
    write_file(pipe, seen.append)
    assert seen == [pipe]
    assert pipe.is_fifo()


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        require_report_file(tmp_path)
