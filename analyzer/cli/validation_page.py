"""The page of `analyzer validate`: what was read and how far it goes, what is wrong, what is not there."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from analyzer.cli.console import counted, print_hanging, print_labelled
from analyzer.cli.problem_listing import print_problems
from analyzer.planning.needs import needed_by, used_by
from analyzer.reports.cells import safe_terminal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from analyzer.analysis import ValidationReport
    from analyzer.tables.completeness import Extent

_ABSENT = (
    "Absent is not empty: many an exporter writes nothing for an empty answer, and nothing for a refused one."
)
_NAMED = 4
_GAPS_SHOWN = 3


def print_page(report: ValidationReport, export: str, console: Console) -> None:
    """Print everything that reading alone says of an export."""
    if report.coverage:
        _heading(console, "Read, and whether it is complete as far as the export itself tells")
        _print_coverage(report.coverage, console)
    remarks = [seen for seen in report.signs if not seen.symptom.is_problem]
    if remarks:
        _heading(console, "Worth knowing")
        for seen in remarks:
            print_hanging(console, f"  {seen.dataset} · {seen.symptom.rule}: ", seen.message)
    if report.absent:
        _heading(console, "Not in the export")
        print_hanging(console, "  ", _ABSENT)
        _print_absent(report.absent, console)
    if report.problems.num_rows and report.coverage:
        _heading(console, "Problems")
    elif report.coverage:
        console.print()
    print_problems(report.problems, report.datasets, console, _concerned(report))
    if report.absent or not all(each.complete for each in report.coverage):
        command = f"analyzer plan --for {shlex.quote(export)}"
        console.print(
            "What to ask Microsoft Graph for, to complete it:", safe_terminal(command), soft_wrap=True
        )


def _heading(console: Console, text: str) -> None:
    console.print(f"\n{text}", style="bold")


def _print_coverage(extents: Iterable[Extent], console: Console) -> None:
    print_labelled(console, {each.dataset: f"{_amount(each)}: {_state(each)}" for each in extents})


def _amount(extent: Extent) -> str:
    records = "records" if extent.records is None else counted(extent.records, "record")
    if not extent.files:
        return f"{records} inside other records"
    layouts = ", ".join(extent.layouts)
    return f"{records} in {counted(extent.files, 'file')} ({layouts})"


def _state(extent: Extent) -> str:
    if extent.gaps:
        more = len(extent.gaps) - _GAPS_SHOWN
        rest = f"; {more:,} more reasons" if more > 0 else ""
        return f"may be incomplete: {'; '.join(extent.gaps[:_GAPS_SHOWN])}{rest}"
    if extent.parents and extent.parents.listed < extent.parents.number:
        return f"complete for {extent.parents.listed:,} of {extent.parents.number:,} {extent.parents.dataset}"
    if extent.records == 0:
        return "empty; the export says so itself"
    if extent.remarks:
        names = ", ".join(remark.partition(":")[0] for remark in extent.remarks)
        return f"no gap is known, but see {names}"
    return "complete"


def _print_absent(names: Iterable[str], console: Console) -> None:
    told: dict[str, str] = {}
    idle: list[str] = []
    for name in names:
        needs, uses = needed_by(name), used_by(name)
        costs = []
        if not needs and not uses:
            idle.append(name)
            continue
        if needs:
            costs.append(f"not evaluated without it: {_some(needs)}")
        if uses:
            costs.append(f"less decided without it: {_some(uses)}")
        told[name] = "; ".join(costs)
    print_labelled(console, told)
    if idle:
        print_hanging(console, "  ", f"Without cost, for no check reads them: {', '.join(idle)}")


def _concerned(report: ValidationReport) -> dict[str, str]:
    """Say by dataset with problems which checks read it, or what its signs concern."""
    found: dict[str, str] = {}
    for dataset in pc.unique(report.problems.column("dataset")).to_pylist():
        concerned = {dataset}.union(*(seen.concerns for seen in report.signs if seen.dataset == dataset))
        checks = sorted({slug for name in concerned for slug in (*needed_by(name), *used_by(name))})
        found[dataset] = f"on {' and '.join(sorted(concerned))}: {_some(checks)}" if checks else ""
    return found


def _some(slugs: Iterable[str]) -> str:
    listed = list(slugs)
    more = len(listed) - _NAMED
    return ", ".join(listed[:_NAMED]) + (f" and {more} more" if more > 0 else "")
