"""The few records on which one ticket hangs, in memory: what a change would do is found out on these."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from analyzer.datasets import arrow_schema
from analyzer.tables.dataset import Dataset

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.decision_trace.answer import Edit
    from analyzer.tables.parts import Parts


@dataclass(frozen=True, slots=True)
class FewMemberships:
    """Memberships in memory, in the shape in which `membership_edges` reads them.

    `parents` names the groups whose members are all known.
    """

    table: pa.Table
    parents: frozenset[str]
    gaps: tuple[str, ...] = ()
    complete: bool = True

    def batches(self) -> Iterator[tuple[pa.Table, Parts | None]]:
        """Yield the rows, once; they stand in no file."""
        yield self.table, None

    def report_strangers(self, *_: object) -> None:
        """Report nothing: whoever made the rows has reported them."""


@dataclass(frozen=True, slots=True)
class SmallSource:
    """Datasets in memory, by name."""

    datasets: dict[str, Any]

    def has(self, name: str) -> bool:
        """Tell whether there is such a dataset."""
        return name in self.datasets

    def dataset(self, name: str) -> Any:
        """Return the dataset."""
        return self.datasets[name]

    def view(self, name: str) -> Any:
        """Return the dataset; the view notes by itself what is looked for in vain."""
        found = self.datasets[name]
        return replace(found, missed=set()) if isinstance(found, Dataset) else found

    def edited(self, edits: Iterable[Edit]) -> SmallSource:
        """Return the datasets with the edits made."""
        datasets = dict(self.datasets)
        for edit in edits:
            before = datasets.get(edit.dataset) or _nothing(edit.dataset)
            rows = _apply(before.table.to_pylist(), edit)
            table = pa.Table.from_pylist(rows, schema=before.table.schema)
            changed = replace(before, table=table)
            if isinstance(changed, Dataset):
                changed = replace(changed, present=changed.present.union(_paths(edit.values)))
            datasets[edit.dataset] = changed
        return SmallSource(datasets)

    def unlike(self, other: SmallSource) -> dict[str, Any]:
        """Return the datasets that are not those of the other."""
        return {name: each for name, each in self.datasets.items() if each is not other.datasets.get(name)}


def _nothing(name: str) -> Dataset:
    return Dataset(name, arrow_schema(name).empty_table(), frozenset(arrow_schema(name).names))


def _apply(rows: list[dict[str, Any]], edit: Edit) -> list[dict[str, Any]]:
    def meant(row: dict[str, Any]) -> bool:
        return all((row[name] or "").lower() == value.lower() for name, value in edit.record.items())

    match edit.action:
        case "add":
            return [*rows, edit.record | edit.values]
        case "remove":
            return [row for row in rows if not meant(row)]
        case _:
            pass
    for row in filter(meant, rows):
        for path, value in edit.values.items():
            _set(row, path.split("."), value)
    return rows


def _set(record: dict[str, Any], path: list[str], value: Any) -> None:
    *parents, last = path
    for name in parents:
        if record.get(name) is None:
            record[name] = {}
        record = record[name]
    record[last] = value


def _paths(values: dict[str, Any], prefix: str = "") -> Iterator[str]:
    """Yield every dotted path of nested values, the inner ones too."""
    for name, value in values.items():
        path = f"{prefix}{name}"
        parts = path.split(".")
        yield from (".".join(parts[: end + 1]) for end in range(len(parts)))
        if isinstance(value, dict):
            yield from _paths(value, f"{path}.")
