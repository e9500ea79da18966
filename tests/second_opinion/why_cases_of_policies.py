"""What a policy says whoever asks, and what several say together."""

from __future__ import annotations

from typing import Any

from tests.second_opinion import records as make
from tests.second_opinion.why_cases import WhyCase, only, why

NO, YES, OPEN = "cannot-request", "can-request", "undetermined"
_AUTOMATIC = {"requestAccessForAllowedTargets": True}
_OFF: dict[str, Any] = {"requestorSettings": {"enableTargetsToSelfAddAccess": False}}
_RULE = make.subject("attributeRuleMembers", membershipRule='(user.department -eq "Sales")')


def _ends(moment: str | None, kind: str = "afterDateTime") -> dict[str, Any]:
    return {"expiration": {"type": kind, "endDateTime": moment, "duration": None}}


def _named(*targets: dict[str, Any], identity: str = "policy", **changes: Any) -> dict[str, Any]:
    return make.policy(identity, "specificDirectoryUsers", targets, **changes)


def _of(name: str, verdict: str, blockers: str, *policies: dict[str, Any], **more: Any) -> WhyCase:
    return why(name, verdict, blockers, assignment_policies=only(*policies), **more)


_REASON_CASES = [
    _of("automatic", NO, "automatic-assignment-only", _named(_RULE, automaticRequestSettings=_AUTOMATIC)),
    _of(
        "automatic is the only reason told",
        NO,
        "automatic-assignment-only",
        _named(_RULE, automaticRequestSettings=_AUTOMATIC, **_OFF, **_ends("2026-01-01T00:00:00Z")),
    ),
    _of("an attribute rule without settings is automatic", NO, "automatic-assignment-only", _named(_RULE)),
    _of(
        "settings that switch it off",
        YES,
        "",
        make.policy(automaticRequestSettings={"requestAccessForAllowedTargets": False}),
    ),
    _of(
        "whom a rule selects, nobody knows",
        OPEN,
        "",
        _named(_RULE, automaticRequestSettings={"requestAccessForAllowedTargets": False}),
        undetermined="not-in-policy-scope",
    ),
    _of(
        "nobody outside of the directory",
        NO,
        "directory-not-in-policy",
        _named(_RULE, automaticRequestSettings={"requestAccessForAllowedTargets": False}),
        user="kim@fabrikam.example",
    ),
    _of("for direct assignment", NO, "direct-assignment-only", make.policy(scope="notSpecified")),
    _of(
        "for direct assignment is the only reason told",
        NO,
        "direct-assignment-only",
        make.policy(scope="notSpecified", **_OFF, **_ends("2026-01-01T00:00:00Z")),
    ),
    _of("self-request off", NO, "self-request-off", make.policy(**_OFF)),
    _of(
        "self-request unknown",
        OPEN,
        "",
        make.policy(requestorSettings={}),
        undetermined="self-request-off",
        cells={"visible": "", "policies": ""},
    ),
    _of("ended at this very moment", NO, "policy-ended", make.policy(**_ends("2026-06-01T00:00:00Z"))),
    _of("ends a second later", YES, "", make.policy(**_ends("2026-06-01T00:00:01Z"))),
    _of("ended, in another time zone", NO, "policy-ended", make.policy(**_ends("2026-06-01T02:00:00+02:00"))),
    _of(
        "an old date that does not count",
        YES,
        "",
        make.policy(**_ends("2026-01-01T00:00:00Z", "afterDuration")),
    ),
    _of(
        "a fixed date that was not exported",
        OPEN,
        "",
        make.policy(**_ends(None)),
        undetermined="policy-ended",
    ),
    _of(
        "every reason of one policy",
        NO,
        "policy-ended;self-request-off",
        make.policy(**_OFF, **_ends("2026-01-01T00:00:00Z")),
    ),
]

_UNSURE = make.policy("p-unsure", requestorSettings={})
_SEVERAL_CASES = [
    _of(
        "one that admits silences all others",
        YES,
        "",
        make.policy("p-yes"),
        make.policy("p-off", **_OFF),
        _named(make.single("bo"), identity="p-named"),
        cells={"policies": "p-yes"},
    ),
    _of(
        "one that admits silences doubts",
        YES,
        "",
        make.policy("p-yes"),
        _UNSURE,
        cells={"policies": "p-yes"},
    ),
    _of(
        "one that may admit silences what others refuse",
        OPEN,
        "",
        make.policy("p-direct", "notSpecified"),
        make.policy("p-ended", **_ends("2026-01-01T00:00:00Z")),
        _UNSURE,
        undetermined="self-request-off",
        cells={"policies": ""},
    ),
    _of(
        "what all refuse is joined",
        NO,
        "automatic-assignment-only;direct-assignment-only;not-in-policy-scope;self-request-off",
        make.policy("p-direct", "notSpecified"),
        make.policy("p-off", **_OFF),
        make.policy("p-auto", automaticRequestSettings=_AUTOMATIC),
        _named(make.single("bo"), identity="p-named"),
        make.policy("p-apps", "allDirectoryServicePrincipals"),
    ),
    _of(
        "doubts about a policy that surely refuses are none",
        NO,
        "not-in-policy-scope",
        _named(make.single("bo"), requestorSettings={}),
    ),
    _of(
        "doubts of two that may admit are joined",
        OPEN,
        "",
        _UNSURE,
        make.policy("p-when", **_ends(None)),
        undetermined="policy-ended;self-request-off",
    ),
    _of(
        "the policy of another package admits nobody here",
        NO,
        "self-request-off",
        make.policy("p-off", **_OFF),
        make.policy("p-elsewhere", package_id="other"),
    ),
    _of(
        "tier 1 before 2 and 3",
        YES,
        "",
        make.policy("p3", "allDirectoryUsers"),
        make.policy("p2"),
        _named(make.single("ada"), identity="p1"),
        cells={"policies": "p1"},
    ),
    _of(
        "tier 2 before 3",
        YES,
        "",
        make.policy("p3", "allDirectoryUsers"),
        make.policy("p2"),
        cells={"policies": "p2"},
    ),
    _of(
        "of a tier, all are offered",
        YES,
        "",
        make.policy("p2-b"),
        make.policy("p2-a"),
        make.policy("p3", "allDirectoryUsers"),
        cells={"policies": "p2-a;p2-b"},
    ),
    _of(
        "a better tier that only may admit is not offered",
        YES,
        "",
        _named(make.group_of("group"), identity="p1"),
        make.policy("p2"),
        user="cy",
        cells={"policies": "p2"},
    ),
    _of(
        "a better tier that refuses is not offered",
        YES,
        "",
        _named(make.single("ada"), identity="p1", **_OFF),
        make.policy("p2"),
        cells={"policies": "p2"},
    ),
]

POLICY_CASES = [*_REASON_CASES, *_SEVERAL_CASES]
