"""Who asks for approval under which policy, and whether some stage has nobody else: one question, asked once.

A case is a request that waits for approval, under a policy that it may have come through; or a person whom a
policy names, and who is among the policy's own approvers.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analyzer.reasoning.approval import asked_in_stages
from analyzer.reasoning.home import homes_of
from analyzer.reasoning.personal_approvers import PERSONAL, ReportingLines, personal_approvers
from analyzer.reasoning.requests import people_as_subjects
from analyzer.tables.keys import MISSING
from analyzer.tables.relations import relation
from analyzer.tables.subjects import codes_of, of_kind
from analyzer.tables.three_valued import Codes, Flags, Mask, any_by, constant, every, flags, possible, yes


@relation
def named_approvers(
    policies: pd.DataFrame,
    approval_stages: pd.DataFrame,
    listed_approvers: pd.DataFrame,
    named_people: pd.DataFrame,
    vaguely_naming: Mask,
    stage_subjects: pd.DataFrame,
    their_own_approvers: Codes,
) -> pd.DataFrame:
    """People whom a requestable policy names, or may name, and who are among its approvers, or may be.

    Returns:
        columns: policy, person (int32 codes), named (boolean: true or unknown).
    """
    asked = possible(every(policies["requestable"], policies["approval_required"]))
    approvers = listed_approvers[listed_approvers["person"] >= 0][["stage", "person"]]
    stage_policy = codes_of(approval_stages, "policy")
    approvers = approvers.assign(policy=stage_policy[codes_of(approvers, "stage")])
    asking_personally = stage_policy[codes_of(of_kind(stage_subjects, *PERSONAL), "stage")]
    personal = named_people[
        named_people["policy"].isin(asking_personally) & named_people["person"].isin(their_own_approvers)
    ]
    approvers = pd.concat([approvers, personal])[["policy", "person"]]
    approvers = approvers[asked[approvers["policy"]]].drop_duplicates()
    rows = approvers.merge(named_people, on=["policy", "person"], how="left", validate="one_to_one")
    certain = yes(rows["certain"].astype("boolean"))
    perhaps = rows["certain"].notna().to_numpy() | vaguely_naming[codes_of(rows, "policy")]
    return rows[["policy", "person"]].assign(named=flags(certain, ~certain))[perhaps].reset_index(drop=True)


@relation
def approval_cases(
    open_requests: pd.DataFrame, likely_policies: pd.DataFrame, named_approvers: pd.DataFrame
) -> pd.DataFrame:
    """Every case, one row each.

    Returns:
        columns: person, policy (int32 codes), on_behalf (boolean), request (int32: row of `open_requests`,
        `MISSING` for a person whom the policy names), stated (bool: the export says that it is this
        policy), named (boolean; unknown for requests).
    """
    request = codes_of(likely_policies, "subject")
    asking = likely_policies[["policy", "stated"]].assign(
        person=codes_of(open_requests, "person")[request],
        on_behalf=open_requests["on_behalf"].take(request).array,
        request=request,
        named=constant(None, len(request)),
    )
    named = named_approvers.assign(
        on_behalf=constant(False, len(named_approvers)), request=np.int32(MISSING), stated=True
    )
    return pd.concat([asking, named[asking.columns]], ignore_index=True)


@relation
def case_homes(
    approval_cases: pd.DataFrame,
    request_subjects: pd.DataFrame,
    people: pd.DataFrame,
    guests: pd.DataFrame,
    organization_domains: pd.DataFrame,
    known_home_organizations: pd.DataFrame,
    organizations_settled: bool,
    organizations: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Home organizations of the people in the cases (see `homes_of`), with `case` for the row number."""
    request = codes_of(approval_cases, "request")
    named = people_as_subjects(codes_of(approval_cases, "person")[request < 0], people, guests)
    subjects = pd.concat([request_subjects.take(request[request >= 0]), named], ignore_index=True)
    homes = homes_of(
        subjects,
        possible(subjects["is_guest"] | subjects["outsider"]),
        organization_domains,
        known_home_organizations,
        organizations,
        organizations_settled,
    )
    return homes.rename(columns={"subject": "case"})


@relation
def only_requestor(
    approval_cases: pd.DataFrame,
    case_homes: pd.DataFrame,
    approval_stages: pd.DataFrame,
    stage_subjects: pd.DataFrame,
    listed_approvers: pd.DataFrame,
    reports_to: ReportingLines,
    user_sponsors: pd.DataFrame | None,
    organization_sponsors: pd.DataFrame | None,
    able_people: Flags,
    stages_known: Mask,
) -> Flags:
    """Whether some stage of the policy has only the person who asks, one answer per case."""
    personal = personal_approvers(
        approval_cases,
        case_homes,
        stage_subjects,
        reports_to,
        user_sponsors,
        organization_sponsors,
        able_people,
    )
    asked = asked_in_stages(approval_cases, approval_stages, stage_subjects, listed_approvers, personal)
    alone = every(asked["self_asked"], ~asked["others"])
    answer = any_by(alone, codes_of(asked, "case"), len(approval_cases))
    lost = ~stages_known[codes_of(approval_cases, "policy")]
    return answer.mask(lost & ~yes(answer), pd.NA)
