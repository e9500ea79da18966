"""Requests that nobody but their requestor could approve, and policies that lead to such requests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analyzer.reasoning.approval import asked_in_stages
from analyzer.reasoning.home import homes_of
from analyzer.reasoning.personal_approvers import personal_approvers
from analyzer.reasoning.policy_scope import Kind, open_to
from analyzer.reasoning.requests import people_as_subjects
from analyzer.tables.keys import UNKNOWN
from analyzer.tables.relations import Coverage, relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import (
    Codes,
    Flags,
    Mask,
    all_by,
    any_by,
    at,
    constant,
    every,
    flags,
    possible,
    yes,
)

TIERS = {
    "specificDirectoryUsers": 1,
    "specificConnectedOrganizationUsers": 1,
    "allMemberUsers": 2,
    "allDirectoryUsers": 3,
    "allConfiguredConnectedOrganizationUsers": 4,
    "allExternalUsers": 4,
}
"""Which policies win when several admit a person (domain.md section 2, step 6)."""


@dataclass(frozen=True, slots=True)
class Approving:
    """The relations that say who is asked to approve; two questions need all of them together."""

    stages: pd.DataFrame
    subjects: pd.DataFrame
    listed: pd.DataFrame
    reports_to: Codes
    user_sponsors: pd.DataFrame | None
    organization_sponsors: pd.DataFrame | None
    able_people: Flags
    stages_known: Mask

    def only_requestor(self, cases: pd.DataFrame, homes: pd.DataFrame) -> Flags:
        """Decide for each case (person, policy, on_behalf) whether some stage has only its requestor."""
        personal = personal_approvers(
            cases,
            homes.rename(columns={"subject": "case"}),
            self.subjects,
            self.reports_to,
            self.user_sponsors,
            self.organization_sponsors,
            self.able_people,
        )
        asked = asked_in_stages(cases, self.stages, self.subjects, self.listed, personal)
        alone = every(asked["self_asked"], ~asked["others"])
        answer = any_by(alone, codes_of(asked, "case"), len(cases))
        lost = ~self.stages_known[codes_of(cases, "policy")]
        return answer.mask(lost & ~yes(answer), pd.NA)


@relation
def approving(
    approval_stages: pd.DataFrame,
    stage_subjects: pd.DataFrame,
    listed_approvers: pd.DataFrame,
    reports_to: Codes,
    user_sponsors: pd.DataFrame | None,
    organization_sponsors: pd.DataFrame | None,
    able_people: Flags,
    stages_known: Mask,
) -> Approving:
    """Bundle what `Approving` needs."""
    return Approving(
        approval_stages,
        stage_subjects,
        listed_approvers,
        reports_to,
        user_sponsors,
        organization_sponsors,
        able_people,
        stages_known,
    )


@relation
def likely_policies(
    open_requests: pd.DataFrame,
    request_candidates: pd.DataFrame,
    request_admission: Flags,
    policies: pd.DataFrame,
) -> pd.DataFrame:
    """The policies an open request may have gone through.

    The one that its assignment names; else the admitting policies of the best tier, and those of that tier
    or a better one that may admit; else every policy of the package that asks for approval.

    Returns:
        columns: subject (row of `open_requests`), policy (int32 code), stated (bool: the export names it).
    """
    named = codes_of(open_requests, "policy")
    stated = pd.DataFrame(
        {"subject": np.flatnonzero(named >= 0).astype(np.int32), "policy": named[named >= 0]}
    )
    pairs = request_candidates.assign(admission=request_admission.array)
    pairs = pairs[~pairs["subject"].isin(stated["subject"])]
    scope = policies["scope"].str.lower().map({name.lower(): tier for name, tier in TIERS.items()})
    pairs["tier"] = scope.to_numpy(dtype=float, na_value=9.0)[codes_of(pairs, "policy")]
    sure = pairs[yes(pairs["admission"])]
    best = sure[sure["tier"] == sure.groupby("subject")["tier"].transform("min")]
    reached = pairs["subject"].map(best.drop_duplicates("subject").set_index("subject")["tier"]).fillna(9.0)
    perhaps = pairs[
        possible(pairs["admission"]) & ~yes(pairs["admission"]) & (pairs["tier"] <= reached).to_numpy()
    ]
    rest = pairs[~pairs["subject"].isin([*best["subject"], *perhaps["subject"]])]
    asking = yes(policies["approval_required"]) & ~yes(policies["automatic"])
    fallback = rest[asking[codes_of(rest, "policy")]]
    guessed = pd.concat([best, perhaps, fallback])[["subject", "policy"]].assign(stated=False)
    return pd.concat([stated.assign(stated=True), guessed], ignore_index=True)


@relation
def likely_policy(open_requests: pd.DataFrame, likely_policies: pd.DataFrame) -> pd.Series[int]:
    """The one policy an open request can have gone through (int32 code, else `UNKNOWN`), one per request."""
    only = likely_policies.drop_duplicates("subject", keep=False).set_index("subject")["policy"]
    return only.reindex(range(len(open_requests)), fill_value=UNKNOWN)


@relation
def self_approved_requests(
    open_requests: pd.DataFrame,
    likely_policies: pd.DataFrame,
    policies: pd.DataFrame,
    approving: Approving,
    request_homes: pd.DataFrame,
    coverage: Coverage,
) -> Flags:
    """Whether an open request has a stage that nobody but its own requestor could approve, one per request.

    When several policies may lie behind a request, they must agree. Somebody who is not in the directory
    approves nothing. Whether a manager may approve a request made for an employee is not documented.
    """
    pairs = likely_policies
    subject = codes_of(pairs, "subject")
    cases = pd.DataFrame(
        {
            "person": codes_of(open_requests, "person")[subject],
            "policy": codes_of(pairs, "policy"),
            "on_behalf": open_requests["on_behalf"].take(subject).array,
        }
    )
    numbered = pairs[["subject"]].assign(case=np.arange(len(pairs), dtype=np.int32))
    homes = numbered.merge(request_homes, on="subject", validate="many_to_many").drop(columns="subject")
    alone = every(
        approving.only_requestor(cases, homes), at(policies["approval_required"], codes_of(cases, "policy"))
    )
    agreed, sometimes = all_by(alone, subject, len(open_requests)), any_by(alone, subject, len(open_requests))
    answer = flags(yes(agreed) & yes(sometimes), possible(sometimes))
    unplaced = ~np.isin(np.arange(len(open_requests)), subject)
    guessed = np.zeros(len(open_requests), bool)
    guessed[subject[~pairs["stated"].to_numpy(bool)]] = not coverage.complete("assignment_policies")
    undocumented = possible(open_requests["on_behalf"]) & possible(answer)
    nobody_here = yes(open_requests["outsider"])
    return answer.mask(unplaced | guessed | undocumented, pd.NA).mask(nobody_here, False)


@relation
def unplaced_approvers(
    policies: pd.DataFrame,
    approval_stages: pd.DataFrame,
    listed_approvers: pd.DataFrame,
    stages_known: Mask,
) -> Mask:
    """Tell for each policy code whether some stage may have an approver that the export cannot place."""
    answer = ~stages_known[: len(policies)]
    stage_policy = codes_of(approval_stages, "policy")
    strangers = listed_approvers[(listed_approvers["person"] < 0) & (listed_approvers["list"] == "primary")]
    answer[stage_policy[codes_of(strangers, "stage")]] = True
    answer[stage_policy[~approval_stages["primary_known"].to_numpy(bool)]] = True
    return answer


@relation
def self_approving_policies(
    policies: pd.DataFrame,
    named_people: pd.DataFrame,
    vaguely_naming: Mask,
    naming_somebody: Mask,
    unplaced_approvers: Mask,
    listed_approvers: pd.DataFrame,
    approval_stages: pd.DataFrame,
    approving: Approving,
    people: pd.DataFrame,
    guests: pd.DataFrame,
    organization_domains: pd.DataFrame,
    known_home_organizations: pd.DataFrame,
    organizations_settled: bool,
    organizations: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Requestable policies and the people they name who are also their only approver in some stage.

    Returns:
        columns: policy, person (int32 codes), fires (boolean; rows that are certainly false are left out).
    """
    asked = every(policies["requestable"], policies["approval_required"])
    as_guest = every(open_to(policies, Kind.GUEST), policies["approval_required"])
    stage_policy = codes_of(approval_stages, "policy")
    approvers = listed_approvers[listed_approvers["person"] >= 0][["stage", "person"]]
    approvers = approvers.assign(policy=stage_policy[codes_of(approvers, "stage")])
    approvers = approvers[possible(asked)[approvers["policy"]]][["policy", "person"]].drop_duplicates()
    named = approvers.merge(named_people, on=["policy", "person"], how="left", validate="one_to_one")
    certain = named["certain"].astype("boolean")
    perhaps = vaguely_naming[codes_of(named, "policy")] & certain.isna().to_numpy()
    cases = named.assign(certain=certain.mask(perhaps, False), on_behalf=constant(False, len(named)))
    cases = cases[cases["certain"].notna()].reset_index(drop=True)
    subjects = people_as_subjects(codes_of(cases, "person"), people, guests)
    foreign = possible(subjects["is_guest"])
    homes = homes_of(
        subjects,
        foreign,
        organization_domains,
        known_home_organizations,
        organizations,
        organizations_settled,
    )
    is_named = flags(cases["certain"].to_numpy(bool), ~cases["certain"].to_numpy(bool))
    by_member, by_guest = (at(each, codes_of(cases, "policy")) for each in (asked, as_guest))
    may_ask = by_member.mask(foreign, by_guest)
    fires = every(may_ask, is_named, approving.only_requestor(cases, homes))
    found = cases[["policy", "person"]].assign(fires=fires)[possible(fires)]
    lost = np.flatnonzero(possible(asked) & naming_somebody & unplaced_approvers).astype(np.int32)
    vague = pd.DataFrame({"policy": lost, "person": np.int32(UNKNOWN), "fires": constant(None, len(lost))})
    return pd.concat([found, vague[~vague["policy"].isin(found["policy"])]], ignore_index=True)


@relation
def self_approving(
    self_approving_policies: pd.DataFrame, policies: pd.DataFrame, people: pd.DataFrame
) -> pd.DataFrame:
    """Self-approving policies, one row each, as candidates of a check.

    Returns:
        columns: policy, package, person (int32 codes; person only when it is one person), subject_type,
        subject_id, subject_name, what, who (string), fires (boolean).
    """
    certain = self_approving_policies[yes(self_approving_policies["fires"])]
    rest = self_approving_policies[~self_approving_policies["policy"].isin(certain["policy"])]
    by_policy = pd.concat([certain, rest]).groupby("policy", sort=True)
    found = by_policy.agg(person=("person", "min"), persons=("person", "nunique"), fires=("fires", "first"))
    found = found.reset_index()
    policy, person = codes_of(found, "policy"), codes_of(found, "person")
    names = at(policies["display_name"], policy)
    return pd.DataFrame(
        {
            "policy": policy,
            "package": codes_of(policies, "package")[policy],
            "person": np.where(found["persons"] == 1, person, UNKNOWN).astype(np.int32),
            "subject_type": "assignment_policy",
            "subject_id": at(policies["id"], policy),
            "subject_name": names,
            "what": "the policy '" + names + "'",
            "who": at(people["display_name"], person),
            "fires": found["fires"].astype("boolean"),
        }
    )
