"""v1.0 records written as other dialects have them: the way back, by another reader of graph.md."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

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
DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:0S)?)?")


def beta(dataset: str, record: Object) -> Object:
    """Return a record of v1.0 in the beta dialect."""
    return WRITERS[dataset](record) if dataset in WRITERS else record


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


def _renamed(given: Object, names: dict[str, str]) -> Object:
    return {names.get(key, key): value for key, value in given.items()}


def _changed(given: Object, *changes: tuple[str, Callable[[Any], Any]]) -> Object:
    """Return the object with some members, where it has them and they are not null, written otherwise."""
    by_name = dict(changes)
    return {
        key: by_name[key](value) if key in by_name and value is not None else value
        for key, value in given.items()
    }


def _each(write: Callable[[Object], Object]) -> Callable[[Iterable[Object]], list[Object]]:
    return lambda given: [write(one) for one in given]


def _capital(word: str) -> str:
    return word[0].upper() + word[1:]


def _minutes(duration: str) -> int:
    found = DURATION.fullmatch(duration)
    assert found is not None, duration
    days, hours, minutes = (int(number or 0) for number in found.groups())
    return (days * 24 + hours) * 60 + minutes


def _days(duration: str) -> int:
    return _minutes(duration) // 60 // 24


def _ids(given: Object, names: dict[str, str]) -> Object:
    """Return the object with references, such as `accessPackage`, as ids, such as `accessPackageId`."""
    plain = {key: value for key, value in given.items() if key not in names}
    return {**plain, **{name: given[key]["id"] for key, name in names.items() if given.get(key)}}


def _policy(given: Object) -> Object:
    rest = _ids(given, {"accessPackage": "accessPackageId"})
    rest.pop("automaticRequestSettings", None)  # beta does not have it
    settings, expiration = rest.pop("requestorSettings"), rest.pop("expiration", None)
    rest["requestorSettings"] = {
        "scopeType": _scope(rest.pop("allowedTargetScope")),
        "acceptRequests": settings["enableTargetsToSelfAddAccess"],
        "allowedRequestors": [_subject(one) for one in rest.pop("specificAllowedTargets", None) or ()],
    }
    if "enableTargetsToSelfUpdateAccess" in settings:
        rest["canExtend"] = settings["enableTargetsToSelfUpdateAccess"]
    if expiration is not None:
        rest["durationInDays"] = _days(expiration.get("duration") or "P0D")
        rest["expirationDateTime"] = expiration.get("endDateTime")
    names = {"catalog": "accessPackageCatalog", "notificationSettings": "accessPackageNotificationSettings"}
    changed = _changed(rest, ("requestApprovalSettings", _approval), ("catalog", _catalog))
    return _renamed(changed, names)


def _scope(word: str) -> str:
    return SCOPES.get(word, _capital(word))  # the scopes for workloads are as new in beta


def _approval(given: Object) -> Object:
    names = {
        "isApprovalRequiredForAdd": "isApprovalRequired",
        "isApprovalRequiredForUpdate": "isApprovalRequiredForExtension",
        "stages": "approvalStages",
    }
    return _renamed(_changed(given, ("stages", _each(_stage))), names) | {"approvalMode": "Serial"}


def _stage(given: Object) -> Object:
    stage = dict(given)
    for listed, fallback in (
        ("primaryApprovers", "fallbackPrimaryApprovers"),
        ("escalationApprovers", "fallbackEscalationApprovers"),
    ):
        backups = [_subject(one, backup=True) for one in stage.pop(fallback, None) or ()]
        stage[listed] = [*(_subject(one) for one in stage.get(listed) or ()), *backups]
    changed = _changed(
        stage, ("durationBeforeAutomaticDenial", _days), ("durationBeforeEscalation", _minutes)
    )
    names = {
        "durationBeforeAutomaticDenial": "approvalStageTimeOutInDays",
        "durationBeforeEscalation": "escalationTimeInMinutes",
    }
    return _renamed(changed, names)


def _subject(given: Object, *, backup: bool = False) -> Object:
    return {**_renamed(given, dict.fromkeys(SUBJECT_IDS, "id")), "isBackup": backup}


def _catalog(given: Object) -> Object:
    return _renamed(
        _changed(given, ("state", _capital), ("catalogType", _capital)), {"state": "catalogStatus"}
    )


def _package(given: Object) -> Object:
    names = {
        "catalog": "accessPackageCatalog",
        "assignmentPolicies": "accessPackageAssignmentPolicies",
        "resourceRoleScopes": "accessPackageResourceRoleScopes",
    }
    return _renamed(
        _changed(
            given,
            ("catalog", _catalog),
            ("assignmentPolicies", _each(_policy)),
            ("resourceRoleScopes", _each(_role_scope)),
        ),
        names,
    )


def _role_scope(given: Object) -> Object:
    names = {"role": "accessPackageResourceRole", "scope": "accessPackageResourceScope"}
    return _renamed(_changed(given, ("role", _role), ("scope", _role)), names)


def _role(given: Object) -> Object:
    return _renamed(_changed(given, ("resource", _resource)), {"resource": "accessPackageResource"})


def _resource(given: Object) -> Object:
    names = {
        "createdDateTime": "addedOn",
        "roles": "accessPackageResourceRoles",
        "scopes": "accessPackageResourceScopes",
        "environment": "accessPackageResourceEnvironment",
    }
    return _renamed(_changed(given, ("roles", _each(_role)), ("scopes", _each(_role))), names)


def _assignment(given: Object) -> Object:
    plain = _ids(given, {"accessPackage": "accessPackageId", "assignmentPolicy": "assignmentPolicyId"})
    targets = {"targetId": given["target"]["id"]} if given.get("target") else {}
    names = {"state": "assignmentState", "status": "assignmentStatus"}
    return _renamed(_changed(plain, ("state", _capital), ("target", _person)), names) | targets


def _person(given: Object) -> Object:
    return _renamed(_changed(given, ("subjectType", _capital)), {"subjectType": "type"})


def _request(given: Object) -> Object:
    names = {
        "state": "requestState",
        "status": "requestStatus",
        "completedDateTime": "completedDate",
        "assignment": "accessPackageAssignment",
    }
    return _renamed(
        _changed(
            given,
            ("state", _capital),
            ("requestType", _capital),
            ("requestor", _person),
            ("assignment", _assignment),
        ),
        names,
    )


def _settings(given: Object) -> Object:
    name = "durationUntilExternalUserDeletedAfterBlocked"
    changed = _changed(given, (name, _days), ("externalUserLifecycleAction", _capital))
    return _renamed(changed, {name: "daysUntilExternalUserDeletedAfterBlocked"})


WRITERS = {
    "catalogs": _catalog,
    "catalog_resources": _resource,
    "access_packages": _package,
    "resource_role_scopes": _role_scope,
    "assignment_policies": _policy,
    "assignments": _assignment,
    "assignment_requests": _request,
    "entitlement_settings": _settings,
}
