"""Every sample tenant, and what its files must lead to."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from sample_exports.generate.adatum import build_adatum, write_adatum
from sample_exports.generate.contoso import build_contoso
from sample_exports.generate.fabrikam import build_fabrikam
from sample_exports.generate.graph_pages import write_graph_pages
from sample_exports.generate.parquet import write_parquet
from sample_exports.generate.partial import VERDICTS, still_known, write_partial
from sample_exports.generate.truth import CHECKS, write_truth

if TYPE_CHECKING:
    from pathlib import Path

WRITTEN_BY_HAND = "README.md"


def write_samples(folder: Path) -> None:
    """Write every sample into a folder of its own; hand-written READMEs stay, everything else is replaced."""
    _write_contoso(_emptied(folder / "contoso"))
    _write_fabrikam(_emptied(folder / "fabrikam"))
    _write_partial(_emptied(folder / "partial"))
    _write_adatum(_emptied(folder / "adatum"))


def _emptied(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        elif entry.name != WRITTEN_BY_HAND:
            entry.unlink()
    return folder


def _write_contoso(folder: Path) -> None:
    tenant = build_contoso()
    write_graph_pages(tenant, folder)
    write_truth(folder, tenant.findings, dict.fromkeys(CHECKS, "found"))


def _write_fabrikam(folder: Path) -> None:
    tenant = build_fabrikam()
    write_parquet(tenant, folder)
    write_truth(folder, tenant.findings, dict.fromkeys(CHECKS, "passed"))


def _write_partial(folder: Path) -> None:
    tenant = build_contoso()
    write_partial(tenant, folder)
    write_truth(folder, still_known(tenant), VERDICTS)


def _write_adatum(folder: Path) -> None:
    tenant = build_adatum()
    write_adatum(tenant, folder)
    verdicts = dict.fromkeys(CHECKS, "passed") | {"my-access-link-wrong": "not-evaluated"}
    write_truth(folder, tenant.findings, verdicts | {finding.check: "found" for finding in tenant.findings})
