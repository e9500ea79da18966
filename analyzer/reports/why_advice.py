"""What to tell the person who complained: the first lines of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.reasoning.ticket_gates import NOT_FOUND, SIGN_IN
from analyzer.reasoning.ticket_policies import SELF_REQUEST_OFF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.decision_trace.answer import Why


def advice(answer: Why) -> Iterator[str]:
    """Yield the lines, each with its indent."""
    for gate in answer.gates:
        if gate.rule == NOT_FOUND and gate.stands is not False:
            yield f"  {gate.message} {gate.remedy}"
    yield from (f"  {line}" for line in _BY_VERDICT[answer.verdict](answer))


def _can_request(answer: Why) -> Iterator[str]:
    yield f"Open {answer.link or 'the link of the access package'} and request it."
    if answer.visible is False:
        yield "It is hidden: it shows through this link only, not when browsing My Access."
    if len(answer.offered) > 1:
        yield "Several policies fit; My Access will ask which one to use."
    yield from _nobody_decides(answer)


def _already_assigned(answer: Why) -> Iterator[str]:
    yield from (fact.message for fact in answer.state if fact.stands)
    if any(gate.rule == SIGN_IN and gate.stands for gate in answer.gates):
        yield "The account is blocked from sign-in, so the access cannot be used."
    else:
        yield "Nothing has to be requested. `analyzer access` tells by which routes the access is held."


def _request_open(answer: Why) -> Iterator[str]:
    yield from (fact.message for fact in answer.state if fact.stands)
    yield "Asking again changes nothing. The request can be cancelled in My Access > Request history."
    yield from _nobody_decides(answer)


def _cannot_request(answer: Why) -> Iterator[str]:
    if _others_may_ask(answer):
        yield "Others, such as a manager, may ask on behalf of the person: one policy lets them."
    elif answer.changes:
        yield "Asking again will not help until something is changed; whom to ask is below."
    else:
        yield "Asking again will not help until what stands in the way is changed."


def _undetermined(_: Why) -> Iterator[str]:
    yield "It cannot be said from this export; what it would take is below."


_BY_VERDICT = {
    "can-request": _can_request,
    "already-assigned": _already_assigned,
    "request-open": _request_open,
    "cannot-request": _cannot_request,
    "undetermined": _undetermined,
}


def _nobody_decides(answer: Why) -> Iterator[str]:
    """Warn of stages that will never be decided: the request would wait until it is denied by itself."""
    for policy in answer.offered:
        stuck = [stage.order for stage in (policy.next.stages if policy.next else ()) if stage.stuck]
        if stuck:
            stages = f"stage {stuck[0]}" if len(stuck) == 1 else f"stages {', '.join(map(str, stuck))}"
            catalog = answer.access_package["catalog"]
            yield (
                f"But nobody can decide at {stages} under the policy '{policy.policy_name}': the request "
                f"would be denied by itself. Ask an owner of the catalog '{catalog}' to name more approvers."
            )


def _others_may_ask(answer: Why) -> bool:
    """Tell whether nothing stands in the way but that a policy lets only others ask for the person."""
    only_for_others = any(
        policy.on_behalf and {gate.rule for gate in policy.reasons} == {SELF_REQUEST_OFF}
        for policy in answer.policies
    )
    return only_for_others and not any(gate.stands for gate in answer.gates)
