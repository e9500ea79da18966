"""Separation of duties: packages and groups that shut a person out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.second_opinion import records as make
from tests.second_opinion.why_cases import WhyCase, only, why

if TYPE_CHECKING:
    from tests.second_opinion.records import Record

NO, YES, OPEN = "cannot-request", "can-request", "undetermined"
_SHUTS_OUT = [{"accessPackageId": "package", "incompatibleAccessPackageId": "other"}]
_SHUT_BY_A_LOST_ONE = [{"accessPackageId": "package", "incompatibleAccessPackageId": "lost"}]
_OTHER_WAY = [{"accessPackageId": "other", "incompatibleAccessPackageId": "package"}]
_GROUP_SHUTS_OUT = [{"accessPackageId": "package", "groupId": "group"}]
_EXTERNAL = only(make.policy(scope="allExternalUsers"))
_KIM = "kim@fabrikam.example"
_SHELL = {"id": None, "objectId": None, "email": None}


def _held(package: str = "package", state: str = "delivered", who: Record | None = None) -> list[Record]:
    return [make.assignment("given", make.person("ada") if who is None else who, package, state)]


def _package(name: str, verdict: str, blockers: str = "", **more: Any) -> WhyCase:
    return why(name, verdict, blockers, **{"incompatible_access_packages": _SHUTS_OUT, **more})


DUTY_CASES = [
    _package("holds what shuts out", NO, "incompatible-package-held", assignments=_held("other")),
    _package("gets it just now", NO, "incompatible-package-held", assignments=_held("other", "delivering")),
    _package(
        "has some of it", NO, "incompatible-package-held", assignments=_held("other", "partiallyDelivered")
    ),
    _package(
        "holds it, and the export lacks that package",
        NO,
        "incompatible-package-held",
        incompatible_access_packages=_SHUT_BY_A_LOST_ONE,
        assignments=_held("lost"),
    ),
    _package(
        "holds another package that the export lacks",
        YES,
        incompatible_access_packages=_SHUT_BY_A_LOST_ONE,
        assignments=_held("lost too"),
    ),
    _package("had it", YES, assignments=_held("other", "expired")),
    _package("never got it", YES, assignments=_held("other", "deliveryFailed")),
    _package("somebody else holds it", YES, assignments=_held("other", who=make.person("bo"))),
    _package(
        "only the list of the package itself counts",
        YES,
        incompatible_access_packages=_OTHER_WAY,
        assignments=_held("other"),
    ),
    _package(
        "a state that nobody knows",
        OPEN,
        undetermined="incompatible-package-held",
        assignments=_held("other", "postponed"),
    ),
    _package(
        "held by nobody knows whom",
        OPEN,
        undetermined="incompatible-package-held",
        assignments=_held("other", who=_SHELL),
    ),
    _package(
        "assignments were not exported",
        OPEN,
        undetermined="already-assigned;incompatible-package-held",
        assignments=None,
    ),
    _package(
        "the list was not exported",
        OPEN,
        undetermined="incompatible-package-held",
        incompatible_access_packages=None,
    ),
    why(
        "the list stands inside the package",
        NO,
        "incompatible-package-held",
        incompatible_access_packages=None,
        access_packages=[
            {**make.package(), "incompatibleAccessPackages": [{"id": "other"}]},
            {**make.package("other"), "incompatibleAccessPackages": []},
        ],
        assignments=_held("other"),
    ),
    _package(
        "an outsider may hold it",
        NO,
        "incompatible-package-held",
        user=_KIM,
        assignment_policies=_EXTERNAL,
        assignments=_held("other", who=make.person(None, mail=_KIM)),
    ),
    _package(
        "another outsider holds it",
        YES,
        user=_KIM,
        assignment_policies=_EXTERNAL,
        assignments=_held("other", who=make.person(None, mail="lou@fabrikam.example")),
    ),
    why(
        "a member of a group that shuts out",
        NO,
        "incompatible-group-member",
        user="bo",
        incompatible_groups=_GROUP_SHUTS_OUT,
    ),
    why(
        "in a group inside it",
        OPEN,
        user="cy",
        undetermined="incompatible-group-member",
        incompatible_groups=_GROUP_SHUTS_OUT,
    ),
    why("not in that group", YES, incompatible_groups=_GROUP_SHUTS_OUT),
    why(
        "the group shuts out of another package",
        YES,
        user="bo",
        incompatible_groups=[{"accessPackageId": "other", "groupId": "group"}],
    ),
    why(
        "the groups were not exported",
        OPEN,
        undetermined="incompatible-group-member",
        incompatible_groups=None,
    ),
    why(
        "their members were not exported",
        OPEN,
        undetermined="incompatible-group-member",
        incompatible_groups=_GROUP_SHUTS_OUT,
        group_members=None,
    ),
    why("no group, no members needed", YES, group_members=None),
    why(
        "an outsider is in no group",
        YES,
        user=_KIM,
        assignment_policies=_EXTERNAL,
        incompatible_groups=_GROUP_SHUTS_OUT,
        group_members=None,
    ),
]
