"""Requests that nobody but their requestor could approve, and policies that lead to such requests."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analyzer.reasoning.policy_scope import Kind, open_to
from analyzer.tables.keys import UNKNOWN
from analyzer.tables.relations import Coverage, relation
from analyzer.tables.subjects import codes_of, of_kind
from analyzer.tables.three_valued import (
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


@relation
def self_approved_requests(
    open_requests: pd.DataFrame,
    approval_cases: pd.DataFrame,
    only_requestor: Flags,
    policies: pd.DataFrame,
    coverage: Coverage,
) -> Flags:
    """Whether a request has a stage that nobody but its own requestor could approve, one per open request.

    When several policies may lie behind a request, they must agree. Somebody who is not in the directory
    approves nothing. Whether a manager may approve a request made for an employee is not documented.
    Requests that do not wait for approval are unknown here.
    """
    size = len(open_requests)
    cases = approval_cases.assign(alone=only_requestor.array)[approval_cases["request"] >= 0]
    request = codes_of(cases, "request")
    alone = every(cases["alone"], at(policies["approval_required"], codes_of(cases, "policy")))
    agreed, sometimes = all_by(alone, request, size), any_by(alone, request, size)
    answer = flags(yes(agreed) & yes(sometimes), possible(sometimes))
    unplaced = ~np.isin(np.arange(size), request)
    guessed = np.zeros(size, bool)
    guessed[request[~cases["stated"].to_numpy(bool)]] = not coverage.complete("assignment_policies")
    undocumented = possible(open_requests["on_behalf"]) & possible(answer)
    nobody_here = yes(open_requests["outsider"])
    return answer.mask(unplaced | guessed | undocumented, pd.NA).mask(nobody_here, False)


@relation
def unplaced_approvers(
    policies: pd.DataFrame,
    approval_stages: pd.DataFrame,
    listed_approvers: pd.DataFrame,
    stages_known: Mask,
    stage_subjects: pd.DataFrame,
    untold_approvers: tuple[str, ...],
) -> Mask:
    """Tell for each policy code whether some stage may have an approver that the export cannot place."""
    answer = ~stages_known[: len(policies)]
    stage_policy = codes_of(approval_stages, "policy")
    strangers = listed_approvers[(listed_approvers["person"] < 0) & (listed_approvers["list"] == "primary")]
    answer[stage_policy[codes_of(strangers, "stage")]] = True
    answer[stage_policy[~approval_stages["primary_known"].to_numpy(bool)]] = True
    answer[stage_policy[codes_of(of_kind(stage_subjects, *untold_approvers), "stage")]] = True
    return answer


@relation
def self_approving_policies(
    policies: pd.DataFrame,
    approval_cases: pd.DataFrame,
    only_requestor: Flags,
    people: pd.DataFrame,
    naming_somebody: Mask,
    unplaced_approvers: Mask,
) -> pd.DataFrame:
    """Requestable policies and the people they name who are also their only approver in some stage.

    Returns:
        columns: policy, person (int32 codes), fires (boolean; rows that are certainly false are left out).
    """
    cases = approval_cases.assign(alone=only_requestor.array)
    cases = cases[cases["request"] < 0].reset_index(drop=True)
    policy = codes_of(cases, "policy")
    foreign = possible(at(people["is_guest"], codes_of(cases, "person")))
    as_member, as_guest = (at(open_to(policies, kind), policy) for kind in (Kind.MEMBER, Kind.GUEST))
    may_ask = every(as_member.mask(foreign, as_guest), at(policies["approval_required"], policy))
    fires = every(may_ask, cases["named"], cases["alone"])
    found = cases[["policy", "person"]].assign(fires=fires)[possible(fires)]
    asked = possible(every(policies["requestable"], policies["approval_required"]))
    lost = np.flatnonzero(asked & naming_somebody & unplaced_approvers).astype(np.int32)
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
