"""Everybody who may ask for approval, and whom each policy lets ask.

Users of the directory whose account is not disabled (a disabled or deleted account asks for nothing,
domain.md section 2, step 2), and people who are not in the directory yet: one stand-in for each connected
organization, and one for everywhere else. How many stand behind a stand-in is not known.

A *population* is a set of people that policies let ask: whoever shares a wide audience, such as all members,
or whoever is in one of several named audiences. Policies that name the same people share a population, so
the people of a tenant are gone through once, not once for each policy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from analyzer.reasoning.audience import Audience, audiences_of
from analyzer.reasoning.home import homes_of
from analyzer.reasoning.personal_approvers import ReportingLines, personal_approvers
from analyzer.reasoning.policy_scope import kinds_of
from analyzer.reasoning.requests import people_as_subjects
from analyzer.reasoning.sequences import number_sequences
from analyzer.tables.keys import MISSING, UNKNOWN, Keys
from analyzer.tables.relations import relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import Flags, at, constant, every, possible, yes

if TYPE_CHECKING:
    from analyzer.tables.memberships import Members

_NAMED = (Audience.USER, Audience.GROUP, Audience.ORGANIZATION)


class Populations(NamedTuple):
    """Who may ask, policy by policy."""

    of_policies: pd.DataFrame
    """policy, population (int32), one row per pair; only policies that may be asked for and approved."""
    audiences: pd.DataFrame
    """population (int32), audience (int64), certain (bool)."""


@relation
def potential_requestors(
    people: pd.DataFrame, guests: pd.DataFrame, able_people: Flags, organization_keys: Keys
) -> pd.DataFrame:
    """Everybody who may ask, as subjects of `audiences_of`, and kind (int32: `Kind`), on_behalf (false).

    enabled (boolean) is true, or unknown where the export does not tell whether the account is disabled.
    A stand-in for people outside the directory has person `UNKNOWN`, and organization `MISSING` when it
    stands for those who come from no connected organization.
    """
    here = people_as_subjects(np.flatnonzero(possible(able_people)).astype(np.int32), people, guests)
    organization = np.append(np.arange(len(organization_keys)), MISSING).astype(np.int32)
    outside = pd.DataFrame(
        {
            "person": np.full(len(organization), UNKNOWN, np.int32),
            "organization": organization,
            "outsider": constant(True, len(organization)),
            "is_guest": constant(False, len(organization)),
            "organizational": pd.Series(organization >= 0, dtype="boolean"),
        }
    ).reindex(columns=here.columns)
    subjects = pd.concat([here, outside.astype(here.dtypes)], ignore_index=True)
    enabled = at(able_people, codes_of(subjects, "person")).mask(yes(subjects["outsider"]), True)
    return subjects.assign(
        kind=kinds_of(subjects), on_behalf=constant(False, len(subjects)), enabled=enabled.astype("boolean")
    )


@relation
def requestor_homes(
    potential_requestors: pd.DataFrame,
    organization_domains: pd.DataFrame,
    known_home_organizations: pd.DataFrame,
    organizations_settled: bool,
    organizations: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Home organizations of potential requestors (see `homes_of`), with `case` for their row number."""
    foreign = possible(potential_requestors["is_guest"] | potential_requestors["outsider"])
    homes = homes_of(
        potential_requestors,
        foreign,
        organization_domains,
        known_home_organizations,
        organizations,
        organizations_settled,
    )
    return homes.rename(columns={"subject": "case"})


@relation
def requestor_approvers(
    potential_requestors: pd.DataFrame,
    requestor_homes: pd.DataFrame,
    stage_subjects: pd.DataFrame,
    reports_to: ReportingLines,
    user_sponsors: pd.DataFrame | None,
    organization_sponsors: pd.DataFrame | None,
    able_people: Flags,
) -> pd.DataFrame:
    """Managers and sponsors of potential requestors, of every kind that a stage asks for.

    Returns:
        what `personal_approvers` returns; case is the row number of `potential_requestors`.
    """
    return personal_approvers(
        potential_requestors,
        requestor_homes,
        stage_subjects,
        reports_to,
        user_sponsors,
        organization_sponsors,
        able_people,
    )


@relation
def populations(policies: pd.DataFrame, policy_audiences: pd.DataFrame) -> Populations:
    """Whom the policies let ask that may be requested and may need an approval."""
    asked = possible(every(policies["requestable"], policies["approval_required"]))
    rows = policy_audiences[asked[policy_audiences["policy"]]].sort_values(["policy", "audience"])
    named = np.isin(rows["audience"].to_numpy() >> 32, _NAMED)
    says = rows["audience"].to_numpy() * 2 + rows["certain"].to_numpy(bool)
    policy = codes_of(rows, "policy")
    together = number_sequences(policy[named], says[named], np.zeros(len(policies), np.int64))
    # A named population is its policy's, a wide one its audience's: odd and even, so that none is both.
    number = np.where(named, together[policy] * 2 + 1, says * 2)
    rows = rows.assign(population=pd.factorize(number)[0].astype(np.int32))
    return Populations(
        rows[["policy", "population"]].drop_duplicates(ignore_index=True),
        rows[["population", "audience", "certain"]].drop_duplicates(ignore_index=True),
    )


@relation
def population_people(
    potential_requestors: pd.DataFrame,
    populations: Populations,
    policy_groups: Members,
    organization_domains: pd.DataFrame,
    known_home_organizations: pd.DataFrame,
    organizations_settled: bool,
    organizations: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Who is, or may be, in a population.

    Returns:
        columns: population (int32), subject (int32 row of `potential_requestors`), certain (bool); each pair
        once, sorted.
    """
    belongs = audiences_of(
        potential_requestors,
        policy_groups,
        organization_domains,
        known_home_organizations,
        organizations,
        organizations_settled,
    )
    belongs = belongs[belongs["audience"].isin(populations.audiences["audience"])]
    met = populations.audiences.merge(belongs, on="audience", validate="many_to_many")
    enabled = yes(potential_requestors["enabled"])[codes_of(met, "subject")]
    certain = (met["certain_x"] & met["certain_y"]).to_numpy(bool) & enabled
    pair = (met["population"].to_numpy(np.int64) << 32) | met["subject"].to_numpy(np.int64)
    pairs = np.unique(pair)
    sure = np.zeros(len(pairs), bool)
    sure[np.searchsorted(pairs, pair[certain])] = True
    return pd.DataFrame(
        {
            "population": (pairs >> 32).astype(np.int32),
            "subject": (pairs & 0xFFFFFFFF).astype(np.int32),
            "certain": sure,
        }
    )
