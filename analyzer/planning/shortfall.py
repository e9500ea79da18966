"""What an export lacks: datasets, properties, pages and parents for want of which checks stay undecided."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from analyzer import datasets
from analyzer.checking.catalogue import all_checks
from analyzer.checking.contract import Verdict
from analyzer.checking.runner import run
from analyzer.export.edges import PER_PARENT
from analyzer.export.edges import RELATIONS as EDGES
from analyzer.planning.export_plan import Plan, Step
from analyzer.planning.parents import missing_parents
from analyzer.planning.requests import carrier, requests_for
from analyzer.tables.relations import datasets_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.checking.contract import Check
    from analyzer.planning.requests import Request
    from analyzer.tables.relations import Relations
    from analyzer.tables.source import ExportSource

ABSENT = "it is not in the export"
FOR_ITS_IDS = "it lists the parents to ask about"


@dataclass
class _Lack:
    """What is missing of one dataset, and the checks that want it."""

    reasons: dict[str, None] = field(default_factory=dict)
    unlocks: set[str] = field(default_factory=set)
    sharpens: set[str] = field(default_factory=set)


def plan_to_complete(source: ExportSource, relations: Relations, name: str) -> Plan:
    """Return the requests whose answers an export lacks. Runs every check, so it reads what they read.

    Args:
        source: the export.
        relations: its relations.
        name: what to call it.
    """
    return _Shortfall(source, relations).plan(name)


class _Shortfall:
    """The lacks of one export."""

    def __init__(self, source: ExportSource, relations: Relations) -> None:
        self._source = source
        self._relations = relations
        self._lacks: defaultdict[str, _Lack] = defaultdict(_Lack)
        self._parents: dict[str, tuple[str, ...]] = {}
        self._beyond: defaultdict[str, list[str]] = defaultdict(list)

    def plan(self, name: str) -> Plan:
        for check in all_checks().values():
            for dataset, reason, needed in self._missed_by(check):
                lack = self._lacks[dataset]
                lack.reasons[reason] = None
                (lack.unlocks if needed else lack.sharpens).add(check.slug)
        by_hand = tuple(each for each in sorted(self._lacks) if not datasets.request(each))
        beyond = {path: tuple(self._beyond[path]) for path in sorted(self._beyond)}
        return Plan(tuple(self._steps()), by_hand, name, beyond)

    def _missed_by(self, check: Check) -> Iterator[tuple[str, str, bool]]:
        """Yield (dataset, what is missing of it, whether the check is not evaluated for want of it)."""
        for name in sorted(self._relations.missing(check.decide)):
            yield name, ABSENT, True
        outcome, _ = run(check, self._relations)
        if outcome.verdict is Verdict.ERRORED:
            return
        read = sorted(self._relations.read_by(check.decide))
        if outcome.verdict is not Verdict.NOT_EVALUATED:
            for name in read:
                for gap in self._relations["coverage"].gaps(name):
                    yield name, f"it is incomplete: {gap}", False
        if outcome.undetermined or outcome.verdict is Verdict.NOT_EVALUATED:
            for name in sorted(datasets_of(check.decide) - {*read, *self._relations.missing(check.decide)}):
                yield name, ABSENT, False
        if outcome.undetermined:
            yield from self._partly_missed_by(check, read)

    def _partly_missed_by(self, check: Check, read: list[str]) -> Iterator[tuple[str, str, bool]]:
        for path in sorted(self._relations.unexported(check.decide)):
            name, _, inside = path.partition(".")
            if brings(name, inside):
                yield name, f"no record has {inside}", False
            else:
                self._beyond[path].append(check.slug)
        for name in PER_PARENT.intersection(read):
            if self._relations["coverage"].complete(name) and (unasked := self._missing_parents(name)):
                parents = f"{len(unasked)} of the {requests_for([name])[-1].per}"
                yield name, f"{parents} that other data names are not in it", False

    def _missing_parents(self, dataset: str) -> tuple[str, ...]:
        if dataset not in self._parents:
            self._parents[dataset] = missing_parents(dataset, self._source, self._relations)
        return self._parents[dataset]

    def _steps(self) -> Iterator[Step]:
        """Yield the requests; what the export has of parents is neither asked for nor asked about again."""
        lacking = {carrier(name) or name for name in self._lacks}
        for request in requests_for(self._lacks):
            if request.per and request.per not in lacking and self._source.has(request.per):
                if parents := self._missing_parents(request.dataset):
                    yield self._step(replace(request, parents=parents))
            elif request.dataset in lacking or not self._source.has(request.dataset):
                yield self._step(request)

    def _step(self, request: Request) -> Step:
        brought = (request.dataset, *request.carries)
        found = {name: self._lacks[name] for name in brought if name in self._lacks}
        unlocks = set[str]().union(*(lack.unlocks for lack in found.values()))
        sharpens = set[str]().union(*(lack.sharpens for lack in found.values())) - unlocks
        reasons = tuple(
            reason if name == request.dataset else f"{name} comes inside it: {reason}"
            for name, lack in found.items()
            for reason in lack.reasons
        )
        return Step(request, tuple(sorted(unlocks)), tuple(sorted(sharpens)), reasons or (FOR_ITS_IDS,))


def brings(dataset: str, path: str) -> bool:
    """Tell whether the answer to a dataset's request has a property (dotted path)."""
    request = datasets.request(carrier(dataset) or dataset)
    selected = re.search(r"[?&]\$select=([^&]*)", request)
    if selected is None or dataset in EDGES:
        return True
    expanded = re.search(r"[?&]\$expand=([^&]*)", request)
    names = re.findall(r"\w+", f"{selected[1]},{expanded[1] if expanded else ''}")
    return path.partition(".")[0] in names
