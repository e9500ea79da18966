"""Assignments, requests and connected organizations in the shape of Microsoft Graph v1.0."""

from __future__ import annotations

from typing import Any

Record = dict[str, Any]

ASSIGNMENT_STATUS = {
    "delivered": "Delivered",
    "delivering": "Delivering",
    "partiallyDelivered": "PartiallyDelivered",
    "deliveryFailed": "DeliveryFailed",
    "expired": "ExpiredNotificationTriggered",
}
REQUEST_STATUS = {
    "submitted": "Accepted",
    "pendingApproval": "PendingApproval",
    "scheduled": "PendingNotBefore",
    "delivering": "Delivering",
    "delivered": "FulfilledNotificationTriggered",
    "partiallyDelivered": "PartiallyFulfilled",
    "deliveryFailed": "FulfillmentFailed",
    "denied": "Denied",
    "canceled": "Canceled",
}
OPEN_STATES = frozenset({"submitted", "pendingApproval", "scheduled", "delivering"})


def subject(subject_id: str, user: Record, organization: Record | None = None) -> Record:
    """A person as assignments and requests see them."""
    return {
        "id": subject_id,
        "objectId": user["id"],
        "displayName": user["displayName"],
        "email": user["mail"],
        "principalName": user["userPrincipalName"],
        "subjectType": "user",
        "subjectLifecycle": "governed" if organization else "notGoverned",
        "connectedOrganization": _reference(organization) if organization else None,
    }


def newcomer(subject_id: str, name: str, mail: str, organization: Record) -> Record:
    """A person of another organization who has no account in the tenant yet."""
    return {
        "id": subject_id,
        "objectId": None,
        "displayName": name,
        "email": mail,
        "principalName": None,
        "subjectType": "notSpecified",
        "subjectLifecycle": "notDefined",
        "connectedOrganization": _reference(organization),
    }


def assignment(  # noqa: PLR0913
    record_id: str,
    *,
    target: Record,
    package: Record,
    policy: Record,
    state: str,
    start: str,
    end: str | None,
) -> Record:
    """`target` (a subject) has `package` through `policy`; without `end` it never expires."""
    over = state == "expired"
    expiration = {"type": "afterDateTime" if end else "noExpiration", "duration": None, "endDateTime": end}
    return {
        "id": record_id,
        "state": state,
        "status": ASSIGNMENT_STATUS[state],
        "schedule": {"startDateTime": start, "expiration": expiration, "recurrence": None},
        "expiredDateTime": end if over else None,
        "target": target,
        "accessPackage": _reference(package),
        "assignmentPolicy": _reference(policy),
    }


def request(  # noqa: PLR0913
    record_id: str,
    *,
    requestor: Record,
    package: Record,
    kind: str,
    state: str,
    created: str,
    completed: str | None = None,
    assignment: Record | None = None,
    start: str | None = None,
    justification: str | None = None,
) -> Record:
    """A request of `kind` (userAdd, adminAdd, ...) for `package`, made by `requestor` (a subject)."""
    return {
        "id": record_id,
        "requestType": kind,
        "state": state,
        "status": REQUEST_STATUS[state],
        "createdDateTime": created,
        "completedDateTime": completed,
        "justification": justification,
        "schedule": {
            "startDateTime": start,
            "expiration": {"type": "notSpecified", "duration": None, "endDateTime": None},
            "recurrence": None,
        },
        "requestor": requestor,
        "accessPackage": _reference(package),
        "assignment": _assignment_of(assignment) if assignment else None,
    }


def connected_organization(record_id: str, name: str, source: Record, *, state: str, created: str) -> Record:
    """A partner organization; `source` comes from one of the functions below."""
    return {
        "id": record_id,
        "displayName": name,
        "description": name,
        "state": state,
        "createdDateTime": created,
        "modifiedDateTime": created,
        "identitySources": [source],
    }


def tenant_source(tenant_id: str, name: str) -> Record:
    """The partner's users sign in with their own Entra tenant."""
    return {
        "@odata.type": "#microsoft.graph.azureActiveDirectoryTenant",
        "tenantId": tenant_id,
        "displayName": name,
    }


def domain_source(domain: str, name: str) -> Record:
    """The partner's users are known by their mail domain."""
    return {"@odata.type": "#microsoft.graph.domainIdentitySource", "domainName": domain, "displayName": name}


def _reference(record: Record) -> Record:
    return {"id": record["id"], "displayName": record["displayName"]}


def _assignment_of(record: Record) -> Record:
    target = {key: value for key, value in record["target"].items() if key != "connectedOrganization"}
    return {
        "id": record["id"],
        "state": record["state"],
        "target": target,
        "assignmentPolicy": record["assignmentPolicy"],
        "accessPackage": record["accessPackage"],
    }
