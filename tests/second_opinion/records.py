"""Small Graph v1.0 records for hand-written and random tenants. Ids are short words: they are only text."""

from __future__ import annotations

from typing import Any

Record = dict[str, Any]
Tenant = dict[str, list[Record]]

AS_OF = "2026-06-01T00:00:00Z"
HOME = "contoso.example"
TENANT_ID = "11111111-2222-4333-8444-555555555555"
P2 = "eec0eb4f-6444-4f95-aba0-50c24d67f998"
CREATOR = "ba92d953-d8e0-4e39-a797-0cbedb0a89e8"
OWNER = "ae79f266-94d4-4dab-b730-feca7e132178"
GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"
SIGNED_IN = {
    "lastSignInDateTime": "2026-05-01T08:00:00Z",
    "lastSuccessfulSignInDateTime": "2026-05-01T08:00:00Z",
}


def organization(*, with_domains: bool = True) -> Record:
    domains = [
        {"name": HOME, "isDefault": True, "isInitial": False},
        {"name": "contoso.onmicrosoft.com", "isDefault": False, "isInitial": True},
    ]
    return {
        "id": TENANT_ID,
        "displayName": "Contoso",
        **({"verifiedDomains": domains} if with_domains else {}),
    }


def sku(status: str = "Enabled", plan: str = P2, provisioning: str = "Success") -> Record:
    plans = [{"servicePlanId": plan, "servicePlanName": "PLAN", "provisioningStatus": provisioning}]
    return {"id": f"{TENANT_ID}_{plan}", "skuId": plan, "capabilityStatus": status, "servicePlans": plans}


def member(identity: str, **changes: Any) -> Record:
    name = f"{identity}@{HOME}"
    user = {
        "id": identity,
        "displayName": identity,
        "userPrincipalName": name,
        "mail": name,
        "userType": "Member",
        "accountEnabled": True,
        "externalUserState": None,
        "identities": [{"signInType": "userPrincipalName", "issuer": HOME, "issuerAssignedId": name}],
        "signInActivity": dict(SIGNED_IN),
        "manager": None,
        "sponsors": [],
    }
    return {**user, **changes}


def guest(
    identity: str, domain: str = "fabrikam.example", issuer: str = "ExternalAzureAD", **changes: Any
) -> Record:
    name = f"{identity}_{domain}#EXT#@{HOME}"
    own = {"signInType": "userPrincipalName", "issuer": HOME, "issuerAssignedId": name}
    federated = {"signInType": "federated", "issuer": issuer, "issuerAssignedId": None}
    external = {
        "userPrincipalName": name,
        "mail": f"{identity}@{domain}",
        "userType": "Guest",
        "externalUserState": "Accepted",
        "identities": [federated, own],
    }
    return {**member(identity), **external, **changes}


def deleted(identity: str) -> Record:
    name = f"{identity}@{HOME}"
    return {
        "id": identity,
        "displayName": identity,
        "userPrincipalName": name,
        "mail": name,
        "userType": "Member",
    }


def group(identity: str, *, dynamic: bool = False) -> Record:
    return {"id": identity, "displayName": identity, "groupTypes": ["DynamicMembership"] if dynamic else []}


def edge(group_id: str, member_id: str, kind: str = "user") -> Record:
    return {"groupId": group_id, "memberId": member_id, "memberType": kind}


def owner_edge(group_id: str, owner_id: str) -> Record:
    return {"groupId": group_id, "ownerId": owner_id, "ownerType": "user"}


def catalog(identity: str = "catalog", *, state: str = "published", external: bool = True) -> Record:
    return {"id": identity, "displayName": identity, "state": state, "isExternallyVisible": external}


def package(identity: str = "package", catalog_id: str = "catalog", *, hidden: bool = False) -> Record:
    return {
        "id": identity,
        "displayName": f"The {identity}",
        "isHidden": hidden,
        "catalog": {"id": catalog_id},
    }


def subject(kind: str, **fields: Any) -> Record:
    return {"@odata.type": f"#microsoft.graph.{kind}", **fields}


def single(user_id: str) -> Record:
    return subject("singleUser", userId=user_id)


def group_of(group_id: str) -> Record:
    return subject("groupMembers", groupId=group_id)


def people_of(organization_id: str) -> Record:
    return subject("connectedOrganizationMembers", connectedOrganizationId=organization_id)


def stage(
    *primary: Record, fallback: tuple[Record, ...] = (), alternate: tuple[Record, ...] = (), **changes: Any
) -> Record:
    made = {
        "durationBeforeAutomaticDenial": "P14D",
        "isEscalationEnabled": bool(alternate),
        "primaryApprovers": list(primary),
        "fallbackPrimaryApprovers": list(fallback),
        "escalationApprovers": list(alternate),
        "fallbackEscalationApprovers": [],
    }
    return {**made, **changes}


def policy(
    identity: str = "policy",
    scope: str = "allMemberUsers",
    targets: tuple[Record, ...] = (),
    stages: tuple[Record, ...] = (),
    package_id: str = "package",
    **changes: Any,
) -> Record:
    made = {
        "id": identity,
        "displayName": identity,
        "allowedTargetScope": scope,
        "specificAllowedTargets": list(targets),
        "expiration": {"type": "noExpiration", "endDateTime": None, "duration": None},
        "requestorSettings": {"enableTargetsToSelfAddAccess": scope != "notSpecified"},
        "requestApprovalSettings": {"isApprovalRequiredForAdd": bool(stages), "stages": list(stages)},
        "accessPackage": {"id": package_id},
    }
    return {**made, **changes}


def person(user_id: str | None, organization_id: str | None = None, mail: str | None = None) -> Record:
    connected = {"id": organization_id} if organization_id else None
    return {
        "id": f"subject-{user_id or mail}",
        "objectId": user_id,
        "email": mail,
        "principalName": None,
        "subjectType": "user",
        "connectedOrganization": connected,
    }


def request(
    identity: str,
    requestor: Record,
    package_id: str = "package",
    state: str = "pendingApproval",
    kind: str = "userAdd",
) -> Record:
    return {
        "id": identity,
        "requestType": kind,
        "state": state,
        "requestor": requestor,
        "accessPackage": {"id": package_id},
    }


def assignment(
    identity: str, target: Record, package_id: str = "package", state: str = "delivered"
) -> Record:
    return {"id": identity, "state": state, "target": target, "accessPackage": {"id": package_id}}


def grant(package_id: str, system: str, resource_id: str, role: str) -> Record:
    return {
        "id": f"{package_id}_{role}_{resource_id}",
        "role": {"id": f"role-{role}", "originId": role, "originSystem": system},
        "scope": {"id": f"scope-{resource_id}", "originId": resource_id, "originSystem": system},
        "accessPackage": {"id": package_id},
    }


def membership_grant(package_id: str, group_id: str, role: str = "Member") -> Record:
    return grant(package_id, "AadGroup", group_id, f"{role}_{group_id}")


def connected(
    identity: str, state: str = "configured", *, domain: str | None = None, tenant: str | None = None
) -> Record:
    sources = []
    if domain:
        sources.append(subject("domainIdentitySource", domainName=domain, displayName=domain))
    if tenant:
        sources.append(subject("azureActiveDirectoryTenant", tenantId=tenant, displayName=tenant))
    return {"id": identity, "displayName": identity, "state": state, "identitySources": sources}


def sponsor(organization_id: str, sponsor_id: str, kind: str) -> Record:
    return {"connectedOrganizationId": organization_id, "sponsorId": sponsor_id, "sponsorKind": kind}


def role(principal_id: str, role_id: str, scope: str = "/") -> Record:
    key = "directoryScopeId" if role_id == GLOBAL_ADMINISTRATOR else "appScopeId"
    return {
        "id": f"{principal_id}-{role_id}-{scope}",
        "principalId": principal_id,
        "roleDefinitionId": role_id,
        key: scope,
    }


def app_role(principal_id: str, resource_id: str, role_id: str = "app-role") -> Record:
    return {
        "id": f"{principal_id}-{resource_id}-{role_id}",
        "appRoleId": role_id,
        "principalId": principal_id,
        "principalType": "User",
        "resourceId": resource_id,
    }


def link(package_id: str, home: str = HOME) -> str:
    return f"https://myaccess.microsoft.com/@{home}#/access-packages/{package_id}"
