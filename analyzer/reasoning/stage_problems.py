"""What is wrong with a stage whoever asks: its lists, the people and groups in them, its time for escalation.

* `no-approver-listed` (C45): approval is required, and there is no stage, or a stage lists nobody.
* `approver-disabled`, `approver-deleted`, `approver-not-found`, `approver-group-empty`,
  `approver-group-not-found` (C50): somebody or a group that a list names can never act. Only a list that is
  asked counts: alternate approvers with escalation on.

When escalation is possible is in `escalation_windows`, who is asked more than once in `repeated_approvers`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.reasoning.escalation_windows import window_problems
from analyzer.reasoning.repeated_approvers import repeated_approvers
from analyzer.tables.keys import MISSING, UNKNOWN
from analyzer.tables.relations import Coverage, relation
from analyzer.tables.subjects import GROUP_MEMBERS, SINGLE_USER, codes_of, of_kind
from analyzer.tables.three_valued import Flags, Mask, any_by, at, constant, every, flags, possible, unknown

if TYPE_CHECKING:
    from analyzer.tables.memberships import Members
    from analyzer.tables.three_valued import Codes

UNTOLD_STAGES = "the stages of the policy were not exported, so no problem of theirs can be told"
_ALTERNATE = ("escalation", "escalation_fallback")


@relation
def stage_problems(
    policies: pd.DataFrame,
    approval_stages: pd.DataFrame,
    stages_known: Mask,
    stage_subjects: pd.DataFrame,
    listed_approvers: pd.DataFrame,
    approver_groups: Members,
    people: pd.DataFrame,
    able_people: Flags,
    coverage: Coverage,
) -> pd.DataFrame:
    """Problems of stages, where they are there or may be, whoever asks and whether anybody may ask.

    Returns:
        columns: policy, stage (int32 codes; stage `MISSING` for a policy without stages), problem (string),
        fires (boolean), person, group (int32 codes, `MISSING` where the problem concerns none), detail
        (string).
    """
    counting = _counting(stage_subjects, approval_stages)
    parts = [
        _no_stage(policies, approval_stages, stages_known),
        _nobody_listed(approval_stages, stage_subjects),
        *_unusable_people(counting, people, coverage),
        *_unusable_groups(counting, approver_groups, able_people, coverage),
        *repeated_approvers(approval_stages, stage_subjects, listed_approvers),
        window_problems(approval_stages),
    ]
    policy = codes_of(approval_stages, "policy")
    rows = pd.concat([_as_problem(each, policy) for each in parts], ignore_index=True)
    rows = rows[possible(rows["fires"])]
    return rows.sort_values([*rows.columns.drop(["fires", "detail"])], ignore_index=True)


def _as_problem(rows: pd.DataFrame, policy_of: Codes) -> pd.DataFrame:
    """Give the rows of one problem every column."""
    if "policy" not in rows.columns:
        rows = rows.assign(policy=policy_of[codes_of(rows, "stage")])
    rows = rows.reindex(columns=["policy", "stage", "problem", "person", "group", "fires", "detail"])
    return rows.fillna({"person": MISSING, "group": MISSING}).astype(
        dict.fromkeys(("policy", "stage", "person", "group"), np.int32)
        | {"problem": "string", "detail": "string", "fires": "boolean"}
    )


def _no_stage(policies: pd.DataFrame, stages: pd.DataFrame, stages_known: Mask) -> pd.DataFrame:
    without = ~np.isin(np.arange(len(policies)), stages["policy"])
    known = stages_known[: len(policies)]
    found = np.flatnonzero(without | ~known)
    fires = flags((without & known)[found], ~known[found])
    detail = pd.Series(pd.NA, index=fires.index, dtype="string").mask(unknown(fires), UNTOLD_STAGES)
    return pd.DataFrame(
        {
            "policy": found,
            "stage": np.int32(MISSING),
            "problem": "no-approver-listed",
            "fires": fires,
            "detail": detail,
        }
    )


def _nobody_listed(stages: pd.DataFrame, subjects: pd.DataFrame) -> pd.DataFrame:
    """A stage whose approvers a custom extension chooses (C58) needs no list."""
    empty = ~np.isin(np.arange(len(stages)), subjects["stage"])
    names = ["primary_known", "fallback_known", "escalation_known", "escalation_fallback_known"]
    known = stages[names].all(axis=1).to_numpy(bool)
    fires = every(flags(empty & known, empty & ~known), ~stages["dynamic"])
    return pd.DataFrame({"stage": np.arange(len(stages)), "problem": "no-approver-listed", "fires": fires})


def _counting(subjects: pd.DataFrame, stages: pd.DataFrame) -> pd.DataFrame:
    """Return what stages list, each once per stage, and asked (boolean): does escalation stay off."""
    alternate = subjects["list"].isin(_ALTERNATE).to_numpy(bool)
    asked = at(stages["escalates"], codes_of(subjects, "stage")).mask(~alternate, True)
    return subjects[["stage", "kind", "person", "group"]].assign(asked=asked.array)


def _unusable_people(counting: pd.DataFrame, people: pd.DataFrame, coverage: Coverage) -> list[pd.DataFrame]:
    rows = _each_once(of_kind(counting, SINGLE_USER), "person")
    person = codes_of(rows, "person")
    deleted = at(people["is_deleted"].astype("boolean"), person)
    disabled = every(~at(people["enabled"], person), ~deleted).mask(person < 0, False)
    lost = constant(True if coverage.complete("users") else None, len(rows))
    states = {
        "approver-disabled": disabled,
        "approver-deleted": deleted.mask(person < 0, False),
        "approver-not-found": lost.mask(person != UNKNOWN, False).mask(person == MISSING, pd.NA),
    }
    return [
        rows.assign(problem=problem, fires=every(state, rows["asked"])) for problem, state in states.items()
    ]


def _each_once(rows: pd.DataFrame, what: str) -> pd.DataFrame:
    """Join the lists of a stage that name the same person or group: asked if one of them is."""
    number = np.asarray(rows.groupby(["stage", what], sort=False).ngroup(), dtype=np.int32)
    first = rows[["stage", what]].drop_duplicates(ignore_index=True)
    asked = any_by(rows["asked"].reset_index(drop=True), number, len(first))
    return first.assign(asked=asked)


def _unusable_groups(
    counting: pd.DataFrame, members: Members, able_people: Flags, coverage: Coverage
) -> list[pd.DataFrame]:
    rows = _each_once(of_kind(counting, GROUP_MEMBERS), "group")
    group = codes_of(rows, "group")
    inside = members.rows
    direct = inside["direct"].to_numpy(bool)
    able = every(at(able_people, codes_of(inside, "person")), flags(direct, ~direct))
    somebody = any_by(able, codes_of(inside, "group"), len(members.settled))
    settled = pd.Series(members.settled, dtype="boolean")
    empty = every(~somebody, settled.mask(~settled, pd.NA))
    lost = constant(True if coverage.complete("groups") else None, len(rows))
    states = {
        "approver-group-empty": at(empty, group).mask(group < 0, False),
        "approver-group-not-found": lost.mask(group >= 0, False).mask(group == MISSING, pd.NA),
    }
    return [
        rows.assign(problem=problem, fires=every(state.astype("boolean"), rows["asked"]))
        for problem, state in states.items()
    ]
