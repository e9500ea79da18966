"""The same tenant in every layout gives the same answers, or says exactly what the layout cannot carry."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from analyzer.api import open_export
from tests.layouts.archive import zipped
from tests.layouts.arrays import gzipped_arrays
from tests.layouts.azure_cli import az_rest, az_rest_values, az_rest_windows
from tests.layouts.batch import batch
from tests.layouts.cannot_carry import LESS
from tests.layouts.exporter import exporter_v2, exporter_v3, exporter_with_pages
from tests.layouts.pages import graph, graph_beta
from tests.layouts.parquet_files import parquet_structs, parquet_text
from tests.layouts.portal import portal
from tests.layouts.powershell import powershell
from tests.layouts.tenant import SAMPLES, sample

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from analyzer.analysis import Analysis
    from tests.layouts.tenant import Tenant

    Layout = Callable[[Tenant], dict[str, bytes]]

LAYOUTS: tuple[Layout, ...] = (
    graph,
    graph_beta,
    gzipped_arrays,
    parquet_structs,
    parquet_text,
    powershell,
    az_rest,
    az_rest_windows,
    az_rest_values,
    zipped,
    batch,
    exporter_v3,
    exporter_v2,
    exporter_with_pages,
    portal,
)
TENANTS = ("contoso", "adatum")


@cache
def _original(tenant: str) -> Analysis:
    return open_export(SAMPLES / tenant).check()


def _answers(layout: Layout, tenant: str, folder: Path) -> Analysis:
    return _read(layout(sample(tenant)), folder, tenant)


def _read(files: dict[str, bytes], folder: Path, tenant: str = "contoso") -> Analysis:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return open_export(folder, as_of=_original(tenant).run.as_of).check()


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
@pytest.mark.parametrize("tenant", TENANTS)
def test_the_same_answers_or_what_is_missing(tenant: str, layout: Layout, tmp_path: Path) -> None:
    original, written = _original(tenant), _answers(layout, tenant, tmp_path)
    expected = LESS.get((tenant, layout.__name__), {})
    findings = _findings(written)
    for was, now in zip(original.outcomes, written.outcomes, strict=True):
        slug = now.check.slug
        there, here = _findings(original)[slug], findings[slug]
        if slug not in expected:
            assert (now.verdict, now.undetermined) == (was.verdict, was.undetermined), now.reason
            assert here == there
            continue
        less = expected[slug]
        assert (now.verdict, less.named in now.reason) == (less.verdict, True), now.reason
        assert {key: there.get(key) for key in here} == here, "nobody is accused because less is known"
        same = (now.verdict, now.undetermined, here) == (was.verdict, was.undetermined, there)
        assert not same, "the layout carries it after all"


@pytest.mark.parametrize("gone", [0, 1])
def test_packages_without_a_folder_accuse_and_absolve_nobody(gone: int, tmp_path: Path) -> None:
    files = exporter_with_pages(sample("contoso"))
    folders = sorted({path.partition("/AssignmentPolicies/")[0] for path in files if "/AssignmentP" in path})
    lost = tuple(f"{folder}/AssignmentPolicies/" for folder in folders[gone::2])
    kept = {path: content for path, content in files.items() if not path.startswith(lost)}
    whole, less = _read(files, tmp_path / "whole"), _read(kept, tmp_path / "less")
    for was, now in zip(whole.outcomes, less.outcomes, strict=True):
        there, here = _findings(whole)[was.check.slug], _findings(less)[now.check.slug]
        assert here.keys() <= there.keys(), now.check.slug  # nobody is accused
        assert here.keys() == there.keys() or "assignment_policies is incomplete" in now.reason
    [note] = [each for each in less.problems.to_pylist() if each["rule"] == "unlisted-owner"]
    assert f"none of {len(lost)} of " in note["message"]


@pytest.mark.parametrize("tenant", TENANTS)
def test_the_originals_say_something(tenant: str) -> None:
    assert _original(tenant).findings.num_rows >= 3


def _findings(analysis: Analysis) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the findings by check and fingerprint, all cells but the evidence."""
    found: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in analysis.findings.drop_columns("evidence").to_pylist():
        found[row["check"]][row["fingerprint"]] = row
    return found
