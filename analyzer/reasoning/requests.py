"""Open requests to add access: who asks, for what, and through which policies that could go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.reasoning.audience import audiences_of
from analyzer.tables.keys import MISSING
from analyzer.tables.relations import relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import Codes, at, constant, every, possible, yes

if TYPE_CHECKING:
    from analyzer.tables.memberships import Members


@relation
def open_requests(request_facts: pd.DataFrame) -> pd.DataFrame:
    """Requests that are, or may be, open and add access for the person.

    Open: submitted, pending approval, scheduled, delivering (CONTRACT section 6).

    Returns:
        the columns of `request_facts`, and is_open (boolean).
    """
    is_open = every(request_facts["open"], request_facts["adds_access"])
    return request_facts.assign(is_open=is_open)[possible(is_open)].reset_index(drop=True)


@relation
def request_subjects(open_requests: pd.DataFrame, people: pd.DataFrame, guests: pd.DataFrame) -> pd.DataFrame:
    """The requestors of open requests as subjects of `audiences_of`, one row per open request."""
    known = people_as_subjects(codes_of(open_requests, "person"), people, guests)
    outsider = open_requests["outsider"]
    return known.assign(
        organization=open_requests["organization"],
        outsider=outsider,
        is_guest=known["is_guest"].mask(yes(outsider), False),
        mail_domain=known["mail_domain"].fillna(open_requests["mail_domain"]),
    )


def people_as_subjects(persons: Codes, people: pd.DataFrame, guests: pd.DataFrame) -> pd.DataFrame:
    """Describe people of the directory as subjects of `audiences_of`, one row per given person code."""
    place = pd.Index(guests["person"]).get_indexer(pd.Index(persons)).astype(np.int32)
    return pd.DataFrame(
        {
            "person": persons,
            "organization": np.full(len(persons), MISSING, np.int32),
            "outsider": constant(False, len(persons)),
            "is_guest": at(people["is_guest"], persons),
        }
        | {
            name: at(guests[name], place)
            for name in ("organizational", "mail_domain", "home_domain", "social_source")
        }
    )


@relation
def request_audiences(
    request_subjects: pd.DataFrame,
    policy_groups: Members,
    organization_domains: pd.DataFrame,
    known_home_organizations: pd.DataFrame,
    organizations_settled: bool,
    organizations: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The audiences of the requestors of open requests (see `audiences_of`)."""
    return audiences_of(
        request_subjects,
        policy_groups,
        organization_domains,
        known_home_organizations,
        organizations,
        organizations_settled,
    )


@relation
def request_candidates(open_requests: pd.DataFrame, policies: pd.DataFrame) -> pd.DataFrame:
    """Every policy of the package that an open request asks for.

    Returns:
        columns: subject (int32: row of `open_requests`), policy (int32 code).
    """
    return candidates_for(codes_of(open_requests, "package"), policies)


def candidates_for(packages: Codes, policies: pd.DataFrame) -> pd.DataFrame:
    """Pair each package asked for with its policies: subject (row of `packages`), policy (int32 codes)."""
    asked = pd.DataFrame({"subject": np.arange(len(packages), dtype=np.int32), "package": packages})
    offered = pd.DataFrame(
        {"policy": np.arange(len(policies), dtype=np.int32), "package": codes_of(policies, "package")}
    )
    known = asked[asked["package"] >= 0]
    pairs = known.merge(offered[offered["package"] >= 0], on="package", validate="many_to_many")
    return pairs[["subject", "policy"]]
