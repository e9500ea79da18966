"""Who a policy is for, spelled once: people and policies meet in *audiences*.

An audience is a number: "the members", "user 17", "group 4", "anyone from outside". A policy addresses
audiences, a person belongs to audiences, and the policy's scope admits the person when they share one. Either
side may be uncertain, and then so is the answer. This turns "does this policy admit this user" into a join of
integers that serves one pair, every open request, and every guest alike.

Source: Graph `allowedTargetScope` and `subjectSet`; domain.md section 2, step 5; CONTRACT section 7.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.reasoning.home import homes_of
from analyzer.tables.keys import MISSING
from analyzer.tables.memberships import Edges, Members, members_of
from analyzer.tables.relations import relation
from analyzer.tables.subjects import (
    GROUP_MEMBERS,
    ORGANIZATION_MEMBERS,
    SINGLE_USER,
    codes_of,
    of_kind,
)
from analyzer.tables.three_valued import Codes, Mask, constant, is_one_of, possible, unknown, yes

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Audience(IntEnum):
    """Kinds of audiences; USER, GROUP and ORGANIZATION carry the code of one object."""

    ANYBODY_PERHAPS = 0
    MEMBERS = 1
    DIRECTORY = 2
    OUTSIDE = 3
    CONFIGURED_ORGANIZATIONS = 4
    SOME_TENANT = 5
    SOME_CONFIGURED_TENANT = 6
    USER = 7
    GROUP = 8
    ORGANIZATION = 9
    SOME_ORGANIZATION = 10
    LOST_ORGANIZATION = 11
    SOME_ACCOUNT = 12
    SOME_CONFIGURED_ACCOUNT = 13


NAMING_SCOPES = ("specificDirectoryUsers", "specificConnectedOrganizationUsers")
PLACED_KINDS = (SINGLE_USER, GROUP_MEMBERS, ORGANIZATION_MEMBERS)
"""Subject sets of which an export tells who is in them; whom a rule selects it does not."""
WHOLE_SCOPES = {
    "allMemberUsers": Audience.MEMBERS,
    "allDirectoryUsers": Audience.DIRECTORY,
    "allExternalUsers": Audience.OUTSIDE,
    "allConfiguredConnectedOrganizationUsers": Audience.CONFIGURED_ORGANIZATIONS,
}
NOT_FOR_PEOPLE = (
    "notSpecified",
    "specificDirectoryServicePrincipals",
    "allDirectoryServicePrincipals",
    "allDirectoryAgentIdentities",
)
EXTERNAL_SCOPES = (
    "specificConnectedOrganizationUsers",
    "allConfiguredConnectedOrganizationUsers",
    "allExternalUsers",
)


def audience(kind: Audience, codes: Codes | int = 0) -> NDArray[np.int64]:
    """Return audience numbers, one per code."""
    return (np.int64(kind) << 32) | np.atleast_1d(np.asarray(codes, dtype=np.int64))


def _rows(owner: NDArray[np.integer], numbers: NDArray[np.int64], certain: object) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "owner": np.asarray(owner, dtype=np.int32),
            "audience": np.broadcast_to(numbers, len(owner)),
            "certain": np.broadcast_to(np.asarray(certain, dtype=bool), len(owner)),
        }
    )


@relation
def policy_groups(policy_targets: pd.DataFrame, membership_edges: Edges) -> Members:
    """Members of every group that a policy names as its target."""
    return members_of(membership_edges, codes_of(of_kind(policy_targets, GROUP_MEMBERS), "group"))


@relation
def policy_audiences(
    policies: pd.DataFrame,
    policy_targets: pd.DataFrame,
    targets_known: Mask,
    policy_groups: Members,
    organizations: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The audiences each policy addresses, whatever else stands in the way of requesting it.

    Returns:
        columns: policy (int32 code), audience (int64), certain (bool).
    """
    scope = policies["scope"]
    whole = [_whole(policies, name, kind) for name, kind in WHOLE_SCOPES.items()]
    named = policy_targets[yes(is_one_of(scope, NAMING_SCOPES))[policy_targets["policy"]]]
    unclear = ~yes(is_one_of(scope, (*WHOLE_SCOPES, *NAMING_SCOPES, *NOT_FOR_PEOPLE)))
    vague = ~targets_known
    vague[codes_of(named[~named["kind"].isin(PLACED_KINDS)], "policy")] = True
    rows = [
        *whole,
        _rows(np.flatnonzero(unclear), audience(Audience.ANYBODY_PERHAPS), False),
        *(
            _rows(np.flatnonzero(yes(is_one_of(scope, [name])) & vague), audience(kind), False)
            for name, kind in zip(NAMING_SCOPES, (Audience.DIRECTORY, Audience.OUTSIDE), strict=True)
        ),
        *_named_people(named, policy_groups),
        *_named_organizations(named, organizations),
        *_configured(policies, organizations),
        _whole(policies, "allConfiguredConnectedOrganizationUsers", Audience.SOME_ORGANIZATION),
        _whole(policies, "allConfiguredConnectedOrganizationUsers", Audience.LOST_ORGANIZATION),
    ]
    found = pd.concat(rows, ignore_index=True).rename(columns={"owner": "policy"})
    found = found.sort_values("certain", ascending=False, kind="stable")
    return found.drop_duplicates(["policy", "audience"], ignore_index=True)


def _whole(policies: pd.DataFrame, scope: str, kind: Audience) -> pd.DataFrame:
    return _rows(np.flatnonzero(yes(is_one_of(policies["scope"], [scope]))), audience(kind), True)


def _named_people(named: pd.DataFrame, members: Members) -> list[pd.DataFrame]:
    users, groups = of_kind(named, SINGLE_USER), of_kind(named, GROUP_MEMBERS)
    known_users, known_groups = users[users["person"] >= 0], groups[groups["group"] >= 0]
    group = codes_of(known_groups, "group")
    unsettled = known_groups[~members.settled[group]]
    lost = [groups[groups["group"] < 0], users[users["person"] == MISSING]]
    return [
        _rows(
            codes_of(known_users, "policy"), audience(Audience.USER, codes_of(known_users, "person")), True
        ),
        _rows(codes_of(known_groups, "policy"), audience(Audience.GROUP, group), True),
        _rows(codes_of(unsettled, "policy"), audience(Audience.DIRECTORY), False),
        *(_rows(codes_of(each, "policy"), audience(Audience.DIRECTORY), False) for each in lost),
    ]


def _named_organizations(named: pd.DataFrame, organizations: pd.DataFrame | None) -> list[pd.DataFrame]:
    """An organization that the export lacks, or of whose people it does not tell all, is a lost one."""
    targets = of_kind(named, ORGANIZATION_MEMBERS)
    known = targets[targets["organization"] >= 0]
    code = codes_of(known, "organization")
    by_tenant = possible(organizations["tenant_source"])[code] if organizations is not None else code >= 0
    by_account = possible(organizations["social_source"])[code] if organizations is not None else code >= 0
    described = organizations["sources_known"].to_numpy(bool)[code] if organizations is not None else code < 0
    absent = targets[targets["organization"] < 0]
    perhaps = pd.concat([known[by_tenant], absent])
    lost = pd.concat([known[~described], absent])
    unnamed = targets[targets["organization"] == MISSING]
    return [
        _rows(codes_of(targets, "policy"), audience(Audience.SOME_ORGANIZATION), True),
        _rows(codes_of(unnamed, "policy"), audience(Audience.OUTSIDE), False),
        _rows(codes_of(known, "policy"), audience(Audience.ORGANIZATION, code), True),
        _rows(codes_of(perhaps, "policy"), audience(Audience.SOME_TENANT), True),
        _rows(codes_of(known[by_account], "policy"), audience(Audience.SOME_ACCOUNT), True),
        _rows(codes_of(lost, "policy"), audience(Audience.LOST_ORGANIZATION), True),
    ]


def _configured(policies: pd.DataFrame, organizations: pd.DataFrame | None) -> list[pd.DataFrame]:
    """A policy for all configured organizations may also meet people known by tenant or account only."""
    audiences = {
        "tenant_source": Audience.SOME_CONFIGURED_TENANT,
        "social_source": Audience.SOME_CONFIGURED_ACCOUNT,
    }
    if organizations is not None:
        configured = possible(organizations["configured"])
        audiences = {
            name: kind
            for name, kind in audiences.items()
            if (possible(organizations[name]) & configured).any()
        }
    scope = "allConfiguredConnectedOrganizationUsers"
    return [_whole(policies, scope, kind) for kind in audiences.values()]


def audiences_of(
    subjects: pd.DataFrame,
    groups: Members,
    organization_domains: pd.DataFrame,
    known_homes: pd.DataFrame,
    organizations: pd.DataFrame | None,
    organizations_settled: bool,
) -> pd.DataFrame:
    """Return the audiences that each subject belongs to.

    Args:
        subjects: columns person, organization (int32 codes), outsider, is_guest, organizational (boolean),
            mail_domain, home_domain (string); one row per subject.
        groups: members of the groups that policies name.
        organization_domains: relation of that name.
        known_homes: relation `known_home_organizations`.
        organizations: relation of that name, None when not exported.
        organizations_settled: relation of that name.

    Returns:
        columns: subject (int32 row number), audience (int64), certain (bool).
    """
    everybody = np.arange(len(subjects), dtype=np.int32)
    inside, external = yes(~subjects["outsider"]), subjects["is_guest"] | subjects["outsider"]
    member, foreign = possible(~external), possible(external)
    perhaps_inside = possible(~subjects["outsider"])
    settled = ~unknown(external)
    person = codes_of(subjects, "person")
    homes = homes_of(
        subjects, foreign, organization_domains, known_homes, organizations, organizations_settled
    )
    rows = [
        _rows(everybody, audience(Audience.ANYBODY_PERHAPS), False),
        _rows(everybody[member], audience(Audience.MEMBERS), settled[member]),
        _rows(everybody[perhaps_inside], audience(Audience.DIRECTORY), inside[perhaps_inside]),
        _rows(everybody[foreign], audience(Audience.OUTSIDE), settled[foreign]),
        _rows(everybody[person >= 0], audience(Audience.USER, person[person >= 0]), True),
        _group_rows(subjects, groups),
        *_home_rows(homes, yes(external), organizations),
    ]
    return pd.concat(rows, ignore_index=True).rename(columns={"owner": "subject"})


def _group_rows(subjects: pd.DataFrame, groups: Members) -> pd.DataFrame:
    here = subjects[["person"]].assign(owner=np.arange(len(subjects), dtype=np.int32))
    rows = here[here["person"] >= 0].merge(groups.rows, on="person", validate="many_to_many")
    return _rows(codes_of(rows, "owner"), audience(Audience.GROUP, codes_of(rows, "group")), rows["direct"])


def _home_rows(homes: pd.DataFrame, external: Mask, organizations: pd.DataFrame | None) -> list[pd.DataFrame]:
    """Turn home organizations into audiences; an unplaced guest may come from some tenant.

    Whoever may be a member only may belong to the organization that a domain points to.
    """
    homes = homes.assign(certain=homes["certain"].to_numpy(bool) & external[codes_of(homes, "subject")])
    placed, stranger = homes[homes["organization"] >= 0], homes[homes["organization"] == MISSING]
    owner, code = codes_of(placed, "subject"), codes_of(placed, "organization")
    configured = organizations["configured"] if organizations is not None else constant(None, 0)
    maybe = possible(configured)[code]
    anywhere, tenant, account = (
        codes_of(homes[homes[name].to_numpy(bool)], "subject")
        for name in ("anywhere", "some_tenant", "some_account")
    )
    return [
        _rows(owner, audience(Audience.ORGANIZATION, code), placed["certain"]),
        _rows(
            owner[maybe],
            audience(Audience.CONFIGURED_ORGANIZATIONS),
            yes(configured)[code][maybe] & placed["certain"].to_numpy()[maybe],
        ),
        _rows(anywhere, audience(Audience.SOME_ORGANIZATION), False),
        _rows(codes_of(stranger, "subject"), audience(Audience.LOST_ORGANIZATION), False),
        _rows(tenant, audience(Audience.SOME_TENANT), False),
        _rows(tenant, audience(Audience.SOME_CONFIGURED_TENANT), False),
        _rows(account, audience(Audience.SOME_ACCOUNT), False),
        _rows(account, audience(Audience.SOME_CONFIGURED_ACCOUNT), False),
    ]
