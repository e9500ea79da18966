"""Everything that keeps requests from being approved: problems of stages, and of the people who ask."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analyzer.tables.keys import MISSING
from analyzer.tables.relations import relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import at, every, possible, unknown, yes

VAGUE_APPROVERS = "not every approver of the stage can be told"
VAGUE_SCOPE = "whether the policy lets such people ask cannot be told"
_COLUMNS = ["policy", "stage", "problem", "person", "group", "fires", "detail"]
_COUNTS = ["requestors", "at_least", "example"]


@relation
def approver_problems(
    policies: pd.DataFrame,
    approval_stages: pd.DataFrame,
    approver_situations: pd.DataFrame,
    situation_problems: pd.DataFrame,
    stage_problems: pd.DataFrame,
    mail_problems: pd.DataFrame,
    potential_requestors: pd.DataFrame,
) -> pd.DataFrame:
    """Problems of every requestable policy that asks for approval, one row per stage, problem and situation.

    A problem of a stage concerns everybody whom the policy lets ask, and stands once.

    Returns:
        columns: policy (int32 code), order (Int64: of the stage within the policy, `<NA>` where the policy
        has none), problem (string), fires (boolean: true or unknown), requestors (Int64: users concerned,
        `<NA>` where not known), at_least (Int64: users surely concerned), example (int32 person code of one
        of them; `UNKNOWN`: somebody not in the directory, `MISSING`: nobody), person, group (int32 codes of
        the approver concerned, `MISSING` where there is none), detail (string: more about the problem, or
        why it is unknown).
    """
    requestor = codes_of(potential_requestors, "person")
    situations = approver_situations.assign(example=requestor[codes_of(approver_situations, "example")])
    asked = every(policies["requestable"], policies["approval_required"])
    whole = pd.concat([stage_problems, mail_problems], ignore_index=True)
    whole = whole.merge(_everybody(situations), on="policy", how="left", validate="many_to_one")
    whole = whole.assign(
        fires=every(whole["fires"], at(asked, codes_of(whole, "policy"))),
        example=whole["example"].fillna(MISSING),
        requestors=whole["requestors"].mask(whole["example"].isna(), 0),
        at_least=whole["at_least"].fillna(0),
    )
    parts = [_of_situations(situations, situation_problems), whole[[*_COLUMNS, *_COUNTS]]]
    rows = pd.concat(parts, ignore_index=True)
    counts = {"requestors": "Int64", "at_least": "Int64", "example": "int32"}
    rows = rows[possible(rows["fires"])].astype(counts)
    orders = approval_stages["order"].astype("Int64")
    rows = rows.assign(order=at(orders, codes_of(rows, "stage")).array)
    # A problem of a stage may concern several approvers, and a situation is told by its example.
    by = ["policy", "stage", "problem", "example", "person", "group"]
    return rows.sort_values(by, ignore_index=True).drop(columns="stage")


def _of_situations(situations: pd.DataFrame, problems: pd.DataFrame) -> pd.DataFrame:
    here = situations.take(codes_of(problems, "situation")).reset_index(drop=True)
    detail = pd.Series(pd.NA, index=problems.index, dtype="string")
    rows = problems[["stage", "problem"]].assign(
        person=problems["concerned"],
        group=np.int32(MISSING),
        detail=detail.mask(unknown(problems["fires"]), VAGUE_APPROVERS).mask(
            yes(problems["fires"]) & unknown(here["admitted"]), VAGUE_SCOPE
        ),
    )
    rows = rows.assign(fires=every(problems["fires"], here["admitted"]), policy=here["policy"])
    return pd.concat([rows, here[_COUNTS]], axis=1)[[*_COLUMNS, *_COUNTS]]


def _everybody(situations: pd.DataFrame) -> pd.DataFrame:
    """Add the situations of each policy up."""
    rows = situations.assign(vague=situations["requestors"].isna(), nobody=situations["at_least"] == 0)
    rows = rows.sort_values(["policy", "nobody", "example"])
    found = rows.groupby("policy", as_index=False).agg(
        example=("example", "first"), at_least=("at_least", "sum"), vague=("vague", "any")
    )
    requestors = found["at_least"].astype("Int64").mask(found["vague"].to_numpy(bool))
    return found.assign(requestors=requestors)[["policy", *_COUNTS]]
