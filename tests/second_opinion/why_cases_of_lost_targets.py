"""Targets and organizations that an export leaves out or shows only in part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.second_opinion import records as make
from tests.second_opinion.why_cases import WhyCase, base, only, why, without

if TYPE_CHECKING:
    from tests.second_opinion.records import Record

NO, YES, OPEN = "cannot-request", "can-request", "undetermined"
_KIM = "kim@fabrikam.example"
_AUTOMATIC = {"requestAccessForAllowedTargets": True}
_FACEBOOK = make.subject("socialIdentitySource", socialIdentitySourceType="facebook")
_CROWD = [{**make.connected("crowd"), "identitySources": [_FACEBOOK]}]
_BY_TENANT = [make.connected("partner", tenant="tenant-of-partner")]


def _policy(name: str, verdict: str, blockers: str = "", **changes: Any) -> WhyCase:
    """Make a case about the one policy of the package."""
    more = {key: changes.pop(key) for key in ("user", "undetermined", "cells", "users") if key in changes}
    rest = {key: changes.pop(key) for key in list(changes) if key in base()}
    return why(name, verdict, blockers, assignment_policies=only(make.policy(**changes)), **more, **rest)


def _named(kind: str, *targets: Record) -> dict[str, Any]:
    scope = {"people": "specificDirectoryUsers", "organizations": "specificConnectedOrganizationUsers"}[kind]
    return {"scope": scope, "targets": targets}


_TARGET_CASES = [
    _policy(
        "a user without an id may be anybody of the directory",
        OPEN,
        undetermined="not-in-policy-scope",
        **_named("people", make.subject("singleUser")),
    ),
    _policy(
        "but nobody from outside",
        NO,
        "directory-not-in-policy",
        user=_KIM,
        **_named("people", make.subject("singleUser")),
    ),
    _policy(
        "a group without an id may hold anybody of the directory",
        OPEN,
        undetermined="not-in-policy-scope",
        **_named("people", make.subject("groupMembers")),
    ),
    _policy(
        "a target of a kind that was lost may be anybody",
        OPEN,
        undetermined="not-in-policy-scope",
        **_named("people", {"userId": "bo"}),
    ),
    _policy(
        "an organization without an id may be any",
        OPEN,
        undetermined="directory-not-in-policy",
        user="gus",
        **_named("organizations", make.subject("connectedOrganizationMembers")),
    ),
    _policy(
        "but no member's",
        NO,
        "not-in-policy-scope",
        **_named("organizations", make.subject("connectedOrganizationMembers")),
    ),
    _policy(
        "no organization named is no home",
        NO,
        "directory-not-in-policy",
        user="gus",
        connected_organizations=_BY_TENANT,
        **_named("organizations"),
    ),
    why(
        "which organizations it names was not exported",
        OPEN,
        undetermined="directory-not-in-policy",
        user="gus",
        assignment_policies=only(
            make.policy(scope="specificConnectedOrganizationUsers", specificAllowedTargets=None)
        ),
    ),
    why(
        "whom of the directory it names was not exported, and is nobody from outside",
        NO,
        "directory-not-in-policy",
        user=_KIM,
        assignment_policies=only(make.policy(scope="specificDirectoryUsers", specificAllowedTargets=None)),
    ),
    why(
        "whom it names was not exported: it may be automatic too",
        OPEN,
        undetermined="automatic-assignment-only;not-in-policy-scope",
        assignment_policies=only(make.policy(scope="specificDirectoryUsers", specificAllowedTargets=None)),
    ),
    why(
        "not where other policies show that they are automatic",
        OPEN,
        undetermined="not-in-policy-scope",
        assignment_policies=[
            *only(make.policy(scope="specificDirectoryUsers", specificAllowedTargets=None)),
            make.policy(
                "auto", automaticRequestSettings={"requestAccessForAllowedTargets": True}, package_id="other"
            ),
        ],
    ),
    _policy(
        "a group inside a named one that was not exported",
        OPEN,
        undetermined="not-in-policy-scope",
        group_members=[make.edge("group", "ghost", "group")],
        **_named("people", make.group_of("group")),
    ),
]

_ORIGIN_CASES = [
    _policy(
        "the identity sources of an organization were not exported",
        OPEN,
        undetermined="directory-not-in-policy",
        user="gus",
        connected_organizations=without([make.connected("partner")], "identitySources"),
        **_named("organizations", make.people_of("partner")),
    ),
    why(
        "a deleted guest without mail: the name tells the domain",
        NO,
        "sign-in-blocked",
        user="gone",
        deleted_users=[
            {
                "id": "gone",
                "userPrincipalName": "gone_fabrikam.example#EXT#@contoso.example",
                "mail": None,
                "userType": "Guest",
            }
        ],
        assignment_policies=only(
            make.policy(**_named("organizations", make.people_of("partner"))),
        ),
        cells={"policies": "policy"},
    ),
    _policy(
        "an own domain is no other tenant's",
        NO,
        "directory-not-in-policy",
        user="gus",
        users=[make.guest("gus", "contoso.onmicrosoft.com")],
        connected_organizations=_BY_TENANT,
        **_named("organizations", make.people_of("partner")),
    ),
    _policy(
        "a domain source without its domain",
        OPEN,
        undetermined="directory-not-in-policy",
        user="gus",
        connected_organizations=[
            {**make.connected("partner"), "identitySources": [make.subject("domainIdentitySource")]}
        ],
        **_named("organizations", make.people_of("partner")),
    ),
    _policy(
        "a federated domain is a domain",
        YES,
        user="gus",
        connected_organizations=[
            {
                **make.connected("partner"),
                "identitySources": [make.subject("externalDomainFederation", domainName="Fabrikam.example")],
            }
        ],
        **_named("organizations", make.people_of("partner")),
    ),
    _policy(
        "an organization of everybody with a Facebook account",
        YES,
        user="gus",
        users=[make.guest("gus", issuer="facebook.com")],
        connected_organizations=_CROWD,
        **_named("organizations", make.people_of("crowd")),
    ),
    _policy(
        "not of those with another account",
        NO,
        "not-an-organizational-account",
        user="gus",
        users=[make.guest("gus", issuer="google.com")],
        connected_organizations=_CROWD,
        **_named("organizations", make.people_of("crowd")),
    ),
    _policy(
        "nor of those of another tenant",
        NO,
        "directory-not-in-policy",
        user="gus",
        connected_organizations=_CROWD,
        **_named("organizations", make.people_of("crowd")),
    ),
    _policy(
        "but perhaps of those whose account was not exported",
        OPEN,
        undetermined="directory-not-in-policy",
        user="gus",
        users=without([make.guest("gus")], "identities"),
        connected_organizations=_CROWD,
        **_named("organizations", make.people_of("crowd")),
    ),
    _policy(
        "and of those who are not in the directory",
        OPEN,
        undetermined="directory-not-in-policy",
        user=_KIM,
        connected_organizations=_CROWD,
        scope="allConfiguredConnectedOrganizationUsers",
    ),
    _policy(
        "unless that organization is only proposed",
        NO,
        "directory-not-in-policy",
        user=_KIM,
        connected_organizations=[{**_CROWD[0], "state": "proposed"}],
        scope="allConfiguredConnectedOrganizationUsers",
    ),
    _policy(
        "a guest of whom no domain is known",
        OPEN,
        undetermined="directory-not-in-policy",
        user="gus",
        users=[make.guest("gus", userPrincipalName="gus@contoso.example", mail=None)],
        **_named("organizations", make.people_of("partner")),
    ),
    _policy(
        "on behalf of a guest, the request says where from",
        YES,
        user="gus",
        connected_organizations=_BY_TENANT,
        assignment_requests=[
            {
                **make.request("asked", make.person("bo"), "other", "delivered", "onBehalfAdd"),
                "assignment": {"id": "given", "target": make.person("gus", "partner")},
            }
        ],
        **_named("organizations", make.people_of("partner")),
    ),
    _policy(
        "a second account of an organization outweighs a personal one",
        NO,
        "directory-not-in-policy",
        user="gus",
        users=[
            make.guest(
                "gus",
                identities=[
                    {"signInType": "federated", "issuer": "google.com"},
                    {"signInType": "federated", "issuer": "ExternalAzureAD"},
                ],
            )
        ],
    ),
]

LOST_TARGET_CASES = [*_TARGET_CASES, *_ORIGIN_CASES]
