"""Assignment policies of the synthetic tenant: who may ask, who approves, until when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    from tests.benchmarks.directory import Directory

_GRAPH = "#microsoft.graph."
_SUBJECTS = pa.list_(
    pa.struct(
        {
            "@odata.type": pa.string(),
            "userId": pa.string(),
            "groupId": pa.string(),
            "connectedOrganizationId": pa.string(),
            "managerLevel": pa.int64(),
            "membershipRule": pa.string(),
        }
    )
)
REFERENCE = pa.struct({"id": pa.string(), "displayName": pa.string()})
EXPIRATION = pa.struct({"type": pa.string(), "endDateTime": pa.string(), "duration": pa.string()})
_STAGE = pa.struct(
    {
        "durationBeforeAutomaticDenial": pa.string(),
        "isApproverJustificationRequired": pa.bool_(),
        "isEscalationEnabled": pa.bool_(),
        "durationBeforeEscalation": pa.string(),
        "primaryApprovers": _SUBJECTS,
        "fallbackPrimaryApprovers": _SUBJECTS,
        "escalationApprovers": _SUBJECTS,
        "fallbackEscalationApprovers": _SUBJECTS,
    }
)
_FLAGS = (
    "enableTargetsToSelfAddAccess",
    "enableTargetsToSelfUpdateAccess",
    "enableTargetsToSelfRemoveAccess",
    "allowCustomAssignmentSchedule",
    "enableOnBehalfRequestorsToAddAccess",
)
POLICY = pa.schema(
    {
        "id": pa.string(),
        "displayName": pa.string(),
        "description": pa.string(),
        "allowedTargetScope": pa.string(),
        "createdDateTime": pa.string(),
        "modifiedDateTime": pa.string(),
        "specificAllowedTargets": _SUBJECTS,
        "expiration": EXPIRATION,
        "requestorSettings": pa.struct(
            {**dict.fromkeys(_FLAGS, pa.bool_()), "onBehalfRequestors": _SUBJECTS}
        ),
        "requestApprovalSettings": pa.struct(
            {
                "isApprovalRequiredForAdd": pa.bool_(),
                "isApprovalRequiredForUpdate": pa.bool_(),
                "isRequestorJustificationRequired": pa.bool_(),
                "stages": pa.list_(_STAGE),
            }
        ),
        "automaticRequestSettings": pa.struct(
            {
                "requestAccessForAllowedTargets": pa.bool_(),
                "removeAccessWhenTargetLeavesAllowedTargets": pa.bool_(),
            }
        ),
        "accessPackage": REFERENCE,
    }
)
_SCOPES = (
    ("notSpecified", 0.15),
    ("specificDirectoryUsers", 0.36),
    ("allMemberUsers", 0.30),
    ("specificConnectedOrganizationUsers", 0.08),
    ("allConfiguredConnectedOrganizationUsers", 0.04),
    ("automatic", 0.05),
    ("allDirectoryUsers", 0.01),
    ("allExternalUsers", 0.01),
)
_OPEN_TO_ALL = frozenset({"allDirectoryUsers", "allExternalUsers"})


class PolicyMaker:
    """Makes policies with a realistic mix of scopes, approvers and mistakes."""

    def __init__(self, directory: Directory, organizations: list[str]) -> None:
        self._directory, self._rng, self._organizations = directory, directory.rng, organizations

    def policy(self, identity: str, package: dict[str, Any]) -> dict[str, Any]:
        """Return one policy of the package. None open to everybody can be requested: guests are refused."""
        names, weights = zip(*_SCOPES, strict=True)
        scope = str(self._rng.choice(names, p=weights))
        is_automatic, is_open = scope == "automatic", scope in _OPEN_TO_ALL
        own_request = scope != "notSpecified" and not is_automatic and not is_open and self._chance(0.95)
        rule = [
            {
                "@odata.type": f"{_GRAPH}attributeRuleMembers",
                "membershipRule": '(user.department -eq "Sales")',
            }
        ]
        made = self._frame(
            identity, package, "specificDirectoryUsers" if is_automatic else scope, own_request
        )
        made["specificAllowedTargets"] = rule if is_automatic else self._targets(scope)
        made["requestApprovalSettings"] = self._approval(own_request and self._chance(0.6))
        made["automaticRequestSettings"] = (
            {"requestAccessForAllowedTargets": True, "removeAccessWhenTargetLeavesAllowedTargets": True}
            if is_automatic
            else None
        )
        return made

    def approved_by(self, identity: str, package: dict[str, Any], approver: str) -> dict[str, Any]:
        """Return a policy for all members whose only approver is that person."""
        made = self._frame(identity, package, "allMemberUsers", True)
        stage = self._stage([_user(approver)], [])
        made["requestApprovalSettings"] = {
            **self._approval(False),
            "isApprovalRequiredForAdd": True,
            "stages": [stage],
        }
        return made

    def own_approver(self, identity: str, package: dict[str, Any]) -> dict[str, Any]:
        """Return a policy that names one person who is also its only approver."""
        person = self._member()
        made = self.approved_by(identity, package, person)
        return {
            **made,
            "allowedTargetScope": "specificDirectoryUsers",
            "specificAllowedTargets": [_user(person)],
        }

    def _frame(self, identity: str, package: dict[str, Any], scope: str, own_request: bool) -> dict[str, Any]:
        ended = self._chance(0.04)
        flags = {**dict.fromkeys(_FLAGS, False), "enableTargetsToSelfAddAccess": own_request}
        return {
            "id": identity,
            "displayName": f"Policy {scope}",
            "description": "Made by the synthetic tenant",
            "allowedTargetScope": scope,
            "createdDateTime": "2024-03-01T08:00:00Z",
            "modifiedDateTime": "2025-03-01T08:00:00Z",
            "specificAllowedTargets": [],
            "expiration": {
                "type": "afterDateTime" if ended else "afterDuration",
                "endDateTime": "2025-01-01T00:00:00Z" if ended else None,
                "duration": None if ended else "P365D",
            },
            "requestorSettings": {**flags, "onBehalfRequestors": []},
            "accessPackage": {"id": package["id"], "displayName": package["displayName"]},
            "automaticRequestSettings": None,
        }

    def _targets(self, scope: str) -> list[dict[str, Any]]:
        if scope == "specificDirectoryUsers":
            people = [_user(self._anyone()) for _ in range(int(self._rng.integers(0, 4)))]
            return [*people, _group(self._group()), _group(self._group())][
                : len(people) + int(self._rng.integers(1, 3))
            ]
        if scope == "specificConnectedOrganizationUsers":
            number = int(self._rng.integers(0, len(self._organizations)))
            kind = f"{_GRAPH}connectedOrganizationMembers"
            return [{"@odata.type": kind, "connectedOrganizationId": self._organizations[number]}]
        return []

    def _approval(self, required: bool) -> dict[str, Any]:
        stages = [self._any_stage() for _ in range(int(self._rng.integers(1, 3)))] if required else []
        return {
            "isApprovalRequiredForAdd": required,
            "isApprovalRequiredForUpdate": False,
            "isRequestorJustificationRequired": True,
            "stages": stages,
        }

    def _any_stage(self) -> dict[str, Any]:
        kind = self._rng.choice(("people", "group", "manager", "sponsors"), p=(0.4, 0.3, 0.25, 0.05))
        fallback = [_user(self._member())] if self._chance(0.8) else []
        if kind == "people":
            return self._stage([_user(self._member()) for _ in range(int(self._rng.integers(1, 4)))], [])
        if kind == "group":
            return self._stage([_group(self._group())], [])
        if kind == "manager":
            return self._stage([{"@odata.type": f"{_GRAPH}requestorManager", "managerLevel": 1}], fallback)
        return self._stage([{"@odata.type": f"{_GRAPH}internalSponsors"}], fallback)

    def _stage(self, primary: list[dict[str, Any]], fallback: list[dict[str, Any]]) -> dict[str, Any]:
        escalates = self._chance(0.2)
        return {
            "durationBeforeAutomaticDenial": "P14D",
            "isApproverJustificationRequired": True,
            "isEscalationEnabled": escalates,
            "durationBeforeEscalation": "P8D" if escalates else "PT0S",
            "primaryApprovers": primary,
            "fallbackPrimaryApprovers": fallback,
            "escalationApprovers": [_user(self._member())] if escalates else [],
            "fallbackEscalationApprovers": [],
        }

    def _chance(self, share: float) -> bool:
        return bool(self._rng.random() < share)

    def _anyone(self) -> str:
        return str(self._directory.users[int(self._rng.integers(0, len(self._directory.users)))])

    def _member(self) -> str:
        members = self._directory.members
        return str(self._directory.users[int(members[self._rng.integers(0, len(members))])])

    def _group(self) -> str:
        return str(self._directory.groups[int(self._rng.integers(0, len(self._directory.groups)))])


def _user(identity: str) -> dict[str, Any]:
    return {"@odata.type": f"{_GRAPH}singleUser", "userId": identity}


def _group(identity: str) -> dict[str, Any]:
    return {"@odata.type": f"{_GRAPH}groupMembers", "groupId": identity}
