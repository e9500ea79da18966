"""Which policy admits whom: the joins of the analyzer against one person and one policy at a time."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import given, note, settings
from hypothesis import strategies as st

from tests.reasoning.scope_reference import Answer, Organization, Person, Policy, Tenant, admits, either
from tests.tables.snapshots import relations_of

SCOPES = (
    "notSpecified",
    "specificDirectoryUsers",
    "specificConnectedOrganizationUsers",
    "specificDirectoryServicePrincipals",
    "allMemberUsers",
    "allDirectoryUsers",
    "allDirectoryServicePrincipals",
    "allConfiguredConnectedOrganizationUsers",
    "allExternalUsers",
    "allDirectoryAgentIdentities",
)
DOMAINS = st.sampled_from(["a.com", "b.com", "c.com"])
GROUPS = ("team", "inner")
PEOPLE = st.tuples(
    st.builds(Person, st.just("ann"), st.just("member"), DOMAINS, st.just(True)),
    st.builds(Person, st.just("gus"), st.just("guest"), DOMAINS, st.sampled_from([True, False, None])),
    st.builds(Person, st.just("zoe"), st.just("outsider"), DOMAINS, st.none()),
)
ORGANIZATIONS = st.tuples(
    *(
        st.builds(Organization, st.just(name), st.booleans(), st.one_of(st.none(), DOMAINS), st.booleans())
        for name in ("litware", "fabrikam")
    )
)
TARGETS = {
    "specificDirectoryUsers": ["ann", "gus", *GROUPS],
    "specificConnectedOrganizationUsers": ["litware", "fabrikam"],
}


@st.composite
def policies(draw: st.DrawFn, name: str) -> Policy:
    scope = draw(st.sampled_from(SCOPES))
    targets = draw(st.lists(st.sampled_from(TARGETS.get(scope, ["ann"])), unique=True))
    return Policy(
        name, scope, tuple(targets), draw(st.sampled_from([True, True, False])), draw(st.booleans())
    )


TENANTS = st.builds(
    Tenant,
    PEOPLE,
    ORGANIZATIONS,
    st.tuples(policies("p1"), policies("p2")),
    st.frozensets(st.tuples(st.sampled_from(GROUPS), st.sampled_from(["ann", "gus"]))),
    st.frozensets(st.just(("team", "inner"))),
)
ISSUERS = {True: ["ExternalAzureAD"], False: ["google.com"], None: []}
TYPE_OF = {"ann": "singleUser userId", "gus": "singleUser userId", "team": "groupMembers groupId"} | {
    "inner": "groupMembers groupId",
    "litware": "connectedOrganizationMembers connectedOrganizationId",
    "fabrikam": "connectedOrganizationMembers connectedOrganizationId",
}


def export_of(tenant: Tenant) -> dict[str, Any]:
    """Every person asks for every package; each policy has a package and a catalog of its own."""
    return {
        "users": [_user(each) for each in tenant.people if each.kind != "outsider"],
        "groups": [{"id": name} for name in GROUPS],
        "group_members": [{"groupId": a, "memberId": b} for a, b in sorted(tenant.direct | tenant.nested)],
        "catalogs": [
            {"id": p.id, "state": "published", "isExternallyVisible": p.external} for p in tenant.policies
        ],
        "access_packages": [{"id": p.id, "catalog": {"id": p.id}} for p in tenant.policies],
        "connected_organizations": [_organization(each) for each in tenant.organizations],
        "assignment_policies": [_policy(each) for each in tenant.policies],
        "assignment_requests": [_request(who, policy) for who in tenant.people for policy in tenant.policies],
    }


def _user(person: Person) -> dict[str, Any]:
    name = (
        f"{person.id}_{person.domain}#EXT#@contoso.com"
        if person.kind == "guest"
        else f"{person.id}@contoso.com"
    )
    identities = [{"signInType": "federated", "issuer": issuer} for issuer in ISSUERS[person.organizational]]
    kind = person.kind.capitalize()
    return {
        "id": person.id,
        "userType": kind,
        "userPrincipalName": name,
        "mail": None,
        "identities": identities,
    }


def _organization(each: Organization) -> dict[str, Any]:
    sources = [
        {"@odata.type": "#microsoft.graph.azureActiveDirectoryTenant", "tenantId": "t"}
    ] * each.by_tenant
    if each.domain:
        sources = [
            *sources,
            {"@odata.type": "#microsoft.graph.domainIdentitySource", "domainName": each.domain},
        ]
    return {
        "id": each.id,
        "state": "configured" if each.configured else "proposed",
        "identitySources": sources,
    }


def _policy(policy: Policy) -> dict[str, Any]:
    targets = [[*TYPE_OF[name].split(), name] for name in policy.targets]
    return {
        "id": policy.id,
        "accessPackage": {"id": policy.id},
        "allowedTargetScope": policy.scope,
        "specificAllowedTargets": [
            {"@odata.type": f"#microsoft.graph.{kind}", key: name} for kind, key, name in targets
        ],
        "requestorSettings": {"enableTargetsToSelfAddAccess": policy.self_request},
        "expiration": {"type": "noExpiration"},
    }


def _request(person: Person, policy: Policy) -> dict[str, Any]:
    known = {"objectId": None if person.kind == "outsider" else person.id, "displayName": person.id}
    requestor = {**known, "email": f"{person.id}@{person.domain}"}
    wish = {"requestType": "userAdd", "state": "submitted", "accessPackage": {"id": policy.id}}
    return {"id": f"{person.id} {policy.id}", "requestor": requestor, **wish}


@settings(max_examples=20, deadline=None)
@given(tenant=TENANTS)
def test_the_joins_agree_with_the_rule(tenant: Tenant) -> None:
    with tempfile.TemporaryDirectory() as folder:
        relations = relations_of(Path(folder), export_of(tenant))
        asked = relations["open_requests"]["id"].take(relations["request_candidates"]["subject"].to_numpy())
        found = dict(zip(asked, map(_answer, relations["request_admission"]), strict=True))
        guests = [_answer(each) for each in relations["guest_admission"]]
    note(str(found))

    expected = {
        (who, policy): admits(tenant, policy, who) for who in tenant.people for policy in tenant.policies
    }
    assert found == {f"{who.id} {policy.id}": answer for (who, policy), answer in expected.items()}
    assert guests == [either(*(answer for (who, _), answer in expected.items() if who.kind == "guest"))]


def _answer(value: Any) -> Answer:
    return None if value is pd.NA else bool(value)
