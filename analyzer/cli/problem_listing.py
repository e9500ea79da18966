"""Validation problems for a person: grouped by dataset and rule, with the first examples of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from analyzer.cli.console import counted, print_hanging
from analyzer.reports.cells import safe_terminal
from analyzer.tables.forensics.meanings import MEANINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyarrow as pa
    from rich.console import Console

_EXAMPLES = 3


def print_problems(
    problems: pa.Table,
    datasets: Mapping[str, int],
    console: Console,
    concerns: Mapping[str, str] | None = None,
) -> None:
    """Print what `analyzer validate` found.

    Args:
        problems: every problem row.
        datasets: the records that were read of each dataset.
        console: where to.
        concerns: by dataset, which checks read it; told once for each.
    """
    untold = dict(concerns or {})
    for (dataset, rule), count in group_counts(problems, "dataset", "rule"):
        console.print(
            f"{safe_terminal(dataset)} · {safe_terminal(rule)}: {counted(count, 'problem')}", style="bold"
        )
        for line in _examples(problems, dataset, rule):
            console.print(f"  {safe_terminal(line)}", soft_wrap=True)
        if count > _EXAMPLES:
            console.print(f"  and {count - _EXAMPLES:,} more", style="dim")
        for label, text in (("means: ", MEANINGS.get(rule)), ("checks ", untold.pop(dataset, None))):
            if text:
                print_hanging(console, f"  {label}", text)
    records = counted(sum(datasets.values()), "record")
    read = f"{records} in {counted(len(datasets), 'dataset')}"
    console.print(
        f"{counted(problems.num_rows, 'problem') if problems.num_rows else 'No problems'} in {read}."
    )


def problem_counts(problems: pa.Table) -> str | None:
    """Return how many problems there are of each rule, the most frequent first; None without problems."""
    if not problems.num_rows:
        return None
    groups = sorted(group_counts(problems, "rule"), key=lambda group: (-group[1], group[0]))
    rules = ", ".join(f"{safe_terminal(rule)} {count:,}" for (rule,), count in groups)
    return f"{problems.num_rows:,}: {rules}"


def group_counts(table: pa.Table, *columns: str) -> list[tuple[tuple[str, ...], int]]:
    """Return each combination of the columns' values and its number of rows, in order of appearance."""
    counts = table.group_by(list(columns), use_threads=False).aggregate([([], "count_all")])
    return [(tuple(row[column] or "" for column in columns), row["count_all"]) for row in counts.to_pylist()]


def _examples(problems: pa.Table, dataset: str, rule: str) -> Iterator[str]:
    wanted = pc.and_(_equal(problems, "dataset", dataset), _equal(problems, "rule", rule))
    yield from (_line(row) for row in problems.filter(wanted).slice(0, _EXAMPLES).to_pylist())


def _equal(problems: pa.Table, column: str, value: str) -> Any:
    return pc.equal(pc.fill_null(problems.column(column), ""), value)


def _line(row: dict[str, Any]) -> str:
    place = row["file"] or "the export"
    if row["row"] is not None:
        place += f", record {row['row']}"
    if row["pointer"]:
        place += f", {row['pointer']}"
    return f"{place}: {row['message']}"
