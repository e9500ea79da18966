"""Bodies from Microsoft's documentation, v1.0 and beta: each loads, or a reason is written down here.

They are not part of this repository: a folder `shared/examples` beside it, or the one that GRAPH_EXAMPLES
names, has the bodies and INDEX.tsv (columns file, version, entity_type, shape, request). Without it these
tests are skipped.
"""

from __future__ import annotations

import csv
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from analyzer.api import open_export
from analyzer.datasets import DATASETS, arrow_schema, schema
from analyzer.export.dialects import lift
from analyzer.export.dialects.beta import ROOTS
from analyzer.export.inventory import take_inventory
from analyzer.export.notes import Note
from analyzer.export.reading import blocks
from analyzer.tables.source import ExportSource
from tests.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(os.environ.get("GRAPH_EXAMPLES", ROOT.parent / "shared" / "examples"))

REASONS = {
    "required": "the page shows a few properties of $select, and id is not among them; or it is a tombstone "
    "of a delta query. Without its id a record means nothing.",
    "unfollowed-next-link": "the page shows the first of several answers.",
    "fewer-than-stated": "the page shows the first of many records, and how many there are.",
    "duplicate-id": "the page shows the same person twice with other words.",
    "dialect": "beta cannot say all that v1.0 says.",
}
"""Rules that may name a body, and why that is right. Anything else is a defect of ours."""

PLACEHOLDERS = {
    ("format", '"datetime-value"'): "the page has this word where a time belongs.",
    ("type", "null"): "the page shows a member of a group without its id.",
}
"""The same for rules that some value of a body breaks."""

GROUPS_OWN = re.compile(r"/groups/[^/]+/(members|owners)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Body:
    file: str
    dataset: str
    name: str
    """The file's name in an export."""

    @property
    def text(self) -> str:
        return (FOLDER / self.file).read_text(encoding="utf-8")

    @property
    def records(self) -> list[dict[str, Any]]:
        document = json.loads(self.text)
        value = document.get("value", document) if isinstance(document, dict) else document
        return value if isinstance(value, list) else [value]


def _bodies() -> Iterator[Body]:
    if not FOLDER.is_dir():
        return
    types = {
        schema(name)["x-graph"]["type"].rpartition(".")[2].lower(): name
        for name in reversed(DATASETS)
        if "x-graph" in schema(name) and name != "deleted_users"
    }
    with (FOLDER / "INDEX.tsv").open(encoding="utf-8") as index:
        for row in csv.DictReader(index, delimiter="\t"):
            kind = row["entity_type"].rpartition(")")[0] or row["entity_type"]
            kind = kind.rpartition(".")[2].lower()
            if kind == "directoryobject":
                if found := GROUPS_OWN.search(row["request"]):
                    dataset = f"group_{found[1].lower()}"
                    yield Body(row["file"], dataset, f"{dataset}/02bd9fd6-8f93-4758-87c3-1fb73740a315.json")
            elif kind in types and types[kind] not in {"group_members", "group_owners"}:
                yield Body(row["file"], types[kind], f"{types[kind]}.json")


BODIES = list(_bodies())
each_body = pytest.mark.parametrize("body", [pytest.param(body, id=body.file) for body in BODIES])
pytestmark = pytest.mark.skipif(not BODIES, reason="GRAPH_EXAMPLES names no folder with response bodies")


@each_body
def test_a_body_loads_or_is_refused_for_a_reason(body: Body, tmp_path: Path) -> None:
    target = tmp_path / body.name
    target.parent.mkdir(exist_ok=True)
    target.write_text(body.text, encoding="utf-8")
    source = ExportSource(take_inventory(tmp_path))
    rows = sum(block.table.num_rows for block in source.blocks(body.dataset))
    problems = source.journal.problems().to_pylist()
    for problem in problems:
        rule, value = problem["rule"], problem["value"]
        assert rule in REASONS or (rule, value) in PLACEHOLDERS, problem
    refused = [problem for problem in problems if problem["rule"] in {"required", "type"}]
    assert rows + len({problem["row"] for problem in refused}) == len(body.records)
    assert not (refused and body.dataset in ROOTS)


@each_body
def test_what_a_body_says_is_not_lost(body: Body, tmp_path: Path) -> None:
    """Every value that is a v1.0 property after lifting is in the columns, as it was sent."""
    target = tmp_path / body.name
    target.parent.mkdir(exist_ok=True)
    target.write_text(body.text, encoding="utf-8")
    found = [item for item in blocks(take_inventory(tmp_path), body.dataset) if not isinstance(item, Note)]
    tables = [block.table for block in found if block.table is not None]
    names = arrow_schema(body.dataset).names
    rows = [row for table in tables for row in table.to_pylist()]
    if body.name.count("/"):
        return
    for row, record in zip(rows, body.records, strict=True):
        lifted = lift(body.dataset, record)
        for name in names:
            value = lifted.get(name)
            if isinstance(value, str | int | float):
                assert row[name] == value, name
            assert (row[name] is None) == (value is None), name


@each_body
def test_lifting_a_body_twice_changes_nothing(body: Body) -> None:
    for record in body.records:
        once = lift(body.dataset, record)
        assert lift(body.dataset, once) == once


def test_every_dataset_of_entitlement_management_has_bodies() -> None:
    assert set(ROOTS) - {body.dataset for body in BODIES} <= {"entitlement_settings", "resource_role_scopes"}


@pytest.mark.parametrize("version", ["v1.0", "beta"])
def test_the_bodies_of_one_version_make_an_export(version: str, tmp_path: Path) -> None:
    for number, body in enumerate(body for body in BODIES if body.file.startswith(version)):
        folder = tmp_path / body.dataset
        folder.mkdir(exist_ok=True)
        if body.dataset in ROOTS or body.dataset in {"users", "groups"}:
            (folder / f"page-{number:04}.json").write_text(body.text, encoding="utf-8")
    analysis = open_export(tmp_path).check()
    assert {outcome.verdict for outcome in analysis.outcomes}.isdisjoint({"errored"})
