"""run.json and findings.json: exact values, stable bytes, nothing of the machine."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from analyzer import __version__
from analyzer.checking.outcome import FINDING_COLUMNS
from analyzer.reports import json_report, run_json
from analyzer.tables.subject_count import SubjectCount

if TYPE_CHECKING:
    from pathlib import Path

    from analyzer.analysis import Analysis


def test_run_json_names_inputs_and_outputs(analysis: Analysis, tmp_path: Path) -> None:
    (tmp_path / "findings.csv").write_bytes(b"rows")
    run_json.write(analysis.run, tmp_path)
    assert json.loads((tmp_path / "run.json").read_bytes()) == {
        "tool": "entitlement-snapshot-analyzer",
        "version": __version__,
        "tenant_id": "t1",
        "as_of": "2026-03-01T12:30:00Z",
        "as_of_source": "--as-of",
        "files": [
            {"path": "notes.txt", "sha256": "bb", "size": 3, "dataset": None, "rows": None},
            {"path": "users.json", "sha256": "aa", "size": 10, "dataset": "users", "rows": 2},
        ],
        "unrecognised": ["notes.txt"],
        "unrecognised_folders": {},
        "duplicates": {"users": 1},
        "subjects": None,
        "coverage": {"datasets": [], "absent": []},
        "outputs": [{"path": "findings.csv", "sha256": hashlib.sha256(b"rows").hexdigest(), "size": 4}],
    }


def test_run_json_says_whose_the_assignments_are(analysis: Analysis) -> None:
    count = SubjectCount(4, certain={"object id": 2}, probable={"mail": 1}, unresolved={"unknown": 1})
    assert run_json.run_document(replace(analysis.run, subjects=count))["subjects"] == {
        "assignments": 4,
        "resolved": 2,
        "by_bridge": {"certain": {"object id": 2}, "probable": {"mail": 1}},
        "unresolved": {"unknown": 1},
    }


def test_run_json_is_the_same_wherever_it_is_written(analysis: Analysis, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        run_json.write(analysis.run, tmp_path / name)
    assert (tmp_path / "a" / "run.json").read_bytes() == (tmp_path / "b" / "run.json").read_bytes()
    assert str(tmp_path) not in (tmp_path / "a" / "run.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 3, 1, tzinfo=UTC), "2026-03-01T00:00:00Z"),
        (datetime(2026, 3, 1, 2, tzinfo=timezone(timedelta(hours=2))), "2026-03-01T00:00:00Z"),
        (datetime(2026, 3, 1, 0, 0, 0, 5), "2026-03-01T00:00:00.000005Z"),  # noqa: DTZ001
    ],
)
def test_moments_are_utc(moment: datetime, text: str) -> None:
    assert run_json.utc_text(moment) == text


def test_findings_json_holds_everything(analysis: Analysis, tmp_path: Path) -> None:
    json_report.write(analysis, tmp_path)
    document = json.loads((tmp_path / "findings.json").read_bytes())
    assert list(document) == ["run", "checks", "findings", "problems"]
    assert document["run"] == run_json.run_document(analysis.run)
    assert document["checks"][1]["undetermined"] == 2
    (finding,) = document["findings"]
    assert list(finding) == list(FINDING_COLUMNS)
    assert finding["subject_name"] == '=HYPERLINK("https://evil.example")'
    assert finding["evidence"] == {"request_id": "r1", "name": "a,b"}
    assert finding["policy_id"] is None
    assert document["problems"][0]["row"] == 17


def test_findings_json_without_rows(analysis: Analysis, tmp_path: Path) -> None:
    json_report.write(replace(analysis, outcomes=(), findings=analysis.findings[:0]), tmp_path)
    document = json.loads((tmp_path / "findings.json").read_bytes())
    assert (document["checks"], document["findings"]) == ([], [])


def test_findings_json_past_one_slice(analysis: Analysis, tmp_path: Path) -> None:
    many = 140_000
    findings = analysis.findings.take(pa.array([0] * many))
    json_report.write(replace(analysis, findings=findings), tmp_path)
    assert len(json.loads((tmp_path / "findings.json").read_bytes())["findings"]) == many
