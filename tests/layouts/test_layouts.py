"""The same tenant in every layout gives the same answers, or says exactly what the layout cannot carry."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from analyzer.api import open_export
from analyzer.checking.contract import Verdict
from tests.layouts.archive import zipped
from tests.layouts.arrays import gzipped_arrays
from tests.layouts.batch import batch
from tests.layouts.exporter import exporter_v2, exporter_v3
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

CARRY_EVERYTHING: tuple[Layout, ...] = (
    graph,
    graph_beta,
    gzipped_arrays,
    parquet_structs,
    parquet_text,
    powershell,
    zipped,
    batch,
)
CARRY_LESS: tuple[Layout, ...] = (exporter_v3, exporter_v2, portal)
TENANTS = ("contoso", "adatum")


@cache
def _original(tenant: str) -> Analysis:
    return open_export(SAMPLES / tenant).check()


def _answers(layout: Layout, tenant: str, folder: Path) -> Analysis:
    for path, content in layout(sample(tenant)).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return open_export(folder, as_of=_original(tenant).run.as_of).check()


def _verdicts(analysis: Analysis) -> dict[str, tuple[Verdict, int]]:
    return {each.check.slug: (each.verdict, each.undetermined) for each in analysis.outcomes}


@pytest.mark.parametrize("layout", CARRY_EVERYTHING, ids=lambda layout: layout.__name__)
@pytest.mark.parametrize("tenant", TENANTS)
def test_the_same_answers(tenant: str, layout: Layout, tmp_path: Path) -> None:
    original, written = _original(tenant), _answers(layout, tenant, tmp_path)
    assert written.findings.num_rows
    assert written.findings.drop_columns("evidence").equals(original.findings.drop_columns("evidence"))
    assert _verdicts(written) == _verdicts(original)
