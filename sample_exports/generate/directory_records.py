"""Directory objects in the shape of Microsoft Graph v1.0."""

from __future__ import annotations

from typing import Any

Record = dict[str, Any]

ENTRA = "ExternalAzureAD"
MICROSOFT_ACCOUNT = "MicrosoftAccount"
ONE_TIME_PASSCODE = "mail"

P1_PLAN = ("AAD_PREMIUM", "41781fb2-bc02-4b7c-bd55-b576c07bb09d")
P2_PLAN = ("AAD_PREMIUM_P2", "eec0eb4f-6444-4f95-aba0-50c24d67f998")
GOVERNANCE_PLAN = ("Entra_Identity_Governance", "e866a266-3cff-43a3-acca-0c90a7e00c8b")
EXCHANGE_PLAN = ("EXCHANGE_S_ENTERPRISE", "efb87545-963c-4e0d-99df-69c6916d9eb0")

GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"
GOVERNANCE_ADMINISTRATOR = "45d8d3c5-c802-45c6-b32a-1d70b5e1e86e"
USER_ADMINISTRATOR = "fe930be7-5e62-47db-91af-98c3a49a38b1"
HELPDESK_ADMINISTRATOR = "729827e3-9c14-49f7-bb1b-9608f156bbb8"


def employee(  # noqa: PLR0913
    user_id: str,
    name: str,
    *,
    domain: str,
    department: str,
    title: str,
    manager: str | None,
    created: str,
    signed_in: str | None,
    enabled: bool = True,
) -> Record:
    """A member of the tenant; `manager` is a user id."""
    local = name.lower().replace(" ", ".")
    record: Record = {
        "id": user_id,
        "displayName": name,
        "givenName": name.split(" ", maxsplit=1)[0],
        "surname": name.rsplit(" ", maxsplit=1)[-1],
        "userPrincipalName": f"{local}@{domain}",
        "mail": f"{local}@{domain}",
        "userType": "Member",
        "accountEnabled": enabled,
        "department": department,
        "jobTitle": title,
        "createdDateTime": created,
        "externalUserState": None,
        "identities": [identity("userPrincipalName", domain, f"{local}@{domain}")],
    }
    if signed_in:
        record["signInActivity"] = sign_in(signed_in)
    if manager:
        record["manager"] = {"@odata.type": "#microsoft.graph.user", "id": manager}
    return record


def guest(  # noqa: PLR0913
    user_id: str,
    name: str,
    *,
    mail: str,
    issuer: str,
    tenant_domain: str,
    created: str,
    signed_in: str | None,
    accepted: bool = True,
    enabled: bool = True,
    sponsors: tuple[str, ...] = (),
) -> Record:
    """A guest who signs in with `issuer`; the tenant's own `#EXT#` identity is listed too, as Graph does."""
    local = mail.replace("@", "_") + "#EXT#"
    federated = identity("federated", issuer, None if issuer == ENTRA else mail)
    record: Record = {
        "id": user_id,
        "displayName": name,
        "userPrincipalName": f"{local}@{tenant_domain}",
        "mail": mail,
        "userType": "Guest",
        "accountEnabled": enabled,
        "createdDateTime": created,
        "creationType": "Invitation",
        "externalUserState": "Accepted" if accepted else "PendingAcceptance",
        "externalUserStateChangeDateTime": created,
        "identities": [federated, identity("userPrincipalName", tenant_domain, f"{local}@{tenant_domain}")],
    }
    if signed_in:
        record["signInActivity"] = sign_in(signed_in)
    if sponsors:
        record["sponsors"] = [{"@odata.type": "#microsoft.graph.user", "id": sponsor} for sponsor in sponsors]
    return record


def identity(kind: str, issuer: str, assigned: str | None) -> Record:
    """One entry of a user's `identities`."""
    return {"signInType": kind, "issuer": issuer, "issuerAssignedId": assigned}


def sign_in(moment: str) -> Record:
    """`signInActivity` of a user whose last sign-in succeeded."""
    return {"lastSignInDateTime": moment, "lastSuccessfulSignInDateTime": moment}


def group(  # noqa: PLR0913
    group_id: str,
    name: str,
    *,
    created: str,
    rule: str | None = None,
    unified: bool = False,
    role_assignable: bool = False,
    description: str | None = None,
) -> Record:
    """A security group, a dynamic group when `rule` is given, a Microsoft 365 group when `unified`."""
    kinds = ["Unified"] * unified + ["DynamicMembership"] * (rule is not None)
    return {
        "id": group_id,
        "displayName": name,
        "description": description,
        "groupTypes": kinds,
        "securityEnabled": True,
        "mailEnabled": unified,
        "visibility": "Private",
        "isAssignableToRole": role_assignable or None,
        "membershipRule": rule,
        "membershipRuleProcessingState": "On" if rule else None,
        "onPremisesSyncEnabled": None,
        "createdDateTime": created,
    }


def service_principal(
    object_id: str, app_id: str, name: str, roles: list[Record], *, kind: str = "Application"
) -> Record:
    """An application (or managed identity) of the tenant."""
    return {
        "id": object_id,
        "appId": app_id,
        "displayName": name,
        "servicePrincipalType": kind,
        "accountEnabled": True,
        "appRoleAssignmentRequired": bool(roles),
        "appRoles": roles,
        "tags": ["WindowsAzureActiveDirectoryIntegratedApp"] if roles else [],
    }


def app_role(role_id: str, name: str) -> Record:
    """A role that users and groups may hold."""
    return {
        "id": role_id,
        "displayName": name,
        "description": name,
        "value": name.replace(" ", "."),
        "isEnabled": True,
        "allowedMemberTypes": ["User"],
    }


def app_role_assignment(  # noqa: PLR0913
    record_id: str, *, role: str, principal: Record, kind: str, app: Record, created: str
) -> Record:
    """`principal` (a `kind`: User, Group, ServicePrincipal) holds `role` of `app`."""
    return {
        "id": record_id,
        "appRoleId": role,
        "principalId": principal["id"],
        "principalType": kind,
        "principalDisplayName": principal["displayName"],
        "resourceId": app["id"],
        "resourceDisplayName": app["displayName"],
        "createdDateTime": created,
    }


def sku(  # noqa: PLR0913
    tenant_id: str,
    sku_id: str,
    part_number: str,
    plans: list[tuple[str, str]],
    *,
    status: str = "Enabled",
    units: int = 150,
) -> Record:
    """A subscription product; `status` is Enabled, Warning, Suspended, Deleted or LockedOut."""
    live = status == "Enabled"
    return {
        "id": f"{tenant_id}_{sku_id}",
        "skuId": sku_id,
        "skuPartNumber": part_number,
        "capabilityStatus": status,
        "appliesTo": "User",
        "consumedUnits": units - 12,
        "prepaidUnits": {
            "enabled": units * live,
            "suspended": units * (not live),
            "warning": 0,
            "lockedOut": 0,
        },
        "servicePlans": [
            {
                "servicePlanId": plan_id,
                "servicePlanName": name,
                "provisioningStatus": "Success" if live else "Disabled",
                "appliesTo": "User",
            }
            for name, plan_id in plans
        ],
    }


def organization(tenant_id: str, name: str, domains: list[Record], created: str) -> Record:
    """The tenant itself; `domains` are records of the `domains` dataset."""
    return {
        "id": tenant_id,
        "displayName": name,
        "tenantType": "AAD",
        "createdDateTime": created,
        "countryLetterCode": "NL",
        "preferredLanguage": "en",
        "technicalNotificationMails": [f"it@{domains[0]['id']}"],
        "verifiedDomains": [
            {
                "name": domain["id"],
                "isDefault": domain["isDefault"],
                "isInitial": domain["isInitial"],
                "type": "Managed",
                "capabilities": "Email, OfficeCommunicationsOnline",
            }
            for domain in domains
            if domain["isVerified"]
        ],
    }


def domain(name: str, *, default: bool = False, initial: bool = False, verified: bool = True) -> Record:
    """A domain name of the tenant."""
    return {
        "id": name,
        "isDefault": default,
        "isInitial": initial,
        "isVerified": verified,
        "isRoot": True,
        "isAdminManaged": True,
        "authenticationType": "Managed",
        "supportedServices": ["Email"] if verified else [],
    }
