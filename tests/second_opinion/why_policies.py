"""What each policy says to one person: the reasons against it, each yes, no or unknown."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tests.second_opinion.records import AS_OF
from tests.second_opinion.why_groups import in_group
from tests.second_opinion.why_logic import Truth, all_of, any_of, at, exports, kind_of, negated, one_of
from tests.second_opinion.why_people import homes, may_come_from

if TYPE_CHECKING:
    from tests.second_opinion.records import Record, Tenant
    from tests.second_opinion.why_people import Person

TIERS = {
    "specificdirectoryusers": 1,
    "specificconnectedorganizationusers": 1,
    "allmemberusers": 2,
    "alldirectoryusers": 3,
    "allconfiguredconnectedorganizationusers": 4,
    "allexternalusers": 4,
}
NOT_FOR_PEOPLE = {
    "specificdirectoryserviceprincipals",
    "alldirectoryserviceprincipals",
    "alldirectoryagentidentities",
}
SCOPES = {*TIERS, *NOT_FOR_PEOPLE, "notspecified"}
EXPIRATIONS = ("notSpecified", "noExpiration", "afterDateTime", "afterDuration")
PERSON_REASONS = {"not-in-policy-scope", "not-an-organizational-account", "directory-not-in-policy"}

Reasons = dict[str, Truth]


def scope_of(policy: Record) -> str | None:
    """Return the kind of scope, lower case; None where it is missing or nobody knows the word."""
    scope = (policy.get("allowedTargetScope") or "").lower()
    return scope if scope in SCOPES else None


def reasons_against(tenant: Tenant, policy: Record, person: Person) -> Reasons:
    """Return every reason of the policy: who is sure of the first two need not hear of the others."""
    automatic = is_automatic(tenant, policy)
    scope = scope_of(policy)
    direct = all_of(negated(automatic), None if scope is None else scope == "notspecified")
    first = {"automatic-assignment-only": automatic, "direct-assignment-only": direct}
    if True in first.values():
        return {name: fact for name, fact in first.items() if fact is True}
    return first | {
        "self-request-off": negated(at(policy, "requestorSettings", "enableTargetsToSelfAddAccess")),
        "policy-ended": has_ended(policy),
        scope_reason(person): negated(in_scope(tenant, policy, person)),
    }


def scope_reason(person: Person) -> str:
    """How a refusal by scope is called."""
    if person.external is not True:
        return "not-in-policy-scope"
    return "not-an-organizational-account" if person.is_personal else "directory-not-in-policy"


def is_automatic(tenant: Tenant, policy: Record) -> Truth:
    """v1.0 has the settings in automatic policies only, beta in none: there an attribute rule tells."""
    told = policy.get("automaticRequestSettings")
    if told is not None:
        answer: Truth = told.get("requestAccessForAllowedTargets")
        return answer
    targets = policy.get("specificAllowedTargets")
    if any(kind_of(target) == "attributerulemembers" for target in targets or []):
        return True
    shown = exports(tenant, "assignment_policies", "automaticRequestSettings") or targets is not None
    return False if shown or scope_of(policy) not in {None, "specificdirectoryusers"} else None


def has_ended(policy: Record) -> Truth:
    end = at(policy, "expiration", "endDateTime")
    over = None if end is None else datetime.fromisoformat(end) <= datetime.fromisoformat(AS_OF)
    return all_of(one_of(at(policy, "expiration", "type"), ["afterDateTime"], EXPIRATIONS), over)


def in_scope(tenant: Tenant, policy: Record, person: Person) -> Truth:
    """Tell whether the person is among the allowed targets, whatever else stands in the way."""
    scope = scope_of(policy)
    if not (person.known or person.outsider) or scope is None:
        return None
    whole: dict[str, Truth] = {
        "allmemberusers": negated(person.external),
        "alldirectoryusers": not person.outsider,
        "allexternalusers": person.external,
    }
    if scope == "specificdirectoryusers":
        return False if person.outsider else _is_named(tenant, policy, person)
    if scope == "specificconnectedorganizationusers":
        return all_of(person.external, _comes_from_named(tenant, policy, person))
    if scope == "allconfiguredconnectedorganizationusers":
        return all_of(person.external, _comes_from_configured(tenant, person))
    return whole.get(scope, False)


def _is_named(tenant: Tenant, policy: Record, person: Person) -> Truth:
    targets = policy.get("specificAllowedTargets")
    return None if targets is None else any_of(_names(tenant, target, person) for target in targets)


def _names(tenant: Tenant, target: Record, person: Person) -> Truth:
    kind = kind_of(target)
    if kind == "singleuser":
        return None if target.get("userId") is None else target["userId"] == person.id
    if kind == "groupmembers":
        return in_group(tenant, target.get("groupId"), person)
    return False if kind == "connectedorganizationmembers" else None


def _comes_from_named(tenant: Tenant, policy: Record, person: Person) -> Truth:
    """Tell whether the person's home is an organization that the policy names, configured or proposed."""
    targets = policy.get("specificAllowedTargets")
    certain, named = homes(tenant, person), {_organization(target) for target in targets or []}
    if certain & named:
        return True
    if targets is None or any(_is_lost(target) for target in targets):
        return None
    return False if certain else _may_come_from_one(tenant, person, named - {None})


def _comes_from_configured(tenant: Tenant, person: Person) -> Truth:
    states = {
        record["id"]: one_of(record.get("state"), ["configured"], ["configured", "proposed"])
        for record in tenant.get("connected_organizations", [])
    }
    certain = homes(tenant, person)
    if certain:
        return any_of(states[each] for each in certain)
    known = _may_come_from_one(tenant, person, {each for each, fact in states.items() if fact is not False})
    return known if _all_known(tenant) else None


def _may_come_from_one(tenant: Tenant, person: Person, identities: set[str | None]) -> Truth:
    """Tell whether somebody without a certain home may come from one of these; never yes.

    One that the export does not hold may have any people; that says nothing about the people of the others.
    """
    listed = {record["id"]: record for record in tenant.get("connected_organizations", [])}
    maybe = any(each not in listed or may_come_from(tenant, person, listed[each]) for each in identities)
    return None if maybe else False


def _organization(target: Record) -> str | None:
    is_one = kind_of(target) == "connectedorganizationmembers"
    return target.get("connectedOrganizationId") if is_one else None


def _is_lost(target: Record) -> bool:
    """A target whose kind or organization was not exported may be any organization."""
    kind = kind_of(target)
    return kind is None or (kind == "connectedorganizationmembers" and _organization(target) is None)


def _all_known(tenant: Tenant) -> bool:
    """Where a policy names an organization that the export lacks, anybody's home may be missing."""
    if "connected_organizations" not in tenant:
        return False
    known = {record["id"] for record in tenant["connected_organizations"]}
    policies = tenant.get("assignment_policies", [])
    targets = [target for policy in policies for target in policy.get("specificAllowedTargets") or []]
    return {_organization(target) for target in targets} - {None} <= known
