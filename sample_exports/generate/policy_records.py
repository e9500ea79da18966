"""Catalogs, access packages and assignment policies in the shape of Microsoft Graph v1.0."""

from __future__ import annotations

from typing import Any

Record = dict[str, Any]

CATALOG_CREATOR = "ba92d953-d8e0-4e39-a797-0cbedb0a89e8"
CATALOG_OWNER = "ae79f266-94d4-4dab-b730-feca7e132178"
CATALOG_READER = "44272f93-9762-48e8-af59-1b5351b1d6b3"
PACKAGE_MANAGER = "7f480852-ebdc-47d4-87de-0d8498384a83"
ASSIGNMENT_MANAGER = "e2182095-804a-4656-ae11-64734e9b7ae5"

ROLE_NAMES = {
    CATALOG_CREATOR: "Catalog creator",
    CATALOG_OWNER: "Catalog owner",
    CATALOG_READER: "Catalog reader",
    PACKAGE_MANAGER: "Access package manager",
    ASSIGNMENT_MANAGER: "Access package assignment manager",
}


def role_definitions() -> list[Record]:
    """The built-in roles of entitlement management."""
    return [
        {
            "id": role,
            "displayName": name,
            "isBuiltIn": True,
            "isEnabled": True,
            "templateId": role,
            "version": "1.0",
            "rolePermissions": [],
        }
        for role, name in ROLE_NAMES.items()
    ]


def single_user(user_id: str, name: str | None = None) -> Record:
    """One named user."""
    return {"@odata.type": "#microsoft.graph.singleUser", "userId": user_id, "description": name}


def group_members(group_id: str, name: str | None = None) -> Record:
    """The members of one group."""
    return {"@odata.type": "#microsoft.graph.groupMembers", "groupId": group_id, "description": name}


def organization_members(organization_id: str, name: str | None = None) -> Record:
    """The users of one connected organization."""
    return {
        "@odata.type": "#microsoft.graph.connectedOrganizationMembers",
        "connectedOrganizationId": organization_id,
        "description": name,
    }


def rule_members(rule: str) -> Record:
    """Everybody whom an attribute rule matches: the target of automatic policies."""
    return {
        "@odata.type": "#microsoft.graph.attributeRuleMembers",
        "membershipRule": rule,
        "description": None,
    }


def service_principal_target(object_id: str) -> Record:
    """One named application."""
    return {
        "@odata.type": "#microsoft.graph.singleServicePrincipal",
        "servicePrincipalId": object_id,
        "description": None,
    }


def manager(level: int = 1) -> Record:
    """The manager of the person who is to get access."""
    return {"@odata.type": "#microsoft.graph.targetManager", "managerLevel": level}


def sponsors(kind: str) -> Record:
    """`internalSponsors` or `externalSponsors` of the organization, or `targetUserSponsors`."""
    return {"@odata.type": f"#microsoft.graph.{kind}"}


def stage(
    primary: list[Record],
    *,
    fallback: list[Record] | None = None,
    alternates: list[Record] | None = None,
    escalate: bool = False,
) -> Record:
    """One approval stage; `alternates` are asked only when `escalate`."""
    return {
        "durationBeforeAutomaticDenial": "P14D",
        "isApproverJustificationRequired": True,
        "isEscalationEnabled": escalate,
        "durationBeforeEscalation": "P7D" if escalate else "PT0S",
        "approverInformationVisibility": "default",
        "primaryApprovers": primary,
        "fallbackPrimaryApprovers": fallback or [],
        "escalationApprovers": alternates or [],
        "fallbackEscalationApprovers": [],
    }


NO_EXPIRATION: Record = {"type": "noExpiration", "duration": None, "endDateTime": None}


def after_duration(duration: str) -> Record:
    """Assignments end so long after they start."""
    return {"type": "afterDuration", "duration": duration, "endDateTime": None}


def after_date(end: str) -> Record:
    """Assignments end, and the policy is over, at a fixed moment."""
    return {"type": "afterDateTime", "duration": None, "endDateTime": end}


def policy(  # noqa: PLR0913
    policy_id: str,
    name: str,
    *,
    package: Record,
    catalog: Record,
    scope: str,
    targets: list[Record],
    created: str,
    stages: list[Record],
    self_add: bool = True,
    on_behalf: bool = False,
    approval: bool | None = None,
    automatic: bool = False,
    expiration: Record | None = None,
    reviewed_by: list[Record] | None = None,
) -> Record:
    """An assignment policy; `approval` is on when there are stages, unless it says otherwise."""
    asks = bool(stages) if approval is None else approval
    return {
        "id": policy_id,
        "displayName": name,
        "description": name,
        "allowedTargetScope": scope,
        "createdDateTime": created,
        "modifiedDateTime": created,
        "specificAllowedTargets": targets,
        "expiration": expiration or after_duration("P365D"),
        "automaticRequestSettings": _automatic() if automatic else None,
        "requestorSettings": _requestor_settings(self_add=self_add and not automatic, on_behalf=on_behalf),
        "requestApprovalSettings": _approval_settings(stages, asks),
        "reviewSettings": _review_settings(reviewed_by, created) if reviewed_by else None,
        "notificationSettings": {"isAssignmentNotificationDisabled": False},
        "accessPackage": {"id": package["id"], "displayName": package["displayName"]},
        "catalog": {"id": catalog["id"], "displayName": catalog["displayName"]},
        "questions": [],
        "customExtensionStageSettings": [],
    }


def _approval_settings(stages: list[Record], asks: bool) -> Record:
    return {
        "isApprovalRequiredForAdd": asks,
        "isApprovalRequiredForUpdate": False,
        "isRequestorJustificationRequired": asks,
        "stages": stages,
    }


def _automatic() -> Record:
    return {
        "requestAccessForAllowedTargets": True,
        "removeAccessWhenTargetLeavesAllowedTargets": True,
        "gracePeriodBeforeAccessRemoval": "P7D",
    }


def _requestor_settings(*, self_add: bool, on_behalf: bool) -> Record:
    return {
        "enableTargetsToSelfAddAccess": self_add,
        "enableTargetsToSelfUpdateAccess": self_add,
        "enableTargetsToSelfRemoveAccess": self_add,
        "allowCustomAssignmentSchedule": self_add,
        "enableOnBehalfRequestorsToAddAccess": on_behalf,
        "enableOnBehalfRequestorsToUpdateAccess": False,
        "enableOnBehalfRequestorsToRemoveAccess": False,
        "onBehalfRequestors": [manager()] if on_behalf else [],
    }


def _review_settings(reviewers: list[Record], start: str) -> Record:
    pattern = {
        "type": "absoluteMonthly",
        "interval": 3,
        "month": 0,
        "dayOfMonth": 0,
        "daysOfWeek": [],
        "firstDayOfWeek": "sunday",
        "index": "first",
    }
    duration: Record = after_duration("P25D")
    return {
        "isEnabled": True,
        "expirationBehavior": "removeAccess",
        "isRecommendationEnabled": True,
        "isReviewerJustificationRequired": True,
        "isSelfReview": False,
        "primaryReviewers": reviewers,
        "fallbackReviewers": [],
        "schedule": {
            "startDateTime": start,
            "expiration": duration,
            "recurrence": {
                "pattern": pattern,
                "range": {
                    "type": "noEnd",
                    "startDate": start[:10],
                    "endDate": "9999-12-31",
                    "numberOfOccurrences": 0,
                },
            },
        },
    }
