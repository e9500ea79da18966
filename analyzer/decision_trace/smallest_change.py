"""The smallest changes that would flip a verdict: fewest edits first, each made and judged again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import chain, product
from typing import TYPE_CHECKING

from analyzer.decision_trace.answer import Change
from analyzer.decision_trace.extraction import extract
from analyzer.decision_trace.facts import Judgement, one_ticket
from analyzer.decision_trace.gate_edits import gate_edits
from analyzer.decision_trace.policy_edits import PolicyEdits
from analyzer.tables.relations import Relations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from analyzer.decision_trace.answer import Edit, Gate, PolicyAnswer
    from analyzer.decision_trace.facts import Facts
    from analyzer.decision_trace.small_source import SmallSource
    from analyzer.tables.relations import DatasetSource

    Edits = tuple[Edit, ...]

WANTED, OPEN, SHUT = "can-request", "undetermined", "cannot-request"
WITHOUT_WHICH = ("users", "assignment_policies")
"""Datasets without which nothing can be tried."""
SHOWN = 3
TRIED = 8
"""How many candidates are judged at most; each costs a fraction of a second."""


def smallest_changes(
    source: DatasetSource,
    relations: Relations,
    facts: Facts,
    gates: list[Gate],
    policies: list[PolicyAnswer],
    names: dict[str, str],
    as_of: datetime,
) -> tuple[Change, ...]:
    """Return up to `SHOWN` changes after which the person can request, the smallest first.

    Each was made in the records that the ticket hangs on, and judged by the same rules. Where the export
    leaves something open, a change may only undo what is known to stand in the way: the smallest such change
    goes first if it is smaller than all others. None is returned where these records alone do not lead to
    the same verdict as the whole export.
    """
    if facts.judgement.verdict not in {SHUT, OPEN} or not all(map(source.has, WITHOUT_WHICH)):
        return ()
    trial = _Trial(extract(source, relations, facts), facts, gates, policies, names, as_of)
    now = trial.judged(())
    if now.verdict != facts.judgement.verdict or now.blockers != facts.judgement.blockers:
        return ()
    found: list[Change] = []
    for edits in trial.candidates(doubts=True):
        enough = any(all(edit in edits for edit in change.edits) for change in found)
        if not enough and trial.judged(edits).verdict == WANTED:
            found.append(Change(edits=edits, verdict=WANTED))
        if len(found) == SHOWN:
            break
    lesser = trial.lesser() if facts.judgement.verdict == SHUT else None
    if lesser and (not found or size(lesser.edits) < size(found[0].edits)):
        return (lesser, *found)[:SHOWN]
    return tuple(found)


def size(edits: Edits) -> int:
    """Return how many things somebody has to do."""
    return sum(1 for edit in edits if edit.what)


@dataclass(frozen=True)
class _Trial:
    """The records that the ticket hangs on, in which edits are tried."""

    few: SmallSource
    facts: Facts
    gates: list[Gate]
    policies: list[PolicyAnswer]
    names: dict[str, str]
    as_of: datetime

    def judged(self, edits: Edits) -> Judgement:
        """Judge the ticket once the edits are made; what does not follow from them was worked out before."""
        changed = self.few.edited(edits)
        if all(map(self.few.has, changed.datasets)):
            relations = self._relations.given(**changed.unlike(self.few))
        else:
            relations = self._over(changed)
        judged: Judgement = relations.call(Judgement)
        return judged

    @cached_property
    def _relations(self) -> Relations:
        return self._over(self.few)

    def _over(self, source: SmallSource) -> Relations:
        ticket = self.facts.judgement.ticket_facts.iloc[0]
        asked = one_ticket(str(ticket["user"]), str(ticket["package_text"]))
        return Relations(source, lambda: self.as_of).given(tickets=asked)

    def lesser(self) -> Change | None:
        """Return the smallest change that undoes what is known to stand in the way, and leaves doubts."""
        found = (edits for edits in self.candidates(doubts=False) if self.judged(edits).verdict == OPEN)
        edits = next(found, None) if self._doubtful() else None
        return Change(edits=edits, verdict=OPEN) if edits else None

    def candidates(self, *, doubts: bool) -> list[Edits]:
        """Return what may help, the fewest edits first: every gate must open, and one policy must admit.

        Without `doubts`, only what is known to stand in the way is opened.
        """
        opened = [
            gate_edits(gate, self.facts, self.few, self.names) or [()]
            for gate in self.gates
            if gate.stands or (doubts and gate.stands is None)
        ]
        joined = (tuple(chain.from_iterable(parts)) for parts in product(*opened, [*self._ways_in(doubts)]))
        return sorted(filter(None, joined), key=_order)[:TRIED]

    def _ways_in(self, doubts: bool) -> Iterator[Edits]:
        """Yield the ways to have a policy that admits; nothing to do where one does, or perhaps does."""
        perhaps = any(not any(gate.stands for gate in policy.reasons) for policy in self.policies)
        if self.facts.judgement.ticket_offers.shape[0] or (perhaps and not doubts):
            yield ()
            return
        maker = PolicyEdits(self.facts, self.few, self.names, self.as_of)
        for policy in self.policies:
            yield from maker.ways(policy, doubts=doubts)
        yield from maker.new_policy()

    def _doubtful(self) -> bool:
        reasons = [gate for policy in self.policies for gate in policy.reasons]
        return self.facts.judgement.in_doubt or any(gate.stands is None for gate in reasons)


def _order(edits: Edits) -> tuple[int, int, str]:
    return size(edits), sum(each.cost for each in edits), repr(edits)
