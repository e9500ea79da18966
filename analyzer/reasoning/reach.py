"""Which packages and which organizations a requestable policy reaches across the tenant's border."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analyzer.reasoning.audience import EXTERNAL_SCOPES, Audience, audience
from analyzer.reasoning.policy_scope import Kind, open_to
from analyzer.tables.keys import UNKNOWN
from analyzer.tables.relations import Coverage, relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import (
    Flags,
    Mask,
    any_by,
    at,
    doubt_no,
    every,
    flags,
    is_one_of,
    possible,
    some,
    yes,
)


@relation
def policies_across_border(
    policies: pd.DataFrame,
    policy_audiences: pd.DataFrame,
    named_people: pd.DataFrame,
    vaguely_naming: Mask,
    naming_strangers: Mask,
    people: pd.DataFrame,
) -> Flags:
    """Whether people whose home is another directory can request through a policy, by policy code.

    Scopes for external users let them, so does "all directory users", and so does naming a guest; only
    requestable policies count (CONTRACT section 7).
    """
    addressed = np.isin(np.arange(len(policies)), policy_audiences["policy"])
    foreign = is_one_of(policies["scope"], EXTERNAL_SCOPES)
    to_outsiders = every(
        foreign.mask(~addressed & possible(foreign), False), open_to(policies, Kind.OUTSIDER)
    )
    certain = named_people["certain"].to_numpy(bool)
    is_guest = every(at(people["is_guest"], codes_of(named_people, "person")), flags(certain, ~certain))
    names_guest = any_by(is_guest, codes_of(named_people, "policy"), len(policies))
    perhaps = flags(np.zeros(len(policies), bool), vaguely_naming | naming_strangers)
    everybody = is_one_of(policies["scope"], ["allDirectoryUsers"])
    to_guests = every(some(everybody, names_guest, perhaps), open_to(policies, Kind.GUEST))
    return some(to_outsiders, to_guests)


@relation
def open_to_other_directories(
    policies_across_border: Flags, policies: pd.DataFrame, packages: pd.DataFrame, coverage: Coverage
) -> Flags:
    """Whether people whose home is another directory can request a package, by package code."""
    package = codes_of(policies, "package")
    answer = any_by(policies_across_border, package, len(packages))
    homeless = (package < 0) & possible(policies_across_border)
    return doubt_no(answer) if homeless.any() or not coverage.complete("assignment_policies") else answer


@relation
def opening_policy(
    policies_across_border: Flags, policies: pd.DataFrame, packages: pd.DataFrame
) -> pd.Series[int]:
    """The policy that opens a package to other directories when it is just one, by package code."""
    opening = policies.index[yes(policies_across_border)]
    only = pd.Series(opening, index=codes_of(policies, "package")[opening])
    only = only[~only.index.duplicated(keep=False)]
    return only.reindex(range(len(packages)), fill_value=UNKNOWN)


@relation
def organization_admission(
    organizations: pd.DataFrame, policies: pd.DataFrame, policy_audiences: pd.DataFrame, coverage: Coverage
) -> Flags:
    """Whether some requestable policy admits people of a connected organization, by organization code.

    A policy names it, or is for all external users, or is for all configured organizations and it is
    configured; its catalog is enabled for external users. This needs no list of the organization's users
    (CONTRACT sections 6 and 7).
    """
    size = len(organizations)
    allowed = at(open_to(policies, Kind.OUTSIDER), codes_of(policy_audiences, "policy"))
    certain = policy_audiences["certain"].to_numpy(bool)
    offer = every(allowed, flags(certain, ~certain))
    number = policy_audiences["audience"].to_numpy()
    named = number - int(audience(Audience.ORGANIZATION)[0])
    named = np.where((named >= 0) & (named < size), named, -1).astype(np.int32)
    everybody = _offered(offer, number, Audience.OUTSIDE, size)
    configured = every(
        _offered(offer, number, Audience.CONFIGURED_ORGANIZATIONS, size), organizations["configured"]
    )
    perhaps = _offered(offer, number, Audience.ANYBODY_PERHAPS, size)
    answer = some(any_by(offer, named, size), everybody, configured, perhaps)
    return answer if coverage.complete("assignment_policies") else doubt_no(answer)


def _offered(offer: Flags, number: np.ndarray, kind: Audience, size: int) -> Flags:
    chosen = np.where(number == audience(kind)[0], 0, -1).astype(np.int32)
    return at(any_by(offer, chosen, 1), np.zeros(size, np.int32))


@relation
def unadmitted_requests(
    open_requests: pd.DataFrame,
    request_candidates: pd.DataFrame,
    request_admission: Flags,
    policies: pd.DataFrame,
    coverage: Coverage,
) -> Flags:
    """Whether no requestable policy of its package admits an open request's requestor, one per request."""
    size = len(open_requests)
    admitted = any_by(request_admission, codes_of(request_candidates, "subject"), size)
    homeless = (codes_of(policies, "package") < 0) & possible(policies["requestable"])
    if homeless.any() or not coverage.complete("assignment_policies"):
        admitted = doubt_no(admitted)
    unclear = (codes_of(open_requests, "package") < 0) & ~yes(admitted)
    admitted = admitted.mask(unclear, pd.NA)
    return every(open_requests["is_open"], ~admitted)
