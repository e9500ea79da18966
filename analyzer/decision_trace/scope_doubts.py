"""Why it is not known whether a policy's scope has the person in it, and what would tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analyzer.decision_trace.gate_answers import group_name
from analyzer.decision_trace.needs import NESTED_COUNT, needs_of
from analyzer.decision_trace.scope_words import SCOPES
from analyzer.decision_trace.wording import NESTED_IN_SCOPE, WORDS
from analyzer.reasoning.audience import EXTERNAL_SCOPES, NAMING_SCOPES
from analyzer.reasoning.ticket_policies import DIRECT_ONLY, NOT_IN_SCOPE, OUT_OF_SCOPE
from analyzer.tables.subjects import GROUP_MEMBERS, ORGANIZATION_MEMBERS, codes_of, of_kind

if TYPE_CHECKING:
    from analyzer.decision_trace.answer import Gate
    from analyzer.decision_trace.facts import Setting
    from analyzer.tables.relations import Relations

_BY_HOME = {scope.lower() for scope in EXTERNAL_SCOPES}
"""Scopes that go by the directory people come from."""
_BY_NAME = {scope.lower() for scope in NAMING_SCOPES}
_SCOPE_UNKNOWN = "the scope of the policy, exported, and one that this version knows"
_TARGETS_UNKNOWN = "whom the policy names (specificAllowedTargets), exported"
_ORGANIZATION_LOST = "the connected organization that the policy names, which the export does not hold"


def explained(gate: Gate, setting: Setting, code: int, names: dict[str, str], relations: Relations) -> Gate:
    """Say why the scope is unknown: it is itself, or whom it names is, or what counts is not documented."""
    if gate.stands is not None or gate.rule not in (DIRECT_ONLY, *OUT_OF_SCOPE):
        return gate
    exported = setting.policies["scope"].astype("object").iloc[code]
    scope = exported.lower() if isinstance(exported, str) else ""
    if gate.rule == DIRECT_ONLY:
        return gate if scope in SCOPES else replace(gate, needs=_SCOPE_UNKNOWN)
    unnamed = setting.assignment_policies.column("specificAllowedTargets")[code].as_py() is None
    if scope in _BY_NAME and unnamed:
        gate = replace(gate, needs=_TARGETS_UNKNOWN)
    elif scope in _BY_HOME and setting.organizations is not None and _names_a_lost_one(setting, code):
        gate = replace(gate, needs=_ORGANIZATION_LOST)
    elif scope not in SCOPES:
        gate = replace(gate, needs=_SCOPE_UNKNOWN)
    elif scope not in _BY_HOME:
        needs = NESTED_COUNT if names["nested"] else needs_of(NOT_IN_SCOPE, relations)
        gate = replace(gate, needs=needs)
    if scope in _BY_HOME:
        return gate
    message = NESTED_IN_SCOPE if gate.needs == NESTED_COUNT else WORDS[NOT_IN_SCOPE].unknown
    return replace(gate, message=message.format_map(names))


def _names_a_lost_one(setting: Setting, code: int) -> bool:
    targets = setting.policy_targets[setting.policy_targets["policy"] == code]
    return bool((of_kind(targets, ORGANIZATION_MEMBERS)["organization"] < 0).any())


def nested_groups(setting: Setting, code: int) -> str:
    """Name the groups of the policy in which the person is, though in none directly; else nothing."""
    person = int(setting.ticket_people["person"].iloc[0])
    targets = setting.policy_targets[setting.policy_targets["policy"] == code]
    rows = setting.ticket_groups.rows
    inside = rows[
        (rows["person"] == person) & rows["group"].isin(codes_of(of_kind(targets, GROUP_MEMBERS), "group"))
    ]
    names = sorted(group_name(setting, int(group)) for group in inside["group"])
    return "" if person < 0 or inside["direct"].any() else ", ".join(names)
