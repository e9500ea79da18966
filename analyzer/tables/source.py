"""An export on disk as a source of datasets: read on demand, once, block by block."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from threading import RLock, Thread
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from analyzer.datasets import DATASETS, arrow_schema
from analyzer.export.manifest import fewer_than_manifest
from analyzer.export.notes import Note
from analyzer.export.progress import Silent
from analyzer.export.reading import parents, read
from analyzer.export.stated_counts import lists_with_fewer
from analyzer.tables.dataset import Dataset
from analyzer.tables.expansions import EXPANSIONS, Expanded, expand
from analyzer.tables.journal import Journal
from analyzer.tables.moment import stated_moment
from analyzer.tables.parts import Parts, contradictions, copies, overlaps
from analyzer.tables.stream import MembershipStream
from analyzer.tables.uneven import uneven_columns
from analyzer.tables.unlisted import OWNERS, unlisted
from analyzer.validation.pipeline import validate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from analyzer.export.inventory import Inventory
    from analyzer.export.progress import Progress
    from analyzer.validation.validated import Validated

STREAMED = "group_members"
"""The one dataset that may not fit into memory as text."""

USED = {
    "users": (
        "id",
        "displayName",
        "userPrincipalName",
        "mail",
        "userType",
        "accountEnabled",
        "externalUserState",
        "identities",
        "signInActivity",
        "onPremisesSyncEnabled",
        "manager",
        "sponsors",
    ),
    "groups": (
        "id",
        "displayName",
        "groupTypes",
        "membershipRule",
        "onPremisesSyncEnabled",
        "members",
        "owners",
    ),
}
"""The columns of the two large datasets that relations use; the others are validated, then dropped."""


WORTH_A_THREAD = 64 << 20
"""Bytes; reading less is over before a thread pays."""


class ExportSource:
    """The datasets of an export. Every dataset is read at most once; `journal` tells what was met.

    Threads may ask for datasets; whoever asks second waits. Only the stream of memberships is read while
    other datasets are.
    """

    def __init__(
        self, inventory: Inventory, progress: Progress | None = None, *, keep_all: bool = False
    ) -> None:
        self.inventory = inventory
        self.journal = Journal()
        for each in inventory.notes:
            self.journal.note(each)
        if inventory.manifest and (problem := stated_moment(inventory.manifest).problem):
            self.journal.note(problem)
        self.read_names: set[str] = set()
        self._progress = progress or Silent()
        self._keep_all = keep_all
        self._datasets: dict[str, Any] = {}
        self._parts: dict[str, Parts] = {}
        self._kept: dict[str, NDArray[np.int64]] = {}
        self._own_rows: dict[str, int] = {}
        self._expanded: dict[str, list[Expanded]] = {}
        self._reading = RLock()

    def has(self, name: str) -> bool:
        """Tell whether the export holds a dataset, in files of its own or inside a parent's records."""
        if name in self.inventory.datasets:
            return True
        with self._reading:
            self._read_parents(name)
            return bool(self._expanded.get(name))

    def dataset(self, name: str) -> Any:
        """Read a dataset; `group_members` comes as a stream that is read once.

        Raises:
            KeyError: the export does not hold it.
        """
        with self._reading:
            if name not in self._datasets:
                if not self.has(name):
                    raise KeyError(name)
                self._read_parents(name)
                self._datasets[name] = self._stream() if name == STREAMED else self._table(name)
            return self._datasets[name]

    def read_ahead(self, names: Iterable[str]) -> None:
        """Begin to read datasets in another thread; whoever asks for one meanwhile waits for his turn."""

        def read_all() -> None:
            for name in wanted:
                with suppress(Exception):  # whoever asks for the dataset meets it again
                    self.dataset(name)

        chosen = set(names) - {STREAMED}
        wanted = [name for name in DATASETS if name in chosen and name in self.inventory.datasets]
        if sum(file.size for name in wanted for file in self.inventory.of(name)) >= WORTH_A_THREAD:
            Thread(target=read_all, daemon=True).start()

    def view(self, name: str) -> Any:
        """Read a dataset; the view notes by itself which absent properties it is asked for."""
        found = self.dataset(name)
        return replace(found, missed=set()) if isinstance(found, Dataset) else found

    def read_all(self, *, but: str = "") -> None:
        """Read every dataset that was not read yet, so that every problem is known."""
        for name in DATASETS:
            if name not in self._datasets and name != but and self.has(name):
                self.dataset(name)

    def frame(self, name: str) -> pd.DataFrame:
        """Read a dataset at full width, as a DataFrame with real ids and names (Arrow-backed types)."""
        found = self.dataset(name)
        table = found.whole() if name == STREAMED else found.table
        frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
        return frame

    def rows_read(self, name: str) -> int:
        """Return how many records the files of a dataset hold."""
        return sum(self.journal.rows[file.path] for file in self.inventory.of(name))

    def own_rows(self, name: str) -> int:
        """Return how many rows of a dataset came from its own files, not from inside a parent."""
        return self._own_rows[name]

    def places(self, name: str, rows: NDArray[np.int64]) -> list[tuple[str, int]]:
        """Return (file, row in the file) for rows that came from a dataset's own files."""
        kept = self._kept.get(name)
        return self._parts[name].places(rows if kept is None else kept[rows])

    def blocks(self, name: str) -> Iterator[Validated]:
        """Yield a dataset's validated blocks and write down what was met."""
        files = {file.path: file.size for file in self.inventory.of(name)}
        self.read_names.add(name)
        if not files:
            return
        self._progress.start(name, sum(files.values()))
        for item in read(self.inventory, name, validate):
            if isinstance(item, Note):
                self.journal.note(item)
                continue
            self.journal.validated(item)
            self._progress.advance(name, sum(files.pop(file, 0) for file in item.files))
            yield item
        self._compare_counts(name)
        self._progress.finish(name)

    def _compare_counts(self, name: str) -> None:
        """Note where fewer records came than the export itself states."""
        journal, files = self.journal, self.inventory.of(name)
        for found in lists_with_fewer(files, journal.rows, journal.stated[name], journal.incomplete[name]):
            journal.note(found)
        if not journal.incomplete[name]:
            for found in fewer_than_manifest(self.inventory.manifest, name, self.rows_read(name)):
                journal.note(found)

    def _table(self, name: str) -> Dataset:
        everything = tuple(arrow_schema(name).names)
        columns = everything if self._keep_all else USED.get(name, everything)
        parts = Parts(name, columns)
        for block in self.blocks(name):
            parts.add(block)
        self._parts[name] = parts
        nested = self._expanded.get(name, [])
        own = self._without_copies(name, parts, parts.table())
        self._own_rows[name] = own.num_rows
        table = _with_nested(name, own, nested)
        uneven = self._note_uneven(name, parts)
        own_paths = {path for path in parts.present if path.partition(".")[0] not in uneven}
        present = frozenset(own_paths).union(*(each.present for each in nested))
        self._keep_expansions(name, table, parts)
        listed = self._parents(name, nested)
        self._note_unlisted(name, listed)
        gaps, unseen = self.journal.gaps(name), self._unseen_parents(name, listed)
        return Dataset(name, table, present, gaps, listed, unseen)

    def _note_uneven(self, name: str, parts: Parts) -> frozenset[str]:
        """Return the columns that some of a dataset's tables lack: null in them may be unknown."""
        found = parts.uneven(self._kept.get(name))
        for file in sorted(found):
            self.journal.note(uneven_columns(name, file, found[file]))
        return frozenset[str]().union(*found.values())

    def _note_unlisted(self, name: str, listed: frozenset[str] | None) -> None:
        owner = OWNERS.get(name)
        if listed is not None and owner and self.has(owner):
            owners = self.dataset(owner).table["id"].to_pylist()
            files = self.inventory.of(name) or self.inventory.of(owner)
            if found := unlisted(name, owners, listed, files):
                self.journal.note(found)

    def _without_copies(self, name: str, parts: Parts, table: pa.Table) -> pa.Table:
        found = copies(name, table)
        if not len(found.repeated):
            return table
        self.journal.problems_found(contradictions(parts, found, self._at_full_width(name, table)))
        self.journal.duplicates[name] += len(found.repeated)
        self.journal.overlaps.update(overlaps(parts, found))
        self._kept[name] = np.delete(np.arange(table.num_rows), found.repeated)
        return table.take(self._kept[name])

    def _at_full_width(self, name: str, table: pa.Table) -> pa.Table:
        """Return own rows with every column; reads again what was narrowed, for copies are rare."""
        if table.num_columns == len(arrow_schema(name)):
            return table
        parts = Parts(name, tuple(arrow_schema(name).names))
        for block in ExportSource(self.inventory).blocks(name):
            parts.add(block)
        return parts.table()

    def _keep_expansions(self, name: str, table: pa.Table, parts: Parts) -> None:
        """Take nested relations out of a table that was just read."""
        copied = name in self._kept
        for expansion in EXPANSIONS:
            if expansion.parent == name and expansion.path in table.column_names:
                holders = _first_with(name, expansion.path, parts.table()) if copied else table
                if holders.column(expansion.path).null_count < holders.num_rows:
                    self._expanded.setdefault(expansion.child, []).append(expand(expansion, holders))

    def _read_parents(self, name: str) -> None:
        for expansion in EXPANSIONS:
            if expansion.child == name and expansion.parent in self.inventory.datasets:
                self.dataset(expansion.parent)

    def _parents(self, name: str, nested: list[Expanded]) -> frozenset[str] | None:
        """Return the parents whose relations are whole; None when a plain table speaks for all of them."""
        in_files = parents(self.inventory, name) if self.inventory.of(name) else frozenset()
        if in_files is None:
            return None
        listed = in_files.union(*(each.parents for each in nested))
        return listed if nested or in_files else None

    def _unseen_parents(self, name: str, listed: frozenset[str] | None) -> tuple[str, ...]:
        """Say why a dataset that comes parent by parent may lack some: their own dataset has gaps."""
        if listed is None:
            return ()
        owners = {each.parent for each in EXPANSIONS if each.child == name} & self.read_names
        return tuple(f"{owner}: {gap}" for owner in sorted(owners) for gap in self.journal.gaps(owner))

    def _stream(self) -> MembershipStream:
        nested = self._expanded.get(STREAMED, [])
        listed = self._parents(STREAMED, nested)
        unseen = self._unseen_parents(STREAMED, listed)
        return MembershipStream(self, listed, unseen, [each.table for each in nested])


def _first_with(name: str, path: str, everything: pa.Table) -> pa.Table:
    """Return of each record the first copy that has a value: another copy may lack it for want of $expand."""
    rows = everything.filter(everything.column(path).is_valid())
    return rows.take(np.delete(np.arange(rows.num_rows), copies(name, rows).repeated))


def _with_nested(name: str, own: pa.Table, nested: list[Expanded]) -> pa.Table:
    """Append rows that only a parent holds."""
    if not nested:
        return own
    extra = pa.concat_tables([each.table.select(own.column_names) for each in nested])
    whole = pa.concat_tables([own, extra])
    repeated = copies(name, whole).repeated
    return whole.take(np.delete(np.arange(whole.num_rows), repeated))
