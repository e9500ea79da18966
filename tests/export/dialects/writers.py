"""v1.0 records written as other dialects have them: the way back, by another reader of graph.md."""

from __future__ import annotations

from typing import Any

Object = dict[str, Any]

SCOPES = {
    "notSpecified": "NoSubjects",
    "specificDirectoryUsers": "SpecificDirectorySubjects",
    "specificConnectedOrganizationUsers": "SpecificConnectedOrganizationSubjects",
    "allConfiguredConnectedOrganizationUsers": "AllConfiguredConnectedOrganizationSubjects",
    "allMemberUsers": "AllExistingDirectoryMemberUsers",
    "allDirectoryUsers": "AllExistingDirectorySubjects",
    "allExternalUsers": "AllExternalSubjects",
}
SUBJECT_IDS = ("userId", "groupId", "connectedOrganizationId")


def beta(dataset: str, record: Object) -> Object:
    """Return a record of v1.0 in the beta dialect."""
    return {"assignment_policies": _policy, "assignments": _assignment, "assignment_requests": _request}[
        dataset
    ](record)


def powershell(value: Any) -> Any:
    """Return a record as `ConvertTo-Json` writes a cmdlet's object: capitals, null for what is absent."""
    if isinstance(value, list):
        return [powershell(one) for one in value]
    if not isinstance(value, dict):
        return value
    extra = {key: inner for key, inner in value.items() if key.startswith("@")}
    declared = {
        key[0].upper() + key[1:]: powershell(inner) for key, inner in value.items() if key not in extra
    }
    absent = {"Id": None, "DisplayName": None, "Whatever": {"Id": None}}
    return {**absent, **declared, "AdditionalProperties": extra}


def _capital(word: str | None) -> str | None:
    return word and word[0].upper() + word[1:]


def _policy(record: Object) -> Object:
    settings, approval = record["requestorSettings"], record["requestApprovalSettings"]
    expiration = record["expiration"]
    days = expiration["duration"]
    return {
        "id": record["id"],
        "accessPackageId": record["accessPackage"]["id"],
        "durationInDays": int(days[1:-1]) if days else 0,
        "expirationDateTime": expiration["endDateTime"],
        "canExtend": settings["enableTargetsToSelfUpdateAccess"],
        "requestorSettings": {
            "scopeType": SCOPES[record["allowedTargetScope"]],
            "acceptRequests": settings["enableTargetsToSelfAddAccess"],
            "allowedRequestors": [_subject(one, backup=False) for one in record["specificAllowedTargets"]],
        },
        "requestApprovalSettings": {
            "isApprovalRequired": approval["isApprovalRequiredForAdd"],
            "isApprovalRequiredForExtension": approval["isApprovalRequiredForUpdate"],
            "approvalMode": "Serial",
            "approvalStages": [_stage(one) for one in approval["stages"]],
        },
    }


def _stage(stage: Object) -> Object:
    return {
        "approvalStageTimeOutInDays": int(stage["durationBeforeAutomaticDenial"][1:-1]),
        "escalationTimeInMinutes": int(stage["durationBeforeEscalation"][2:-1]),
        "isEscalationEnabled": stage["isEscalationEnabled"],
        "primaryApprovers": _approvers(stage, "primaryApprovers", "fallbackPrimaryApprovers"),
        "escalationApprovers": _approvers(stage, "escalationApprovers", "fallbackEscalationApprovers"),
    }


def _approvers(stage: Object, listed: str, fallback: str) -> list[Object]:
    return [
        *(_subject(one, backup=False) for one in stage[listed]),
        *(_subject(one, backup=True) for one in stage[fallback]),
    ]


def _subject(subject: Object, *, backup: bool) -> Object:
    renamed = {"id" if key in SUBJECT_IDS else key: value for key, value in subject.items()}
    return {**renamed, "isBackup": backup}


def _assignment(record: Object) -> Object:
    stated = {"assignmentState": _capital(record["state"])} if "state" in record else {}
    return {
        **stated,
        **({"assignmentStatus": record["status"]} if "status" in record else {}),
        "id": record["id"],
        "accessPackageId": record["accessPackage"]["id"],
        "assignmentPolicyId": record["assignmentPolicy"]["id"],
        "targetId": record["target"]["id"],
        "target": _person(record["target"]),
    }


def _person(subject: Object) -> Object:
    renamed = {("type" if key == "subjectType" else key): value for key, value in subject.items()}
    return {**renamed, "type": _capital(subject["subjectType"])}


def _request(record: Object) -> Object:
    return {
        "id": record["id"],
        "requestType": _capital(record["requestType"]),
        "requestState": _capital(record["state"]),
        "requestStatus": record["status"],
        "completedDate": record["completedDateTime"],
        "requestor": _person(record["requestor"]),
        "accessPackage": record["accessPackage"],
        "accessPackageAssignment": _assignment(record["assignment"]),
    }
