"""What the beta dialect says with another structure, not only with other words.

Each function gets an object as given and a copy in which the words were exchanged already; it changes the
copy, never an object inside it. Sources: graph.md sections 1 (traps 2, 3, 7, 11, 12), 3.2 and 3.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.export.dialects import losses as told
from analyzer.export.dialects.shapes import as_duration

if TYPE_CHECKING:
    from analyzer.export.dialects.losses import Losses, Object

_DAYS = "P{}D"
_ABSENT: Any = object()
_SUBJECT_KEYS = {
    "singleuser": "userId",
    "groupmembers": "groupId",
    "connectedorganizationmembers": "connectedOrganizationId",
    "singleserviceprincipal": "servicePrincipalId",
}
_RECURRENCES = {
    "weekly": {"type": "weekly", "interval": 1},
    "monthly": {"type": "absoluteMonthly", "interval": 1},
    "quarterly": {"type": "absoluteMonthly", "interval": 3},
    "halfyearly": {"type": "absoluteMonthly", "interval": 6},
    "annual": {"type": "absoluteYearly", "interval": 1},
}
_MANAGER = {"@odata.type": "#microsoft.graph.targetManager", "managerLevel": 1}
_LISTS = (
    ("primaryApprovers", "fallbackPrimaryApprovers"),
    ("escalationApprovers", "fallbackEscalationApprovers"),
)


def policy(given: Object, lifted: Object, losses: Losses) -> None:
    """Lift the end of assignments and what `requestorSettings` says of direct policies."""
    _lift_end(lifted, losses)
    if given.get("verifiableCredentialSettings"):
        losses.add(told.CREDENTIALS_ASKED)
    asked = given.get("requestorSettings")
    if not isinstance(asked, dict) or not _says(asked, "scopeType", "acceptRequests"):
        return
    if lifted.get("automaticRequestSettings") is None:
        losses.add(told.NO_AUTOMATIC_SETTINGS)
    scope = str(asked.get("scopeType")).lower()
    if scope == "allexistingconnectedorganizationsubjects":
        losses.add(told.NO_SUCH_SCOPE)
    if scope == "nosubjects" and asked.get("acceptRequests") is False:
        losses.add(told.DIRECT_POLICY_SWITCHED_OFF)
    if scope == "nosubjects" or asked.get("acceptRequests") is False:
        settings = lifted["requestorSettings"]
        shut = {"enableTargetsToSelfAddAccess": False, "enableOnBehalfRequestorsToAddAccess": False}
        own = {key: value for key, value in asked.items() if key in shut and value is not None}
        lifted["requestorSettings"] = {**settings, **shut, **own}


def _lift_end(lifted: Object, losses: Losses) -> None:
    """Both null, or no days and null, mean no end; one of them alone says nothing of the other."""
    days, end = lifted.pop("durationInDays", _ABSENT), lifted.pop("expirationDateTime", _ABSENT)
    if lifted.get("expiration") is not None:
        return
    lasts = days is not _ABSENT and days not in {None, 0, "0"} if _is_plain(days) else True
    fixed = end is not _ABSENT and end is not None
    expiration: Object = {"type": None, "duration": None, "endDateTime": None}
    if lasts:
        expiration |= {"type": "afterDuration", "duration": as_duration(days, _DAYS)}
    if fixed:
        expiration |= {"type": None if lasts else "afterDateTime", "endDateTime": end}
    if lasts and fixed:
        losses.add(told.TWO_ENDS)
    if not lasts and not fixed:
        if days is _ABSENT or end is _ABSENT:
            return
        expiration["type"] = "noExpiration"
    lifted["expiration"] = expiration


def _says(given: Object, *keys: str) -> bool:
    return any(given.get(key) is not None for key in keys)


def _is_plain(value: Any) -> bool:
    return not isinstance(value, dict | list)


def approval_settings(given: Object, lifted: Object, losses: Losses) -> None:
    """Drop `approvalMode`: v1.0 tells it from the stages."""
    mode = lifted.pop("approvalMode", None)
    if str(mode).lower() == "parallel" and given.get("stages") is None:
        losses.add(told.PARALLEL_STAGES)


def approval_stage(given: Object, lifted: Object, losses: Losses) -> None:  # noqa: ARG001
    """Take the backups out of the lists of approvers: v1.0 has lists of their own for them."""
    is_beta = _says(given, "approvalStageTimeOutInDays", "escalationTimeInMinutes")
    for listed, fallback in _LISTS:
        _split(lifted, listed, fallback, is_beta=is_beta)


def _split(lifted: Object, listed: str, fallback: str, *, is_beta: bool) -> None:
    subjects = lifted.get(listed)
    if not isinstance(subjects, list):
        return
    marked = [isinstance(one, dict) and _says(one, "isBackup") for one in subjects]
    if not is_beta and not any(marked):
        return
    backups = [one for one in subjects if isinstance(one, dict) and one.get("isBackup") is True]
    lifted[listed] = [one for one in subjects if not isinstance(one, dict) or one.get("isBackup") is not True]
    own = lifted.get(fallback)
    lifted[fallback] = [*own, *backups] if isinstance(own, list) else backups


def subject_set(given: Object, lifted: Object, losses: Losses) -> None:
    """Give the id its v1.0 name, which depends on what the subject is."""
    lifted.pop("isBackup", None)
    kind = given.get("@odata.type")
    if not isinstance(kind, str):
        losses.add(told.NAMELESS_SUBJECTS)
        return
    key = _SUBJECT_KEYS.get(kind.rpartition(".")[2].lstrip("#").lower())
    if key and "id" in lifted:
        identifier = lifted.pop("id")
        lifted[key] = identifier if lifted.get(key) is None else lifted[key]


def review_settings(given: Object, lifted: Object, losses: Losses) -> None:  # noqa: ARG001
    """Lift who reviews, how often, and for how many days."""
    reviewers, who = lifted.pop("reviewers", None), lifted.pop("reviewerType", None)
    how_often, days = lifted.pop("recurrenceType", None), lifted.pop("durationInDays", None)
    if isinstance(reviewers, list) and lifted.get("primaryReviewers") is None:
        lifted["primaryReviewers"] = reviewers
        _split(lifted, "primaryReviewers", "fallbackReviewers", is_beta=True)
    kind = str(who).lower()
    if kind in {"self", "reviewers", "manager"} and lifted.get("isSelfReview") is None:
        lifted["isSelfReview"] = kind == "self"
    if kind == "manager" and given.get("primaryReviewers") is None:
        asked = [*(lifted.get("primaryReviewers") or ()), *(lifted.get("fallbackReviewers") or ())]
        lifted |= {"primaryReviewers": [_MANAGER], "fallbackReviewers": asked}
    schedule: Object = {}
    if days is not None:
        end = {"type": "afterDuration", "duration": as_duration(days, _DAYS), "endDateTime": None}
        schedule["expiration"] = end
    if pattern := _RECURRENCES.get(str(how_often).lower()):
        schedule["recurrence"] = {"pattern": pattern}
    own = lifted.get("schedule") or {}
    if schedule and isinstance(own, dict):
        lifted["schedule"] = schedule | {key: value for key, value in own.items() if value is not None}


def question(given: Object, lifted: Object, losses: Losses) -> None:  # noqa: ARG001
    """Lift `text`, an object in beta."""
    _unfold(lifted, "text")


def choice(given: Object, lifted: Object, losses: Losses) -> None:  # noqa: ARG001
    """Lift `displayValue`, an object in beta."""
    _unfold(lifted, "displayValue")


def _unfold(lifted: Object, key: str) -> None:
    content = lifted.get(key)
    if not isinstance(content, dict):
        return
    del lifted[key]
    if lifted.get("text") is None:
        lifted["text"] = content.get("defaultText")
    if lifted.get("localizations") is None and "localizedTexts" in content:
        lifted["localizations"] = content["localizedTexts"]


def assignment(given: Object, lifted: Object, losses: Losses) -> None:  # noqa: ARG001
    """Lift `targetId`: the id of an access package subject, never of a user (graph.md, trap 7)."""
    identifier = lifted.pop("targetId", None)
    if identifier is None:
        return
    target = lifted.get("target")
    if target is None:
        losses.add(told.TARGET_BY_SUBJECT)
    if target is None or (isinstance(target, dict) and target.get("id") is None):
        lifted["target"] = {**(target or {}), "id": identifier}
