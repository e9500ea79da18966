"""Who a policy admits, decided one person and one policy at a time: slow, and to be read beside the rule.

Answers are True, False, or None where the export cannot tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Answer = bool | None


@dataclass(frozen=True)
class Person:
    """Somebody who asks: a member, a guest of the directory, or an outsider who is not in it."""

    id: str
    kind: Literal["member", "guest", "outsider"]
    domain: str
    organizational: Answer


@dataclass(frozen=True)
class Organization:
    """A connected organization, known by a mail domain, by its tenant, by both or by neither."""

    id: str
    configured: bool
    domain: str | None
    by_tenant: bool


@dataclass(frozen=True)
class Policy:
    """An assignment policy; its catalog is published, and may be enabled for external users."""

    id: str
    scope: str
    targets: tuple[str, ...]
    self_request: bool
    external: bool


@dataclass(frozen=True)
class Tenant:
    """Everything an answer depends on. `direct` and `nested` are (outer, inner) pairs of ids."""

    people: tuple[Person, ...]
    organizations: tuple[Organization, ...]
    policies: tuple[Policy, ...]
    direct: frozenset[tuple[str, str]]
    nested: frozenset[tuple[str, str]]


def either(*answers: Answer) -> Answer:
    """Kleene's or."""
    return True if True in answers else None if None in answers else False


def both(*answers: Answer) -> Answer:
    """Kleene's and."""
    return False if False in answers else None if None in answers else True


def admits(tenant: Tenant, policy: Policy, person: Person) -> Answer:
    """Decide whether the policy is requestable for the person's kind, and has the person in its scope."""
    enabled: Answer = {"member": True, "guest": policy.external or None, "outsider": policy.external}[
        person.kind
    ]
    return both(policy.self_request, enabled, in_scope(tenant, policy, person))


def in_scope(tenant: Tenant, policy: Policy, person: Person) -> Answer:  # noqa: PLR0911  # one row per scope
    """Decide by `allowedTargetScope`; scopes for applications, and none at all, have no person in them."""
    match policy.scope:
        case "allMemberUsers":
            return person.kind == "member"
        case "allDirectoryUsers":
            return person.kind != "outsider"
        case "allExternalUsers":
            return person.kind != "member"
        case "specificDirectoryUsers":
            return either(*(is_named(tenant, target, person) for target in policy.targets))
        case "specificConnectedOrganizationUsers":
            named = [each for each in tenant.organizations if each.id in policy.targets]
            return comes_from(tenant, named, person)
        case "allConfiguredConnectedOrganizationUsers":
            return comes_from(tenant, [each for each in tenant.organizations if each.configured], person)
        case _:
            return False


def is_named(tenant: Tenant, target: str, person: Person) -> Answer:
    """A person by id; a direct member of a group for certain, a nested one perhaps."""
    if person.kind == "outsider":
        return False
    if target == person.id or (target, person.id) in tenant.direct:
        return True
    below = [inner for outer, inner in tenant.nested if outer == target]
    return None if any(is_named(tenant, inner, person) is not False for inner in below) else False


def comes_from(tenant: Tenant, wanted: list[Organization], person: Person) -> Answer:
    """By mail domain for certain; else a work account may come from one that is known by its tenant."""
    if person.kind == "member":
        return False
    homes = [each for each in tenant.organizations if each.domain == person.domain]
    if homes:
        return any(each in wanted for each in homes)
    if person.organizational is False:
        return False
    return None if any(each.by_tenant for each in wanted) else False
