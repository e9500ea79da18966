"""The smallest changes that would flip a verdict: candidates, cheapest first, each made and judged again."""

from __future__ import annotations

from itertools import chain, product
from typing import TYPE_CHECKING

from analyzer.decision_trace.answer import Change
from analyzer.decision_trace.extraction import extract
from analyzer.decision_trace.facts import Judgement, one_ticket
from analyzer.decision_trace.gate_edits import gate_edits
from analyzer.decision_trace.policy_edits import PolicyEdits
from analyzer.tables.relations import Relations

if TYPE_CHECKING:
    from datetime import datetime

    from analyzer.decision_trace.answer import Edit, Gate, PolicyAnswer
    from analyzer.decision_trace.facts import Facts
    from analyzer.decision_trace.small_source import SmallSource
    from analyzer.tables.relations import DatasetSource

WANTED = "can-request"
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
    leaves something open, the smallest change after which nothing is known to stand in the way. None is
    returned where these records alone do not lead to the same verdict as the whole export.
    """
    if facts.judgement.verdict not in {"cannot-request", "undetermined"}:
        return ()
    if not all(map(source.has, WITHOUT_WHICH)):
        return ()
    few = extract(source, relations, facts)
    now = _judge(few, facts, as_of)
    if now.verdict != facts.judgement.verdict or now.blockers != facts.judgement.blockers:
        return ()
    found: list[Change] = []
    better: list[Change] = []
    for edits in _candidates(few, facts, gates, policies, names, as_of)[:TRIED]:
        if any(all(edit in edits for edit in change.edits) for change in found):
            continue  # less is enough
        change = Change(edits=edits, verdict=_judge(few.edited(edits), facts, as_of).verdict)
        if change.verdict == WANTED:
            found.append(change)
        elif change.verdict != facts.judgement.verdict:
            better.append(change)
        if len(found) == SHOWN:
            break
    return tuple(found) or tuple(_needed_only(change, few, facts, as_of) for change in better[:1])


def _needed_only(change: Change, few: SmallSource, facts: Facts, as_of: datetime) -> Change:
    """Leave out the edits without which the verdict is the same."""
    edits = change.edits
    for edit in change.edits:
        fewer = tuple(each for each in edits if each is not edit)
        if _judge(few.edited(fewer), facts, as_of).verdict == change.verdict:
            edits = fewer
    return Change(edits=edits, verdict=change.verdict)


def _judge(few: SmallSource, facts: Facts, as_of: datetime) -> Judgement:
    ticket = facts.judgement.ticket_facts.iloc[0]
    asked = one_ticket(str(ticket["user"]), str(ticket["package_text"]))
    judged: Judgement = Relations(few, lambda: as_of).given(tickets=asked).call(Judgement)
    return judged


def _candidates(
    few: SmallSource,
    facts: Facts,
    gates: list[Gate],
    policies: list[PolicyAnswer],
    names: dict[str, str],
    as_of: datetime,
) -> list[tuple[Edit, ...]]:
    """Return what may help, the cheapest first: every gate must open, and one policy must admit."""
    standing = [gate for gate in gates if gate.stands is not False]
    opened = [gate_edits(gate, facts, few, names) or [()] for gate in standing]
    admitted: list[tuple[Edit, ...]] = [()]
    if not facts.judgement.ticket_offers.shape[0]:
        maker = PolicyEdits(facts, few, names, as_of)
        ways = [way for policy in policies for way in maker.ways(policy)]
        admitted = [*ways, *maker.new_policy()]
    joined = [tuple(chain.from_iterable(parts)) for parts in product(*opened, admitted)]
    return sorted(filter(None, joined), key=lambda edits: (sum(each.cost for each in edits), repr(edits)))
