"""What symptoms are looked for in: datasets that were read, ids that lead nowhere, newest moments."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from analyzer.tables.references import REFERENCES
from analyzer.tables.stream import NAME as MEMBERS

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator

    from analyzer.tables.dataset import Dataset
    from analyzer.tables.source import ExportSource


def counted(number: int, noun: str) -> str:
    """Return `1 record`, `1,234 records`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


_TARGETS = {(each.dataset, each.pointer): each.targets for each in REFERENCES} | {
    (MEMBERS, "/memberId"): ("users",)
}


@dataclass(frozen=True, slots=True)
class Sign:
    """What a symptom shows in one place. `observed` is a whole sentence; `file` is empty for the export."""

    dataset: str
    observed: str
    concerns: tuple[str, ...]
    """The datasets whose absences mean less because of it."""
    file: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Symptom:
    """A way in which exports go wrong as a whole: one function that finds it, and what to say about it."""

    rule: str
    meaning: str
    remedy: str
    find: Callable[[Evidence], Iterator[Sign]]
    is_problem: bool = True
    """False: common and mostly harmless; told with the coverage, not among the problems."""

    def look(self, evidence: Evidence) -> Iterator[Seen]:
        """Yield every sign of it."""
        for sign in self.find(evidence):
            message = f"{sign.observed} {self.meaning} {self.remedy}"
            yield Seen(self, sign.dataset, sign.file, message, sign.value, sign.concerns)


@dataclass(frozen=True, slots=True)
class Seen:
    """A sign of a symptom, with everything a person should know about it in `message`."""

    symptom: Symptom
    dataset: str
    file: str
    message: str
    value: str
    concerns: tuple[str, ...]


@dataclass
class Evidence:
    """An export after reading; nothing here reads a file again or makes a look-up of a large dataset."""

    source: ExportSource

    def read(self, name: str) -> Dataset | None:
        """Return a dataset that was read and is no stream; None otherwise."""
        if name == MEMBERS or name not in self.source.read_names or not self.source.has(name):
            return None
        found: Dataset = self.source.dataset(name)
        return found

    @cached_property
    def dangling(self) -> Counter[tuple[str, str]]:
        """Count the references that lead nowhere by (dataset, JSON pointer)."""
        return self.source.journal.count_by_place("reference")

    def lost(self, target: str, *, of: tuple[str, ...] = ()) -> int:
        """Count the references into a dataset that lead nowhere; `of`: only those of these datasets."""
        return sum(
            count
            for (dataset, pointer), count in self.dangling.items()
            if target in _TARGETS.get((dataset, pointer), ()) and (not of or dataset in of)
        )
