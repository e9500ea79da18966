"""Which columns the SQL reads, and as what. Whatever an export lacks is null, and `exported` says so."""

from __future__ import annotations

WANTED: dict[str, dict[str, str]] = {
    "organization": {
        "id": "VARCHAR",
        "displayName": "VARCHAR",
        "verifiedDomains": "STRUCT(name VARCHAR, isDefault BOOLEAN, isInitial BOOLEAN)[]",
    },
    "subscribed_skus": {
        "skuId": "VARCHAR",
        "capabilityStatus": "VARCHAR",
        "servicePlans": "STRUCT(servicePlanId VARCHAR, provisioningStatus VARCHAR)[]",
    },
    "users": {
        "id": "VARCHAR",
        "displayName": "VARCHAR",
        "userPrincipalName": "VARCHAR",
        "mail": "VARCHAR",
        "userType": "VARCHAR",
        "accountEnabled": "BOOLEAN",
        "externalUserState": "VARCHAR",
        "identities": "STRUCT(signInType VARCHAR, issuer VARCHAR)[]",
        "signInActivity": "STRUCT(lastSignInDateTime VARCHAR, lastSuccessfulSignInDateTime VARCHAR)",
        "manager": "STRUCT(id VARCHAR)",
        "sponsors": "STRUCT(id VARCHAR)[]",
    },
    "deleted_users": {
        "id": "VARCHAR",
        "displayName": "VARCHAR",
        "userPrincipalName": "VARCHAR",
        "userType": "VARCHAR",
    },
    "groups": {"id": "VARCHAR", "displayName": "VARCHAR", "groupTypes": "VARCHAR[]"},
    "group_members": {"groupId": "VARCHAR", "memberId": "VARCHAR", "memberType": "VARCHAR"},
    "group_owners": {"groupId": "VARCHAR", "ownerId": "VARCHAR", "ownerType": "VARCHAR"},
    "service_principals": {"id": "VARCHAR", "displayName": "VARCHAR"},
    "app_role_assignments": {
        "appRoleId": "VARCHAR",
        "principalId": "VARCHAR",
        "principalType": "VARCHAR",
        "resourceId": "VARCHAR",
    },
    "entitlement_role_assignments": {
        "principalId": "VARCHAR",
        "roleDefinitionId": "VARCHAR",
        "appScopeId": "VARCHAR",
    },
    "directory_role_assignments": {"principalId": "VARCHAR", "roleDefinitionId": "VARCHAR"},
    "catalogs": {
        "id": "VARCHAR",
        "displayName": "VARCHAR",
        "state": "VARCHAR",
        "isExternallyVisible": "BOOLEAN",
    },
    "access_packages": {
        "id": "VARCHAR",
        "displayName": "VARCHAR",
        "isHidden": "BOOLEAN",
        "catalog": "STRUCT(id VARCHAR)",
    },
    "resource_role_scopes": {
        "id": "VARCHAR",
        "role": "STRUCT(originId VARCHAR, originSystem VARCHAR)",
        "scope": "STRUCT(originId VARCHAR, originSystem VARCHAR)",
        "accessPackage": "STRUCT(id VARCHAR)",
    },
    "assignment_policies": {
        "id": "VARCHAR",
        "displayName": "VARCHAR",
        "allowedTargetScope": "VARCHAR",
        "specificAllowedTargets": "SUBJECT[]",
        "expiration": "STRUCT(type VARCHAR, endDateTime VARCHAR)",
        "requestorSettings": "STRUCT(enableTargetsToSelfAddAccess BOOLEAN)",
        "automaticRequestSettings": "STRUCT(requestAccessForAllowedTargets BOOLEAN)",
        "requestApprovalSettings": "STRUCT(isApprovalRequiredForAdd BOOLEAN, stages STAGE[])",
        "accessPackage": "STRUCT(id VARCHAR)",
    },
    "assignments": {
        "id": "VARCHAR",
        "state": "VARCHAR",
        "target": "PERSON",
        "accessPackage": "STRUCT(id VARCHAR)",
        "assignmentPolicy": "STRUCT(id VARCHAR)",
    },
    "assignment_requests": {
        "id": "VARCHAR",
        "requestType": "VARCHAR",
        "state": "VARCHAR",
        "requestor": "PERSON",
        "accessPackage": "STRUCT(id VARCHAR)",
        "assignment": "STRUCT(id VARCHAR, assignmentPolicy STRUCT(id VARCHAR))",
    },
    "connected_organizations": {
        "id": "VARCHAR",
        "displayName": "VARCHAR",
        "state": "VARCHAR",
        "identitySources": 'STRUCT("@odata.type" VARCHAR, domainName VARCHAR, tenantId VARCHAR)[]',
    },
    "connected_organization_sponsors": {
        "connectedOrganizationId": "VARCHAR",
        "sponsorId": "VARCHAR",
        "sponsorKind": "VARCHAR",
    },
    "tickets": {"user": "VARCHAR", "access_package": "VARCHAR", "link": "VARCHAR"},
}

_SUBJECT = (
    'STRUCT("@odata.type" VARCHAR, userId VARCHAR, groupId VARCHAR, connectedOrganizationId VARCHAR, '
    "managerLevel BIGINT)"
)
_STAGE = (
    'STRUCT("@odata.type" VARCHAR, isEscalationEnabled BOOLEAN, primaryApprovers SUBJECT[], '
    "fallbackPrimaryApprovers SUBJECT[], escalationApprovers SUBJECT[], "
    "fallbackEscalationApprovers SUBJECT[])"
)
_PERSON = (
    "STRUCT(id VARCHAR, objectId VARCHAR, email VARCHAR, principalName VARCHAR, "
    "connectedOrganization STRUCT(id VARCHAR))"
)


def column_types(dataset: str) -> dict[str, str]:
    """Return the columns of a dataset with their DuckDB types."""
    return {
        name: text.replace("STAGE", _STAGE).replace("SUBJECT", _SUBJECT).replace("PERSON", _PERSON)
        for name, text in WANTED[dataset].items()
    }
