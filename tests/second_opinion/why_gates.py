"""What stands in the way whatever the policies say, and what the person already has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.second_opinion.why_groups import in_group
from tests.second_opinion.why_logic import (
    Truth,
    all_of,
    any_of,
    at,
    by_id,
    folded,
    negated,
    one_of,
)

if TYPE_CHECKING:
    from tests.second_opinion.records import Record, Tenant
    from tests.second_opinion.why_people import Person

PLANS = {"eec0eb4f-6444-4f95-aba0-50c24d67f998", "e866a266-3cff-43a3-acca-0c90a7e00c8b"}
ALIVE, DEAD = ("Enabled", "Warning"), ("Suspended", "Deleted", "LockedOut")
ACTIVE = ("delivering", "partiallyDelivered", "delivered")
ASSIGNMENT_STATES = (*ACTIVE, "expired", "deliveryFailed")
OPEN = ("submitted", "pendingApproval", "scheduled", "delivering")
REQUEST_STATES = (*OPEN, "delivered", "deliveryFailed", "denied", "canceled", "partiallyDelivered")
ADDS_FOR_REQUESTOR = ("userAdd", "adminAdd", "systemAdd")
REQUEST_TYPES = (
    *ADDS_FOR_REQUESTOR,
    "notSpecified",
    "userUpdate",
    "userRemove",
    "adminUpdate",
    "adminRemove",
    "systemUpdate",
    "systemRemove",
    "onBehalfAdd",
    "approverRemove",
)


def license_missing(tenant: Tenant) -> Truth:
    if "subscribed_skus" not in tenant:
        return None
    return negated(any_of(_enables(sku) for sku in tenant["subscribed_skus"]))


def _enables(sku: Record) -> Truth:
    plans = sku.get("servicePlans")
    if plans is None:
        return None
    enabling = [plan for plan in plans if folded(plan.get("servicePlanId")) in PLANS]
    return any_of(
        all_of(
            one_of(sku.get("capabilityStatus"), ALIVE, (*ALIVE, *DEAD)),
            one_of(plan.get("provisioningStatus"), ["Success"], ["Success", "Disabled", "Error"]),
        )
        for plan in enabling
    )


def sign_in_blocked(person: Person) -> Truth:
    if person.deleted:
        return True
    return negated(person.record.get("accountEnabled")) if person.known else False


def catalog_facts(tenant: Tenant, package: Record) -> tuple[Truth, Truth]:
    """Return whether the package's catalog is published, and enabled for external users."""
    inside = at(package, "catalog")
    told = by_id(tenant, "catalogs", at(inside, "id")) or {}
    states = (record.get("state") for record in (told, inside or {}))
    external = (record.get("isExternallyVisible") for record in (told, inside or {}))
    state = next((each for each in states if each is not None), None)
    return (
        one_of(state, ["published"], ["published", "unpublished"]),
        next((each for each in external if each is not None), None),
    )


def closed_to(person: Person, external: Truth) -> Truth:
    """Outsiders need a catalog enabled for external users; whether guests do is not documented."""
    if external is True or person.missing or (person.known and person.is_guest is False):
        return False
    return negated(external) if person.outsider else None


def policies_of(tenant: Tenant, package: Record) -> list[Record]:
    return [
        policy
        for policy in tenant.get("assignment_policies", [])
        if at(policy, "accessPackage", "id") == package["id"]
    ]


def without_policy(tenant: Tenant, package: Record) -> Truth:
    if policies_of(tenant, package):
        return False
    policies = tenant.get("assignment_policies")
    stray = policies is None or any(at(policy, "accessPackage", "id") is None for policy in policies)
    return None if stray else True


def incompatible_package_held(tenant: Tenant, package: Record, person: Person) -> Truth:
    """Only the list of the requested package counts."""
    listed = _listed(tenant, package, "incompatible_access_packages", "incompatibleAccessPackageId")
    if listed is None:
        return None
    return any_of(holds(tenant, person, other) for other in listed)


def incompatible_group_member(tenant: Tenant, package: Record, person: Person) -> Truth:
    if person.outsider:
        return False
    listed = _listed(tenant, package, "incompatible_groups", "groupId")
    return None if listed is None else any_of(in_group(tenant, group, person) for group in listed)


def _listed(tenant: Tenant, package: Record, dataset: str, column: str) -> list[str] | None:
    """Return what is incompatible with a package: a table of its own, or a list inside the package."""
    words = dataset.split("_")
    expanded = package.get(words[0] + "".join(word.capitalize() for word in words[1:]))
    if dataset not in tenant and expanded is None:
        return None
    edges = [row[column] for row in tenant.get(dataset, []) if row["accessPackageId"] == package["id"]]
    return [*edges, *(each["id"] for each in expanded or [])]


def holds(tenant: Tenant, person: Person, package_id: str) -> Truth:
    """Tell whether the person has an active assignment of a package."""
    if "assignments" not in tenant:
        return None
    return any_of(
        all_of(
            _same(at(record, "accessPackage", "id"), package_id),
            one_of(record.get("state"), ACTIVE, ASSIGNMENT_STATES),
            _is_subject(tenant["assignments"], ("target",), record, person),
        )
        for record in tenant["assignments"]
    )


def has_open_request(tenant: Tenant, person: Person, package_id: str) -> Truth:
    """Tell whether somebody asked for the package, by or for the person, and waits."""
    if "assignment_requests" not in tenant:
        return None
    return any_of(
        all_of(
            _same(
                at(record, "accessPackage", "id") or at(record, "assignment", "accessPackage", "id"),
                package_id,
            ),
            one_of(record.get("state"), OPEN, REQUEST_STATES),
            _adds_for(tenant, record, person),
        )
        for record in tenant["assignment_requests"]
    )


def _adds_for(tenant: Tenant, record: Record, person: Person) -> Truth:
    """The requestor is who gets the access, unless a manager asked for somebody who reports to him."""
    requests, kind = tenant["assignment_requests"], record.get("requestType")
    for_requestor = all_of(
        one_of(kind, ADDS_FOR_REQUESTOR, REQUEST_TYPES), _is_subject(requests, ("requestor",), record, person)
    )
    for_another = not person.outsider and all_of(
        # Graph keeps to itself only what came after `onBehalfAdd`.
        one_of(kind, ["onBehalfAdd"], (*REQUEST_TYPES, "unknownFutureValue")),
        _is_subject(requests, ("assignment", "target"), record, person),
    )
    return any_of([for_requestor, for_another])


def _is_subject(records: list[Record], steps: tuple[str, ...], record: Record, person: Person) -> Truth:
    """Compare a record's subject with a person: by object id, and by name if it is not in the directory.

    A subject without any value was not exported; nor does one tell much where no object ids were exported.
    """
    subject = at(record, *steps) or {}
    if subject.get("objectId") is not None:
        return not person.outsider and subject["objectId"] == person.id
    if folded(subject.get("subjectType")) == "serviceprincipal":
        return False
    told = any("objectId" in (at(each, *steps) or {}) for each in records)
    name, mail = folded(subject.get("principalName")), folded(subject.get("email"))
    if not told or not (name or mail):
        return None
    return person.text == (mail or name) if person.outsider else name == _principal_name(person)


def _principal_name(person: Person) -> str:
    return folded(person.record.get("userPrincipalName")) or ""


def _same(told: str | None, wanted: str) -> Truth:
    return None if told is None else told == wanted
