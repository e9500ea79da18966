"""How far each dataset of an export goes: its files, its records, and why some may be missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.datasets import DATASETS
from analyzer.export.edges import NAVIGATIONS
from analyzer.tables.expansions import EXPANSIONS
from analyzer.tables.stream import NAME as MEMBERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.tables.forensics import Seen
    from analyzer.tables.source import ExportSource

_GAPS_TOLD = 20
_OWNERS = {child: owner for (owner, _), child in NAVIGATIONS.items()}


class Parents(NamedTuple):
    """Of how many objects of another dataset a dataset has the records: of 47 of 48 groups."""

    dataset: str
    listed: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """One dataset that the export holds.

    `files` is 0 where it stands inside the records of another dataset. `records` and `complete` are None
    where nothing read it; `records` also where memberships stand inside groups. `parents` is None where the
    dataset speaks of all parents, or has none. `gaps` say why rows may be missing, `remarks` what else the
    export shows of how it was made.
    """

    dataset: str
    files: int
    records: int | None
    layouts: tuple[str, ...]
    complete: bool | None
    parents: Parents | None = None
    gaps: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def extents(source: ExportSource, signs: Iterable[Seen]) -> tuple[Extent, ...]:
    """Return every dataset that is there as far as was read, in the order of the catalogue."""
    told = [(seen.dataset, f"{seen.symptom.rule}: {seen.message}") for seen in signs]
    there = source.inventory.datasets | source.read_names
    return tuple(
        _extent(source, name, tuple(text for dataset, text in told if dataset == name))
        for name in DATASETS
        if name in there and source.has(name)
    )


def absent(source: ExportSource) -> tuple[str, ...]:
    """Return the datasets that the export lacks; those inside a dataset that nothing read may be there."""
    inside_unread = {
        each.child
        for each in EXPANSIONS
        if each.parent in source.inventory.datasets and each.parent not in source.read_names
    }
    return tuple(name for name in DATASETS if name not in inside_unread and not source.has(name))


def _extent(source: ExportSource, name: str, remarks: tuple[str, ...]) -> Extent:
    files = source.inventory.of(name)
    if name not in source.read_names:
        layouts = _layouts(source, name)
        return Extent(dataset=name, files=len(files), records=None, layouts=layouts, complete=None)
    records = source.rows_read(name) if files else None
    if records is None and name != MEMBERS:
        records = len(source.dataset(name))
    gaps = (*source.journal.gaps(name), *source.dataset(name).unseen_parents)
    return Extent(
        dataset=name,
        files=len(files),
        records=records,
        layouts=_layouts(source, name),
        complete=not gaps,
        parents=_parents(source, name),
        gaps=_some(gaps),
        remarks=remarks,
    )


def _parents(source: ExportSource, name: str) -> Parents | None:
    known, owner = source.dataset(name).parents, _OWNERS.get(name)
    if known is None or owner is None or owner not in source.read_names:
        return None
    ids = source.dataset(owner).column("id")
    listed = pc.sum(pc.is_in(ids, value_set=pa.array(list(known), ids.type)), min_count=0).as_py()
    return Parents(owner, listed, len(ids))


def _layouts(source: ExportSource, name: str) -> tuple[str, ...]:
    return tuple(sorted({file.layout for file in source.inventory.of(name)}))


def _some(gaps: tuple[str, ...]) -> tuple[str, ...]:
    more = len(gaps) - _GAPS_TOLD
    return (*gaps[:_GAPS_TOLD], f"and {more:,} more") if more > 0 else gaps
