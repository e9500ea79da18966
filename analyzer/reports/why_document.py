"""The answer as one JSON document (CONTRACT section 4); it has more than the contract asks for."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.decision_trace.answer import Gate, PolicyAnswer, Why


def document(answer: Why) -> dict[str, Any]:
    """Return what `why --json` prints."""
    return {
        "user": answer.user,
        "access_package": answer.access_package,
        "as_of": answer.as_of.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "as_of_source": answer.as_of_source,
        "verdict": answer.verdict,
        "visible": answer.visible,
        "link": answer.link,
        "blockers": [
            {"rule": gate.rule, "message": gate.message, "remediation": gate.remedy} | _grounds(gate)
            for gate in answer.blockers
        ],
        "undetermined": [
            {"rule": gate.rule, "needs": gate.needs, "message": gate.message} | _grounds(gate)
            for gate in answer.undetermined
        ],
        "policies": [_policy(policy) for policy in answer.policies],
        "gates": [_gate(gate) for gate in (*answer.gates, *answer.state)],
        "changes": [
            {"verdict": change.verdict, "edits": [asdict(edit) for edit in change.edits]}
            for change in answer.changes
        ],
    }


def _policy(policy: PolicyAnswer) -> dict[str, Any]:
    return {
        "policy_id": policy.policy_id,
        "policy_name": policy.policy_name,
        "admits": policy.admits,
        "reason": "; ".join(dict.fromkeys(gate.rule for gate in policy.reasons)),
        "tier": policy.tier,
        "offered": policy.offered,
        "scope": policy.scope,
        "on_behalf": policy.on_behalf,
        "record": asdict(policy.record),
        "reasons": [_gate(gate) for gate in policy.reasons],
        "next": asdict(policy.next) if policy.next else None,
    }


def _gate(gate: Gate) -> dict[str, Any]:
    return {"rule": gate.rule, "stands": gate.stands, "message": gate.message} | _grounds(gate)


def _grounds(gate: Gate) -> dict[str, Any]:
    return {"source": gate.source, "records": _records(gate.records)}


def _records(records: Iterable[Any]) -> list[dict[str, Any]]:
    return [asdict(record) for record in records]
