"""The answer as a page that a helpdesk can read aloud: what to tell the person, and whom to ask for what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.decision_trace.wording import NEVER_KNOWN
from analyzer.reasoning.ticket_policies import PERSONAL_IDENTITY
from analyzer.reports.why_advice import advice
from analyzer.reports.why_changes import changes
from analyzer.reports.why_outlook import outlook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.decision_trace.answer import Gate, PolicyAnswer, Record, Why

HEADLINES = {
    "can-request": "Yes: {user} can request '{package}'.",
    "already-assigned": "{user} has '{package}' already.",
    "request-open": "{user} has asked for '{package}' already; the request is under way.",
    "cannot-request": "No: {user} cannot request '{package}'.",
    "undetermined": "This export does not tell whether {user} can request '{package}'.",
}
_MARKS = {True: "stands in the way", False: "passes", None: "not known"}
_FACTS = {True: "yes", False: "no", None: "not known"}
_STANDING = {
    "already-assigned": "What would stand in the way of a new request",
    "request-open": "What may hold the request up, and would stand in the way of another",
}
_UP_TO_THE_PERSON = {PERSONAL_IDENTITY}
_OUTLOOK = {
    "can-request": "What happens after a request, under",
    "request-open": "What happens to the request, if it was made under",
}


def page(answer: Why) -> list[str]:
    """Return the lines of the page, unwrapped, with tenant text as it is; an indent goes with each line."""
    return list(_lines(answer))


def _lines(answer: Why) -> Iterator[str]:
    names = {"user": answer.user["display_name"], "package": answer.access_package["display_name"]}
    yield HEADLINES[answer.verdict].format_map(names)
    yield f"As of {answer.as_of:%Y-%m-%d %H:%M} UTC ({answer.as_of_source})."
    yield from _section("What to tell the person", advice(answer))
    yield from _section(_STANDING.get(answer.verdict, "What stands in the way"), _standing(answer))
    tried = "What would help, the smallest change first (each was tried on this export)"
    yield from _section(tried, changes(answer.changes))
    yield from _section("What the export does not tell", _open(answer.undetermined))
    if answer.verdict != "already-assigned":
        title = _OUTLOOK.get(answer.verdict, "What would happen after a request, under")
        for policy in answer.offered:
            yield from _section(f"{title} '{policy.policy_name}'", outlook(policy))
    yield from _section("The policies of the access package", _policies(answer))
    yield from _section("Every gate", _gates(answer))
    yield from _section("What no export can show", [f"  - {fact}" for fact in NEVER_KNOWN])


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    body = list(lines)
    if body:
        yield ""
        yield f"{title}:"
        yield from body


def _standing(answer: Why) -> Iterator[str]:
    """Number what stands in the way; of several policies one would be enough."""
    shut = [gate for gate in answer.blockers if gate in answer.gates]
    refusing = [gate for gate in answer.blockers if gate not in answer.gates]
    several = len({record.id for gate in refusing for record in gate.records}) > 1
    yield from _numbered(shut, 1, remedies=not answer.changes)
    if several:
        yield f"  None of the policies lets {answer.user['display_name']} ask; one that does is enough."
    yield from _numbered(refusing, len(shut) + 1, remedies=not answer.changes)


def _numbered(gates: Iterable[Gate], first: int, *, remedies: bool) -> Iterator[str]:
    """Tell what to do where no change says it of this very case, or where the person may do something."""
    for number, gate in enumerate(gates, first):
        yield f"  {number}. {gate.message} [{gate.rule}]"
        if remedies or gate.rule in _UP_TO_THE_PERSON:
            yield f"     To do: {gate.remedy}"


def _open(gates: Iterable[Gate]) -> Iterator[str]:
    for gate in gates:
        yield f"  - {gate.message} [{gate.rule}]"
        yield f"    It would take: {gate.needs}"


_ADMITS = {True: "admits", False: "does not admit", None: "may admit"}
_OFFERED = {
    True: "admits, and is offered",
    False: "would admit, were the catalog open to external users",
    None: "would admit and be offered, unless the catalog keeps the person out",
}


def _policies(answer: Why) -> Iterator[str]:
    told = {*answer.blockers, *answer.undetermined}
    for policy in answer.policies:
        yield f"  - '{policy.policy_name}' {_rank(policy)}{_in_short(policy, told)}"
        for gate in policy.reasons:
            if gate not in told:
                yield f"    {gate.message} [{gate.rule}]"
        yield _place(policy.record)


def _rank(policy: PolicyAnswer) -> str:
    if policy.offered:  # by its scope; the catalog's switch for external users has a say as well
        return _OFFERED[policy.admits]
    another = f", and is not offered: another goes first (tier {policy.tier})" if policy.admits else ""
    return f"{_ADMITS[policy.admits]}{another}"


def _in_short(policy: PolicyAnswer, told: set[Gate]) -> str:
    rules = dict.fromkeys(gate.rule for gate in policy.reasons if gate in told)
    return f", see above: {', '.join(rules)}" if rules else ""


def _gates(answer: Why) -> Iterator[str]:
    for gates, words in ((answer.gates, _MARKS), (answer.state, _FACTS)):
        for gate in gates:
            yield f"  - {gate.message} [{gate.rule}: {words[gate.stands]}]"
            if gate.stands is not False:
                yield from map(_place, gate.records)


def _place(record: Record) -> str:
    where = f"{record.file}, row {record.row}" if record.file else f"{record.dataset}, inside other records"
    return f"    Seen in {where}{f' (id {record.id})' if record.id else ''}"
