"""What happens after a request under one policy, in words: what it needs, who decides, what it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.decision_trace.durations import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.decision_trace.answer import Approver, NextSteps, PolicyAnswer, Stage


def outlook(policy: PolicyAnswer) -> Iterator[str]:
    """Yield the lines, each with its indent."""
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
    decides = "one of these decides" if len(stage.asked) > 1 else "this person decides"
    yield f"  Approval, stage {stage.order}{f': {decides}' if stage.asked else ''}."
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
        yield "  What it gives was not exported in full."
    for each in steps.deliveries:
        yield f"  It gives: {each.role} of {each.resource}." + (f" {each.hazard}" if each.hazard else "")
