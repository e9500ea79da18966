"""What each kind of scope says to a member: admits, almost admits, and what cannot be told."""

from __future__ import annotations

from typing import Any

from tests.second_opinion import records as make
from tests.second_opinion.why_cases import WhyCase, only, users, why, without

NO, YES, OPEN = "cannot-request", "can-request", "undetermined"


def _named(*targets: dict[str, Any], identity: str = "policy", **changes: Any) -> dict[str, Any]:
    return make.policy(identity, "specificDirectoryUsers", targets, **changes)


def _of(name: str, verdict: str, blockers: str, *policies: dict[str, Any], **more: Any) -> WhyCase:
    return why(name, verdict, blockers, assignment_policies=only(*policies), **more)


SCOPE_CASES = [
    _of("all members, a member", YES, "", make.policy(), cells={"policies": "policy"}),
    _of("all members, an old synchronised member", YES, "", make.policy(), users=users(userType=None)),
    _of(
        "all members, somebody who may be a guest",
        OPEN,
        "",
        make.policy(),
        undetermined="not-in-policy-scope",
        users=without(users(), "userType"),
    ),
    _of("the whole directory, a member", YES, "", make.policy(scope="allDirectoryUsers")),
    _of("all external users, a member", NO, "not-in-policy-scope", make.policy(scope="allExternalUsers")),
    _of(
        "all configured organizations, a member",
        NO,
        "not-in-policy-scope",
        make.policy(scope="allConfiguredConnectedOrganizationUsers"),
    ),
    _of(
        "an organization, a member",
        NO,
        "not-in-policy-scope",
        make.policy(scope="specificConnectedOrganizationUsers", targets=(make.people_of("partner"),)),
    ),
    _of("applications", NO, "not-in-policy-scope", make.policy(scope="allDirectoryServicePrincipals")),
    _of(
        "named applications",
        NO,
        "not-in-policy-scope",
        make.policy(scope="specificDirectoryServicePrincipals"),
    ),
    _of("agents", NO, "not-in-policy-scope", make.policy(scope="allDirectoryAgentIdentities")),
    _of("named", YES, "", _named(make.single("bo"), make.single("ada"))),
    _of("somebody else named", NO, "not-in-policy-scope", _named(make.single("bo"))),
    _of("nobody named", NO, "not-in-policy-scope", _named()),
    _of("a direct member of a named group", YES, "", _named(make.group_of("group")), user="bo"),
    _of(
        "a member of a group inside it",
        OPEN,
        "",
        _named(make.group_of("group")),
        user="cy",
        undetermined="not-in-policy-scope",
    ),
    _of("no member of a named group", NO, "not-in-policy-scope", _named(make.group_of("group"))),
    _of(
        "a member of the outer group is not in the inner one",
        NO,
        "not-in-policy-scope",
        _named(make.group_of("inner")),
        user="bo",
    ),
    _of(
        "a named group that was not exported",
        OPEN,
        "",
        _named(make.group_of("gone")),
        undetermined="not-in-policy-scope",
    ),
    _of(
        "members were not exported",
        OPEN,
        "",
        _named(make.group_of("group")),
        user="bo",
        undetermined="not-in-policy-scope",
        group_members=None,
    ),
    _of(
        "whom it names was not exported",
        OPEN,
        "",
        {
            **_named(),
            "specificAllowedTargets": None,
            "automaticRequestSettings": {"requestAccessForAllowedTargets": False},
        },
        undetermined="not-in-policy-scope",
    ),
    _of(
        "a scope that nobody knows",
        OPEN,
        "",
        make.policy(scope="allDirectoryRobots"),
        undetermined="direct-assignment-only;not-in-policy-scope",
    ),
    _of(
        "a scope that was not exported",
        OPEN,
        "",
        *without([make.policy()], "allowedTargetScope"),
        undetermined="direct-assignment-only;not-in-policy-scope",
    ),
]
