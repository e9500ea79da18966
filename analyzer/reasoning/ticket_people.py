"""Who a ticket is about: a person of the directory, somebody from outside, or nobody we can place.

Source: CONTRACT section 7 (`why`); domain.md section 2, step 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.reasoning.audience import audiences_of
from analyzer.reasoning.home import homes_of
from analyzer.reasoning.requests import people_as_subjects
from analyzer.tables.dataset import Dataset, as_arrow, as_text
from analyzer.tables.guests import domain_of, home_domain_of
from analyzer.tables.identities import SEVERAL
from analyzer.tables.keys import MISSING
from analyzer.tables.memberships import members_of
from analyzer.tables.relations import Coverage, relation
from analyzer.tables.subjects import GROUP_MEMBERS, codes_of, of_kind
from analyzer.tables.three_valued import at, constant, flags, is_one_of, possible, yes

if TYPE_CHECKING:
    from analyzer.tables.memberships import Edges, Members
    from analyzer.tables.tenant import Tenant
    from analyzer.tables.three_valued import Codes, Flags


_NAMES = ("userPrincipalName", "mail")
"""What a ticket may call somebody by, besides the id."""


@relation
def ticket_people(
    ticket_facts: pd.DataFrame,
    users: Dataset,
    people: pd.DataFrame,
    guests: pd.DataFrame,
    tenant: Tenant,
    coverage: Coverage,
    outsider_homes: pd.DataFrame,
) -> pd.DataFrame:
    """The people of the tickets as subjects of `audiences_of`, one row per ticket.

    A mail address in another directory's domain is a person not yet in the directory. Nobody has an address
    in one of the tenant's own domains who is not among its users. Which domains are the tenant's own may not
    have been exported, and a directory with gaps may hold whom we did not find.

    Returns:
        the columns that `audiences_of` asks for, mail (string), placed (bool: a person of the directory or
        somebody from outside), not_found (boolean: certainly nobody; unknown where we cannot tell).
    """
    person = codes_of(ticket_facts, "person")
    text = ticket_facts["user"].str.strip().str.lower()
    domain = _domain(text)
    has_domain = domain.notna().to_numpy()
    own = is_one_of(domain, tenant.domains).to_numpy(bool, na_value=False)
    named = all(users.has(name) for name in _NAMES)
    absent = (person < 0) & (person != SEVERAL) & (coverage.complete("users") and named)
    outside = (person < 0) & has_domain & ~own & tenant.domains_known
    stranger = outside & absent
    known = people_as_subjects(np.where(person >= 0, person, -1).astype(np.int32), people, guests)
    is_guest: Flags = known["is_guest"].mask(stranger, False)
    abroad = possible(is_guest)
    own_domain = _domain(at(people["mail"], person)).where(abroad)
    hidden = as_text(home_domain_of(as_arrow(at(people["user_principal_name"], person)))).where(abroad)
    mail = text.where(outside)
    return known.assign(
        organization=_told_homes(mail.where(stranger), outsider_homes),
        outsider=flags(stranger, (person < 0) & ~stranger),
        is_guest=is_guest,
        mail_domain=known["mail_domain"].fillna(own_domain).fillna(domain.where(outside)),
        home_domain=known["home_domain"].fillna(hidden),
        mail=mail,
        placed=(person >= 0) | stranger,
        not_found=flags(absent & own, (person < 0) & ~stranger).mask(person >= 0, False),
    )


def _told_homes(mails: pd.Series[str], outsider_homes: pd.DataFrame) -> Codes:
    place = pd.Index(outsider_homes["mail"]).get_indexer(pd.Index(mails))
    told: Codes = np.append(codes_of(outsider_homes, "organization"), np.int32(MISSING))[place]
    return told


def _domain(mails: pd.Series[str]) -> pd.Series[str]:
    return as_text(domain_of(as_arrow(mails)))


@relation
def ticket_audiences(
    ticket_people: pd.DataFrame,
    ticket_groups: Members,
    organization_domains: pd.DataFrame,
    known_home_organizations: pd.DataFrame,
    organizations_settled: bool,
    organizations: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The audiences of the people of the tickets (see `audiences_of`)."""
    return audiences_of(
        ticket_people,
        ticket_groups,
        organization_domains,
        known_home_organizations,
        organizations,
        organizations_settled,
    )


@relation
def ticket_homes(
    ticket_people: pd.DataFrame,
    organization_domains: pd.DataFrame,
    known_home_organizations: pd.DataFrame,
    organizations_settled: bool,
    organizations: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Home organizations of the people of the tickets (see `homes_of`)."""
    return homes_of(
        ticket_people,
        possible(ticket_people["is_guest"] | ticket_people["outsider"]),
        organization_domains,
        known_home_organizations,
        organizations,
        organizations_settled,
    )


@relation
def ticket_groups(
    ticket_candidates: pd.DataFrame,
    policy_targets: pd.DataFrame,
    ticket_shutting_groups: pd.DataFrame,
    membership_edges: Edges,
) -> Members:
    """Members of the groups on which a ticket may hang: named by a policy, or incompatible."""
    asked = policy_targets[policy_targets["policy"].isin(ticket_candidates["policy"])]
    named = codes_of(of_kind(asked, GROUP_MEMBERS), "group")
    return members_of(membership_edges, np.concatenate([named, codes_of(ticket_shutting_groups, "group")]))


@relation
def ticket_identities(ticket_people: pd.DataFrame) -> pd.DataFrame:
    """How the people of the tickets stand to the tenant.

    Returns:
        columns: external (boolean: a guest, or not in the directory), personal (boolean: an identity that is
        not organizational; unknown where the export does not show one).
    """
    external = ticket_people["is_guest"] | ticket_people["outsider"]
    unplaced = ~ticket_people["placed"].to_numpy(bool)
    personal = (~ticket_people["organizational"].astype("boolean")).mask(yes(~external), False)
    return pd.DataFrame(
        {
            "external": external.mask(unplaced, pd.NA),
            "personal": personal.mask(unplaced, pd.NA),
            "unplaced": constant(False, len(ticket_people)).mask(unplaced, True),
        }
    )
