"""The answer as a page that a helpdesk can read aloud: what to tell the person, and whom to ask for what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.decision_trace.durations import in_words
from analyzer.decision_trace.wording import NEVER_KNOWN
from analyzer.reasoning.ticket_gates import ASSIGNED, REQUEST_OPEN
from analyzer.reasoning.ticket_policies import SELF_REQUEST_OFF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analyzer.decision_trace.answer import Approver, Gate, NextSteps, PolicyAnswer, Stage, Why

HEADLINES = {
    "can-request": "Yes: {user} can request '{package}'.",
    "already-assigned": "{user} has '{package}' already.",
    "request-open": "{user} has asked for '{package}' already; the request is under way.",
    "cannot-request": "No: {user} cannot request '{package}'.",
    "undetermined": "This export does not tell whether {user} can request '{package}'.",
}
_MARKS = {True: "stands in the way", False: "passes", None: "not known"}
_FACTS = {True: "yes", False: "no", None: "not known"}
_SETTLED = {ASSIGNED, REQUEST_OPEN}
"""Verdicts that are facts; they are called like the rules that find them."""


def page(answer: Why) -> list[str]:
    """Return the lines of the page, unwrapped, with tenant text as it is; an indent goes with each line."""
    return list(_lines(answer))


def _lines(answer: Why) -> Iterator[str]:
    names = {"user": answer.user["display_name"], "package": answer.access_package["display_name"]}
    yield HEADLINES[answer.verdict].format_map(names)
    yield f"As of {answer.as_of:%Y-%m-%d %H:%M} UTC ({answer.as_of_source})."
    for fact in answer.state:
        if fact.stands:
            yield from _places(fact)
    standing = (
        "What would stand in the way of a new request"
        if answer.verdict in _SETTLED
        else ("What stands in the way")
    )
    yield from _section(standing, _numbered(answer.blockers))
    yield from _section("What the export does not tell", _open(answer.undetermined))
    yield from _section(
        "What would help, the smallest change first (each was tried on this export)", _changes(answer)
    )
    yield from _section("What to tell the person", _advice(answer))
    for policy in answer.offered:
        yield from _section(f"What happens after a request, under '{policy.policy_name}'", _next(policy))
    yield from _section("The policies of the access package", _policies(answer))
    yield from _section("Every gate", _gates(answer))
    yield from _section("What no export can show", [f"  - {fact}" for fact in NEVER_KNOWN])


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    body = list(lines)
    if body:
        yield ""
        yield f"{title}:"
        yield from body


def _numbered(gates: Iterable[Gate]) -> Iterator[str]:
    for number, gate in enumerate(gates, 1):
        yield f"  {number}. {gate.message} [{gate.rule}]"
        yield f"     To do: {gate.remedy}"
        yield from _places(gate)


def _places(gate: Gate) -> Iterator[str]:
    for record in gate.records:
        where = f"{record.file}, row {record.row}" if record.file else f"inside the export's {record.dataset}"
        yield f"     Seen in {where}{f' (id {record.id})' if record.id else ''}"


def _open(gates: Iterable[Gate]) -> Iterator[str]:
    for gate in gates:
        yield f"  - {gate.message} [{gate.rule}]"
        yield f"    It would take: {gate.needs}"


def _changes(answer: Why) -> Iterator[str]:
    if any(change.verdict != "can-request" for change in answer.changes):
        yield "  After this nothing is known to stand in the way; what the export does not tell may still."
    for letter, change in zip("ABC", answer.changes, strict=False):
        for number, edit in enumerate(edit for edit in change.edits if edit.what):
            yield f"  {letter if number == 0 else ' '}{'.' if number == 0 else ' '} {edit.what}"
            yield f"     Ask {edit.who}."


def _advice(answer: Why) -> Iterator[str]:
    match answer.verdict:
        case "can-request":
            yield f"  Open {answer.link or 'the link of the access package'} and request it."
            if answer.visible is False:
                yield "  It is hidden: it shows through this link only, not when browsing My Access."
            if len(answer.offered) > 1:
                yield "  Several policies fit; My Access will ask which one to use."
        case "already-assigned":
            yield "  Nothing has to be requested. If the access itself is missing, see how it was delivered."
        case "request-open":
            yield "  The request need not be made again. It can be cancelled in My Access > Request history."
        case "cannot-request" if _others_may_ask(answer):
            yield "  Others, such as a manager, may ask on behalf of the person: one policy lets them."
        case "cannot-request":
            yield "  Asking again will not help until this is changed."
        case _:
            yield "  It cannot be said from this export; what it would take is named above."


def _others_may_ask(answer: Why) -> bool:
    """Tell whether nothing stands in the way but that a policy lets only others ask for the person."""
    only_for_others = any(
        policy.on_behalf and {gate.rule for gate in policy.reasons} == {SELF_REQUEST_OFF}
        for policy in answer.policies
    )
    return only_for_others and not any(gate.stands for gate in answer.gates)


def _next(policy: PolicyAnswer) -> Iterator[str]:
    steps = policy.next
    if steps is None:
        return
    if steps.input:
        yield f"  The request needs {', and '.join(steps.input)}."
    if steps.approval is False:
        yield "  No approval is needed."
    for remark in steps.remarks:
        yield f"  {remark}"
    for stage in steps.stages:
        yield from _stage(stage)
    yield from _delivered(steps)
    yield f"  The access ends {steps.ends}."


def _stage(stage: Stage) -> Iterator[str]:
    yield f"  Approval, stage {stage.order}: one of these decides."
    for approver in stage.asked:
        yield f"    - {_approver(approver)}"
    if stage.remark:
        yield f"    {stage.remark}"
    if stage.escalates_after:
        yield f"    After {in_words(stage.escalates_after)} without a decision, these are asked too."
        for approver in stage.alternates:
            yield f"    - {_approver(approver)}"
    if stage.denied_after:
        yield f"    Without a decision it is denied by itself after {in_words(stage.denied_after)}."


def _approver(approver: Approver) -> str:
    via = f" ({approver.via})" if approver.via else ""
    if approver.able is False:
        return f"{approver.name}{via} cannot decide: {approver.why_not}"
    return f"{approver.name}{via}" + (": not sure" if approver.able is None else "")


def _delivered(steps: NextSteps) -> Iterator[str]:
    if not steps.deliveries_known:
        yield "  What is delivered was not exported in full."
    for each in steps.deliveries:
        yield f"  Delivered: {each.role} of {each.resource}." + (f" {each.hazard}" if each.hazard else "")


def _policies(answer: Why) -> Iterator[str]:
    words = {True: "admits", False: "does not admit", None: "may admit"}
    told = {*answer.blockers, *answer.undetermined}
    for policy in answer.policies:
        yield f"  - '{policy.policy_name}' {words[policy.admits]}{_rank(policy)}{_in_short(policy, told)}"
        for gate in policy.reasons:
            if gate not in told:
                yield f"    {gate.message} [{gate.rule}]"


def _rank(policy: PolicyAnswer) -> str:
    if policy.offered:
        return ", and is offered"
    return f", and is not offered: another goes first (tier {policy.tier})" if policy.admits else ""


def _in_short(policy: PolicyAnswer, told: set[Gate]) -> str:
    rules = dict.fromkeys(gate.rule for gate in policy.reasons if gate in told)
    return f", see above: {', '.join(rules)}" if rules else ""


def _gates(answer: Why) -> Iterator[str]:
    for gates, words in ((answer.gates, _MARKS), (answer.state, _FACTS)):
        for gate in gates:
            yield f"  - {gate.message} [{gate.rule}: {words[gate.stands]}]"
