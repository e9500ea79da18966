"""What happened while an export was read: problems, gaps, counts, the newest timestamp."""

from __future__ import annotations

from collections import Counter, defaultdict
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.export.notes import STATED_COUNT
from analyzer.validation.validated import PROBLEM_SCHEMA

if TYPE_CHECKING:
    from datetime import datetime

    from analyzer.export.notes import Note
    from analyzer.validation.validated import Validated


Problem: TypeAlias = tuple[str, str, int | None, str, str, str, str]
"""One problem row, in the order of `PROBLEM_SCHEMA`."""

_LONGEST_VALUE = 200
"""Characters: an id may be as long as a file."""


class Journal:
    """Collects, in reading order, what reports say about the reading itself; threads may write into it."""

    def __init__(self) -> None:
        self.rows: Counter[str] = Counter()
        self.duplicates: Counter[str] = Counter()
        self.newest: tuple[datetime, str] | None = None
        self.newest_of: dict[str, datetime] = {}
        self.overlaps: Counter[tuple[str, str, str]] = Counter()
        """Some records that an earlier file had already, counted by (dataset, earlier file, file)."""
        self.stated: defaultdict[str, dict[str, int]] = defaultdict(dict)
        """Dataset and file to how many records its whole list has, as a page in the file says."""
        self.incomplete: defaultdict[str, dict[tuple[str, str], None]] = defaultdict(dict)
        """Dataset to (rule, file) of what says that records are missing, in reading order."""
        self._set_aside: Counter[str] = Counter()
        self._problems: list[pa.Table] = []
        self._lock = Lock()

    def note(self, note: Note) -> None:
        """Keep a note about a file; a dataset that misses records has a gap."""
        if note.rule == STATED_COUNT:
            self.stated[note.dataset][note.file] = int(note.value)
            return
        row = (note.dataset, note.file, note.row, note.pointer, note.rule, note.message, note.value)
        self.problems_found([row])
        if note.incomplete:
            self.incomplete[note.dataset][note.rule, note.file] = None

    def validated(self, part: Validated) -> None:
        """Keep what validation says of one block."""
        with self._lock:
            for piece in part.pieces:
                self.rows[piece.file] += piece.rows
            if part.problems.num_rows:
                self._problems.append(part.problems.cast(PROBLEM_SCHEMA))
            self._set_aside[part.dataset] += part.set_aside
            if part.newest is not None:
                found = (part.newest, f"{part.dataset}.{part.newest_path}")
                self.newest = max(self.newest, found) if self.newest else found
                self.newest_of[part.dataset] = max(part.newest, self.newest_of.get(part.dataset, part.newest))

    def problems_found(self, rows: list[Problem]) -> None:
        """Keep problem rows."""
        if rows:
            short = [(*row[:-1], row[-1][:_LONGEST_VALUE]) for row in rows]
            columns = [list(column) for column in zip(*short, strict=True)]
            self._problems.append(pa.table(columns, schema=PROBLEM_SCHEMA))

    def gaps(self, dataset: str) -> tuple[str, ...]:
        """Say why rows of a dataset may be missing."""
        aside = self._set_aside[dataset]
        invalid = (f"{aside} invalid record{'s'[: aside > 1]} set aside",) if aside else ()
        return (*(f"{rule} in {file}" for rule, file in self.incomplete[dataset]), *invalid)

    def count_by_place(self, rule: str) -> Counter[tuple[str, str]]:
        """Count the problems of a rule by (dataset, pointer)."""
        counts: Counter[tuple[str, str]] = Counter()
        for table in self._problems:
            rows = table.filter(pc.equal(table.column("rule"), rule))
            groups = rows.group_by(["dataset", "pointer"]).aggregate([([], "count_all")])
            for row in groups.to_pylist() if rows.num_rows else ():
                counts[row["dataset"], row["pointer"]] += row["count_all"]
        return counts

    def problems(self) -> pa.Table:
        """Return every problem, sorted by dataset, file, row, pointer and rule."""
        whole = pa.concat_tables([PROBLEM_SCHEMA.empty_table(), *self._problems])
        order = [(name, "ascending") for name in ("dataset", "file", "row", "pointer", "rule", "value")]
        return whole.sort_by(order)
