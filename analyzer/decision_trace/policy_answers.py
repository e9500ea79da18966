"""What each policy of the package says to the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pyarrow.compute as pc

from analyzer.decision_trace.answer import Gate, PolicyAnswer
from analyzer.decision_trace.gate_answers import as_answer, group_name
from analyzer.decision_trace.needs import needs_of
from analyzer.decision_trace.next_steps import next_steps
from analyzer.decision_trace.scope_doubts import explained, nested_groups
from analyzer.decision_trace.scope_words import SCOPES, way_into
from analyzer.decision_trace.wording import WORDS
from analyzer.reasoning.ticket_gates import CATALOG_INTERNAL
from analyzer.reasoning.ticket_policies import POLICY_RULES
from analyzer.tables.subjects import GROUP_MEMBERS, ORGANIZATION_MEMBERS, SINGLE_USER, codes_of

if TYPE_CHECKING:
    from analyzer.decision_trace.answer import Record
    from analyzer.decision_trace.facts import Facts, Setting
    from analyzer.decision_trace.records import Records
    from analyzer.tables.dataset import Dataset
    from analyzer.tables.relations import Relations

_NAMED_AT_MOST = 4


def policy_answers(
    facts: Facts, relations: Relations, records: Records, names: dict[str, str]
) -> list[PolicyAnswer]:
    """Word every policy of the package: those that are offered first, then by name."""
    refusals, setting = facts.judgement.ticket_refusals, facts.setting
    offered = codes_of(facts.judgement.ticket_offers, "policy").tolist()
    closed = facts.judgement.ticket_gates[CATALOG_INTERNAL].iloc[0]
    answers = []
    for _, row in refusals.iterrows():
        code = int(row["policy"])
        policy = setting.policies.iloc[code]
        filled = names | _words_of(policy, setting, code, names)
        record = records.at("assignment_policies", code)
        answers.append(
            PolicyAnswer(
                policy_id=str(policy["id"]),
                policy_name=str(policy["display_name"]),
                scope=None if policy["scope"] is pd.NA else str(_own_scope(setting, code)),
                admits=_admits(row["admits"], closed),
                reasons=tuple(
                    explained(gate, setting, code, filled, relations)
                    for gate in _reasons(row, relations, filled, record)
                ),
                tier=int(row["tier"]) or None,
                offered=code in offered,
                on_behalf=_on_behalf(setting.assignment_policies, code),
                record=record,
                next=next_steps(facts, offered.index(code)) if code in offered else None,
            )
        )
    return sorted(answers, key=lambda each: (not each.offered, each.policy_name, each.policy_id))


def _admits(by_itself: object, closed: object) -> bool | None:
    """Return whether the policy admits, in a catalog that may be closed to the person."""
    admits, kept_out = as_answer(by_itself), as_answer(closed)
    if admits is False or kept_out is True:
        return False
    return None if admits is None or kept_out is None else True


def _reasons(row: pd.Series, relations: Relations, names: dict[str, str], record: Record) -> list[Gate]:
    found = []
    for rule in POLICY_RULES:
        stands = as_answer(row[rule])
        if stands is not False:
            words = WORDS[rule]
            found.append(
                Gate(
                    rule=rule,
                    stands=stands,
                    message=(words.stands if stands else words.unknown).format_map(names),
                    source=words.source,
                    remedy=words.remedy.format_map(names),
                    needs=needs_of(rule, relations) if stands is None else "",
                    records=(record,),
                )
            )
    return found


def _words_of(policy: pd.Series, setting: Setting, code: int, names: dict[str, str]) -> dict[str, str]:
    scope, person = policy["scope"], setting.ticket_people.iloc[0]
    said = "people of whom nothing is known" if scope is pd.NA else SCOPES.get(scope.lower(), str(scope))
    named = _named(setting, code)
    on_behalf = _on_behalf(setting.assignment_policies, code)
    return {
        "policy": str(policy["display_name"]),
        "scope": f"{said} ({named})" if named else said,
        "way_in": way_into(
            "" if scope is pd.NA else scope.lower(),
            external=as_answer(person["is_guest"] | person["outsider"]) is not False,
            in_directory=int(person["person"]) >= 0,
            personal=as_answer(person["organizational"]) is False,
        ).format_map(names),
        "on_behalf": "; until then a manager may ask on behalf" if on_behalf else "",
        "nested": nested_groups(setting, code),
    }


def _own_scope(setting: Setting, code: int) -> str:
    return str(setting.assignment_policies.table["allowedTargetScope"][code].as_py())


def _named(setting: Setting, code: int) -> str:
    """Name the first few whom a policy names: groups and organizations, and how many single users."""
    targets = setting.policy_targets[setting.policy_targets["policy"] == code]
    groups = targets.loc[targets["kind"] == GROUP_MEMBERS, "group"]
    names = [group_name(setting, int(group)) for group in groups]
    if setting.organizations is not None:
        of_organization = targets.loc[targets["kind"] == ORGANIZATION_MEMBERS, "organization"]
        display = setting.organizations["display_name"]
        names += [f"'{display.iloc[int(each)]}'" for each in of_organization if each >= 0]
    singles = int((targets["kind"] == SINGLE_USER).sum())
    if singles:
        names.append(f"{singles:,} single {'user' if singles == 1 else 'users'}")
    more = len(names) - _NAMED_AT_MOST
    return ", ".join(names[:_NAMED_AT_MOST]) + (f" and {more:,} more" if more > 0 else "")


def _on_behalf(policies: Dataset, code: int) -> bool | None:
    """Tell whether the policy lets somebody, such as a manager, ask for the person (domain.md C20)."""
    flag = policies.optional("requestorSettings.enableOnBehalfRequestorsToAddAccess")[code].as_py()
    who = policies.optional("requestorSettings.onBehalfRequestors")[code]
    if flag is None:
        return None
    return bool(flag) and bool(who.is_valid and pc.list_value_length(who).as_py())
