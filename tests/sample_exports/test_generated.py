"""The samples are what their generator writes, and what the schemas allow."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pyarrow.parquet as pq
import pytest

from analyzer import datasets

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLES = Path(__file__).resolve().parents[2] / "sample_exports"
TENANTS = ("adatum", "contoso", "fabrikam", "partial")
NOT_DATA = {"README.md", "truth.csv", "truth_verdicts.csv"}
VERDICTS = {"found", "undetermined", "passed", "not-evaluated"}


@pytest.fixture(scope="module")
def regenerated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    command = [sys.executable, "-m", "sample_exports.generate", str(folder)]
    subprocess.run(command, cwd=SAMPLES.parent, check=True)
    return folder


def files_below(folder: Path) -> dict[str, Path]:
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path for name, path in found.items() if not name.endswith("README.md")}


@pytest.mark.parametrize("tenant", TENANTS)
def test_the_generator_writes_the_same_files_again(tenant: str, regenerated: Path) -> None:
    kept, written = files_below(SAMPLES / tenant), files_below(regenerated / tenant)
    assert kept.keys() == written.keys()
    assert [name for name, path in kept.items() if not same_content(path, written[name])] == []


def same_content(kept: Path, written: Path) -> bool:
    """Equal bytes; for Parquet of another pyarrow version, whose name is in the file, equal tables."""
    if (
        kept.suffix == ".parquet"
        and pq.read_metadata(kept).created_by != pq.read_metadata(written).created_by
    ):
        return bool(pq.read_table(kept).equals(pq.read_table(written)))
    return kept.read_bytes() == written.read_bytes()


@pytest.mark.parametrize("tenant", TENANTS)
def test_every_record_is_valid(tenant: str) -> None:
    problems: list[str] = []
    seen: set[str] = set()
    for dataset, origin, record in records_of(SAMPLES / tenant):
        seen.add(dataset)
        problems += [
            f"{origin}: {error.json_path} {error.message}" for error in validator(dataset).iter_errors(record)
        ]
    assert problems == []
    assert seen >= {"users", "groups", "access_packages", "assignments", "assignment_requests"}


VALIDATORS: dict[str, jsonschema.Draft202012Validator] = {}


def validator(dataset: str) -> jsonschema.Draft202012Validator:
    if dataset not in VALIDATORS:
        VALIDATORS[dataset] = jsonschema.Draft202012Validator(
            datasets.schema(dataset),
            registry=datasets.registry(),
            format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
        )
    return VALIDATORS[dataset]


def records_of(folder: Path) -> Iterator[tuple[str, Path, dict[str, Any]]]:
    """Every record with its dataset and file; `group_members` pages become edges."""
    for path in sorted(folder.rglob("*")):
        if path.is_dir() or path.name in NOT_DATA:
            continue
        dataset = path.stem if path.parent == folder else path.parent.name
        for record in read_records(path, dataset):
            yield dataset, path, record


def read_records(path: Path, dataset: str) -> list[dict[str, Any]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
    if path.suffix == ".parquet":
        nested = nested_columns(dataset)
        return [as_json(row, nested) for row in pq.read_table(path).to_pylist()]
    document = json.loads(path.read_text("utf-8"))
    if isinstance(document, dict):
        document = document.get("value", [document])
    records: list[dict[str, Any]] = document
    return [member_edge(path.stem, row) for row in records] if dataset == "group_members" else records


def member_edge(group: str, row: dict[str, Any]) -> dict[str, Any]:
    return {"groupId": group, "memberId": row["id"], "memberType": row["@odata.type"].split(".")[-1]}


def nested_columns(dataset: str) -> set[str]:
    properties = datasets.schema(dataset)["properties"]
    return {
        name
        for name, rules in properties.items()
        if "$ref" in rules or {"array", "object"} & set(rules["type"])
    }


def as_json(row: dict[str, Any], nested: set[str]) -> dict[str, Any]:
    """A Parquet row as Graph would have sent it: JSON text parsed, timestamps as text."""
    texts = {
        name: json.loads(value) for name, value in row.items() if name in nested and isinstance(value, str)
    }
    moments = {
        name: value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        for name, value in row.items()
        if isinstance(value, datetime)
    }
    return row | texts | moments


@pytest.mark.parametrize("tenant", TENANTS)
def test_every_sample_tells_its_story(tenant: str) -> None:
    assert len((SAMPLES / tenant / "README.md").read_text("utf-8")) > 500


def truth(tenant: str, file: str) -> list[dict[str, str]]:
    with (SAMPLES / tenant / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_check_fires_at_least_twice_over_all_samples() -> None:
    fired = Counter(row["check"] for tenant in TENANTS for row in truth(tenant, "truth.csv"))
    checks = {row["check"] for row in truth("contoso", "truth_verdicts.csv")}
    assert len(checks) == 10
    assert {check for check in checks if fired[check] < 2} == set()


@pytest.mark.parametrize("tenant", TENANTS)
def test_truth_is_sorted_and_agrees_with_itself(tenant: str) -> None:
    findings = [tuple(row.values()) for row in truth(tenant, "truth.csv")]
    verdicts = {row["check"]: row["verdict"] for row in truth(tenant, "truth_verdicts.csv")}
    assert findings == sorted(findings)
    assert len(set(findings)) == len(findings)
    assert list(verdicts) == sorted(verdicts)
    assert set(verdicts.values()) <= VERDICTS
    assert {check for check, verdict in verdicts.items() if verdict == "found"} == {
        row[0] for row in findings
    }
