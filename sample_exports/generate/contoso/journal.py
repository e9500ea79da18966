"""What Contoso's logs and access reviews add to the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sample_exports.generate.directory_records import Record
    from sample_exports.generate.tenant import Tenant


def add_journal(tenant: Tenant) -> None:
    """An audit event for every request of the last 30 days, and one access review."""
    for request in tenant.records["assignment_requests"]:
        if request["createdDateTime"] >= "2026-02-01":
            tenant.add("audit_events", _requested(tenant, request))
    package = tenant.get("access_packages", "Sales CRM")
    tenant.add(
        "access_reviews",
        {
            "id": tenant.new_id("access review", "Sales CRM"),
            "displayName": "Sales CRM, every three months",
            "descriptionForAdmins": "Reviews the assignments of Sales CRM",
            "descriptionForReviewers": None,
            "status": "InProgress",
            "createdDateTime": "2025-10-18T08:00:00Z",
            "lastModifiedDateTime": "2025-10-18T08:00:00Z",
            "scope": {
                "@odata.type": "#microsoft.graph.accessReviewQueryScope",
                "query": "/identityGovernance/entitlementManagement/assignments?$filter=(accessPackage/id eq "
                f"'{package['id']}')",
                "queryType": "MicrosoftGraph",
            },
            "reviewers": [{"query": "./manager", "queryType": "MicrosoftGraph", "queryRoot": "decisions"}],
            "fallbackReviewers": [],
        },
    )


def _requested(tenant: Tenant, request: Record) -> Record:
    person, package = request["requestor"], request["accessPackage"]
    return {
        "id": tenant.new_id("audit event", request["id"]),
        "activityDateTime": request["createdDateTime"],
        "activityDisplayName": "User requests access package assignment",
        "category": "EntitlementManagement",
        "loggedByService": "Entitlement Management",
        "operationType": "Create",
        "result": "success",
        "resultReason": None,
        "correlationId": tenant.new_id("correlation", request["id"]),
        "initiatedBy": {
            "user": {
                "id": person["objectId"],
                "displayName": person["displayName"],
                "userPrincipalName": person["principalName"],
            },
            "app": None,
        },
        "targetResources": [
            {"id": request["id"], "displayName": None, "type": "Request"},
            {"id": package["id"], "displayName": package["displayName"], "type": "AccessPackage"},
        ],
        "additionalDetails": [],
    }
