"""What `analyzer why` must answer for a ticket, read off the records one pair at a time.

Slow, plain and independent of the analyzer: whoever doubts an answer of the command reads this.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.second_opinion import why_gates as gates
from tests.second_opinion.why_link import link_verdict, right_link
from tests.second_opinion.why_logic import Truth, all_of, any_of, negated
from tests.second_opinion.why_people import Person, find_person
from tests.second_opinion.why_policies import PERSON_REASONS, TIERS, Reasons, reasons_against, scope_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.second_opinion.records import Record, Tenant

_STATES = ("already-assigned", "request-open")


@dataclass(frozen=True, slots=True)
class Answer:
    """One row of `why --tickets`, its lists as sets."""

    user_id: str = ""
    access_package_id: str = ""
    verdict: str = ""
    visible: Truth = None
    blockers: frozenset[str] = frozenset()
    undetermined: frozenset[str] = frozenset()
    link: str = ""
    link_verdict: str = ""
    policies: frozenset[str] = frozenset()


def opinion(tenant: Tenant, ticket: Record) -> Answer:
    """Return the answer to one ticket (`user`, `access_package`, perhaps `link`).

    A package that nobody can tell is no ticket for this: CONTRACT section 4 calls it an error.
    """
    person, package = find_person(tenant, ticket["user"]), _package(tenant, ticket["access_package"])
    offers = {policy["id"]: policy for policy in gates.policies_of(tenant, package)}
    against = {identity: reasons_against(tenant, policy, person) for identity, policy in offers.items()}
    rules = {**_gates(tenant, package, person), **_policy_rules(against, person)}
    states = _states(tenant, package, person)
    blockers = frozenset(rule for rule, fact in rules.items() if fact is True)
    undetermined = frozenset(rule for rule, fact in {**rules, **states}.items() if fact is None)
    return Answer(
        user_id=person.id or "",
        access_package_id=package["id"],
        verdict=_verdict(states, blockers, undetermined),
        visible=_visible(tenant, package, person, against),
        blockers=blockers,
        undetermined=undetermined,
        link=right_link(tenant, package),
        link_verdict=link_verdict(tenant, package, ticket.get("link")),
        policies=_best(offers[identity] for identity in against if _admits(against[identity]) is True),
    )


def _package(tenant: Tenant, text: str) -> Record:
    packages = tenant["access_packages"]
    wanted = text.strip().lower()
    found = [record for record in packages if record["id"].lower() == wanted]
    found = found or [
        record for record in packages if (record.get("displayName") or "").strip() == text.strip()
    ]
    found = found or [
        record for record in packages if (record.get("displayName") or "").strip().lower() == wanted
    ]
    if len(found) != 1:
        raise ValueError(f"{text!r} names {len(found)} access packages")
    return found[0]


def _gates(tenant: Tenant, package: Record, person: Person) -> Reasons:
    published, external = gates.catalog_facts(tenant, package)
    rules: Reasons = {
        "license-missing": gates.license_missing(tenant),
        "sign-in-blocked": gates.sign_in_blocked(person),
        "catalog-disabled": negated(published),
        "catalog-not-enabled-for-external": gates.closed_to(person, external),
        "package-without-policy": gates.without_policy(tenant, package),
    }
    if not (person.known or person.outsider):
        return rules | {"user-not-found": True if person.missing else None}
    return rules | {
        "incompatible-package-held": gates.incompatible_package_held(tenant, package, person),
        "incompatible-group-member": gates.incompatible_group_member(tenant, package, person),
    }


def _policy_rules(against: dict[str, Reasons], person: Person) -> Reasons:
    """Join what the policies say: one that admits silences all; one that may leaves only doubts."""
    admits = any_of(_admits(reasons) for reasons in against.values())
    if admits is True:
        return {}
    if admits is False:
        return {rule: True for reasons in against.values() for rule, fact in reasons.items() if fact}
    doubts: Reasons = {
        rule: None
        for reasons in against.values()
        if _admits(reasons) is None
        for rule, fact in reasons.items()
        if fact is None
    }
    if person.known or person.outsider:
        return doubts
    return {rule: fact for rule, fact in doubts.items() if rule not in PERSON_REASONS}


def _admits(reasons: Reasons) -> Truth:
    return negated(any_of(reasons.values()))


def _states(tenant: Tenant, package: Record, person: Person) -> Reasons:
    """Nothing can be told of what somebody unknown has."""
    if not (person.known or person.outsider):
        return dict.fromkeys(_STATES, False)
    facts = gates.holds, gates.has_open_request
    return {name: fact(tenant, person, package["id"]) for name, fact in zip(_STATES, facts, strict=True)}


def _verdict(states: Reasons, blockers: frozenset[str], undetermined: frozenset[str]) -> str:
    for state, fact in states.items():
        if fact is True:
            return state
    if blockers:
        return "cannot-request"
    return "undetermined" if undetermined else "can-request"


def _visible(tenant: Tenant, package: Record, person: Person, against: dict[str, Reasons]) -> Truth:
    """Account, license and separation of duties do not hide a package."""
    published, external = gates.catalog_facts(tenant, package)
    hidden: Truth = package.get("isHidden")
    offered = any_of(_admits(reasons) for reasons in against.values())
    unseen = None if gates.without_policy(tenant, package) is None else False
    return all_of(
        negated(hidden), published, negated(gates.closed_to(person, external)), any_of([offered, unseen])
    )


def _best(admitting: Iterable[Record]) -> frozenset[str]:
    tiers = {policy["id"]: TIERS[scope_of(policy) or ""] for policy in admitting}
    return frozenset(identity for identity, tier in tiers.items() if tier == min(tiers.values()))
