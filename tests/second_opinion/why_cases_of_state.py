"""What the person already has or asked for, and the link of the ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.second_opinion import records as make
from tests.second_opinion.why_cases import WhyCase, base, only, why, without

if TYPE_CHECKING:
    from tests.second_opinion.records import Record

NO, YES, OPEN = "cannot-request", "can-request", "undetermined"
_EXTERNAL = only(make.policy(scope="allExternalUsers"))
_KIM = "kim@fabrikam.example"
_SHELL = {"id": None, "objectId": None, "email": None}


def _held(package: str = "package", state: str = "delivered", who: Record | None = None) -> list[Record]:
    return [make.assignment("given", make.person("ada") if who is None else who, package, state)]


def _asked(
    state: str = "pendingApproval",
    kind: str = "userAdd",
    who: Record | None = None,
    package: str = "package",
    **more: Any,
) -> list[Record]:
    return [
        {**make.request("asked", make.person("ada") if who is None else who, package, state, kind), **more}
    ]


_STATE_CASES = [
    why("has it", "already-assigned", assignments=_held(), cells={"policies": "policy"}),
    why("gets it", "already-assigned", assignments=_held(state="delivering")),
    why("has some of it already", "already-assigned", assignments=_held(state="partiallyDelivered")),
    why("had it until it expired", YES, assignments=_held(state="expired")),
    why("it could not be delivered", YES, assignments=_held(state="deliveryFailed")),
    why(
        "has it, and blockers are told",
        "already-assigned",
        "sign-in-blocked",
        assignments=_held(),
        users=[make.member("ada", accountEnabled=False)],
    ),
    why(
        "has it, whatever is unknown",
        "already-assigned",
        undetermined="license-missing",
        assignments=_held(),
        subscribed_skus=None,
    ),
    why(
        "has it, by an outsider's mail",
        "already-assigned",
        user=_KIM,
        assignment_policies=_EXTERNAL,
        assignments=_held(who=make.person(None, mail="KIM@fabrikam.example")),
    ),
    why(
        "an outsider without an address has it",
        OPEN,
        undetermined="already-assigned",
        user=_KIM,
        assignment_policies=_EXTERNAL,
        assignments=_held(who={**make.person(None), "displayName": "Kim"}),
    ),
    why(
        "a subject outside is nobody of the directory",
        YES,
        assignments=_held(who=make.person(None, mail="ada@contoso.example")),
    ),
    why("may have it", OPEN, undetermined="already-assigned", assignments=_held(state="postponed")),
    why(
        "may have it: Graph keeps the state to itself",
        OPEN,
        undetermined="already-assigned",
        assignments=_held(state="unknownFutureValue"),
    ),
    why("nobody knows who has it", OPEN, undetermined="already-assigned", assignments=_held(who=_SHELL)),
    why(
        "who has it was not exported",
        OPEN,
        undetermined="already-assigned",
        assignments=without(_held(), "target"),
    ),
    why(
        "of which package was not exported",
        OPEN,
        undetermined="already-assigned",
        assignments=without(_held(), "accessPackage"),
    ),
    why(
        "may have it, and cannot ask",
        NO,
        "license-missing",
        undetermined="already-assigned",
        subscribed_skus=[],
        assignments=None,
    ),
    *(
        why(f"asked, {state}", "request-open", assignment_requests=_asked(state))
        for state in ("submitted", "pendingApproval", "scheduled", "delivering")
    ),
    *(
        why(f"asked, {state}", YES, assignment_requests=_asked(state))
        for state in ("denied", "canceled", "deliveryFailed", "delivered", "partiallyDelivered")
    ),
    why(
        "asked in a state that nobody knows",
        OPEN,
        undetermined="request-open",
        assignment_requests=_asked("waiting"),
    ),
    *(
        why(f"open: {kind}", "request-open", assignment_requests=_asked(kind=kind))
        for kind in ("adminAdd", "systemAdd")
    ),
    *(
        why(f"adds no access: {kind}", YES, assignment_requests=_asked(kind=kind))
        for kind in ("userRemove", "adminRemove", "systemRemove", "userUpdate", "approverRemove")
    ),
    why(
        "a kind of request that nobody knows",
        OPEN,
        undetermined="request-open",
        assignment_requests=_asked(kind="robotAdd"),
    ),
    why(
        "Graph keeps the state of the request to itself",
        OPEN,
        undetermined="request-open",
        assignment_requests=_asked("unknownFutureValue"),
    ),
    why(
        "Graph keeps the kind of the request to itself",
        OPEN,
        undetermined="request-open",
        assignment_requests=_asked(kind="unknownFutureValue"),
    ),
    why(
        "somebody else asked for what Graph keeps to itself",
        YES,
        assignment_requests=_asked(kind="unknownFutureValue", who=make.person("bo")),
    ),
    why("somebody else asked", YES, assignment_requests=_asked(who=make.person("bo"))),
    why("asked for another package", YES, assignment_requests=_asked(package="other")),
    why(
        "asked for on behalf",
        "request-open",
        assignment_requests=_asked(
            kind="onBehalfAdd",
            who=make.person("bo"),
            assignment={"id": "given", "target": make.person("ada")},
        ),
    ),
    why(
        "asking on behalf of another is not asking",
        YES,
        user="bo",
        assignment_requests=_asked(
            kind="onBehalfAdd",
            who=make.person("bo"),
            assignment={"id": "given", "target": make.person("ada")},
        ),
    ),
    why(
        "on behalf of nobody knows whom",
        OPEN,
        undetermined="request-open",
        assignment_requests=_asked(kind="onBehalfAdd", who=make.person("bo")),
    ),
    why("has it and asked again", "already-assigned", assignments=_held(), assignment_requests=_asked()),
    why("requests were not exported", OPEN, undetermined="request-open", assignment_requests=None),
    why(
        "asked, and may have it",
        "request-open",
        undetermined="already-assigned",
        assignments=None,
        assignment_requests=_asked(),
    ),
    why(
        "an outsider asked",
        "request-open",
        user=_KIM,
        assignment_policies=_EXTERNAL,
        assignment_requests=_asked(who=make.person(None, mail=_KIM)),
    ),
    why(
        "an open request and a blocker",
        "request-open",
        "self-request-off",
        assignment_policies=only(make.policy(requestorSettings={"enableTargetsToSelfAddAccess": False})),
        assignment_requests=_asked(),
    ),
]


def _link(
    name: str, verdict: str, link: str | None, right: str = make.link("package"), **more: Any
) -> WhyCase:
    return why(name, more.pop("says", YES), link=link, cells={"link": right, "link_verdict": verdict}, **more)


_ID_ONLY = [{"id": make.TENANT_ID, "displayName": "Contoso"}]
_GOVERNMENT = [
    {
        **base()["organization"][0],
        "verifiedDomains": [{"name": "contoso.onmicrosoft.us", "isDefault": False, "isInitial": True}],
    }
]
_LINK_CASES = [
    _link("no link", "", None),
    _link("the link of the package", "right", make.link("package")),
    _link("the link by another verified domain", "right", make.link("package", "contoso.onmicrosoft.com")),
    _link("the link by the tenant's id", "right", make.link("package", make.TENANT_ID)),
    _link("the link of another package", "wrong", make.link("other")),
    _link("the link of another directory", "wrong", make.link("package", "other.example")),
    _link("the portal without a package", "wrong", "https://myaccess.microsoft.com/"),
    _link("the portal of another cloud", "wrong", make.link("package").replace(".com/@", ".us/@")),
    _link(
        "own domains unknown",
        "unknown",
        make.link("package"),
        make.link("package", make.TENANT_ID),
        organization=_ID_ONLY,
    ),
    _link(
        "own domains unknown, another package",
        "wrong",
        make.link("other"),
        make.link("package", make.TENANT_ID),
        organization=_ID_ONLY,
    ),
    _link(
        "a government tenant",
        "right",
        "https://myaccess.microsoft.us/@contoso.onmicrosoft.us#/access-packages/package",
        "https://myaccess.microsoft.us/@contoso.onmicrosoft.us#/access-packages/package",
        organization=_GOVERNMENT,
    ),
    _link(
        "a government tenant and the other portal",
        "wrong",
        "https://myaccess.microsoft.com/@contoso.onmicrosoft.us#/access-packages/package",
        "https://myaccess.microsoft.us/@contoso.onmicrosoft.us#/access-packages/package",
        organization=_GOVERNMENT,
    ),
]

STATE_CASES = [*_STATE_CASES, *_LINK_CASES]
