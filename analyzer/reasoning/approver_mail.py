"""Approvers who may not hear of a request: no mail address, or mails turned off.

Source: domain.md C56. Approvers must get mail; whoever gets none finds the request in My Access > Approvals.
Microsoft's pages differ on `isAssignmentNotificationDisabled`: one tells approvers who get no mail to check
it, another says that it stops the mails about assignments (numbers 18 to 20) and no others (domain.md
section 7, point 7). Where it is on: undetermined.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analyzer.tables.dataset import STRING, Dataset
from analyzer.tables.keys import MISSING
from analyzer.tables.relations import relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import at, constant, every, flags, possible

NO_MAIL, MUTED = "approver-without-mail", "approver-mails-off"
_BOTH = (
    "one page tells approvers who get no mail to check this switch, another says that it stops only the "
    "mails about assignments"
)
_ALTERNATE = ("escalation", "escalation_fallback")
_SWITCH = "notificationSettings.isAssignmentNotificationDisabled"


@relation
def mail_problems(
    users: Dataset,
    people: pd.DataFrame,
    listed_approvers: pd.DataFrame,
    approval_stages: pd.DataFrame,
    assignment_policies: Dataset,
) -> pd.DataFrame:
    """Stages that ask somebody enabled without a mail address, and policies that turn mails off.

    Nothing where mail addresses, or the switch, were not exported.

    Returns:
        the columns of `stage_problems`, one row per stage or policy; person is the first without an address,
        detail (string) says how many more there are.
    """
    silent = _without_mail(people, listed_approvers, approval_stages)
    muted = _muted(assignment_policies)
    parts: list[pd.DataFrame] = [
        silent if users.has("mail") else silent.head(0),
        muted if assignment_policies.has(_SWITCH) else muted.head(0),
    ]
    rows = pd.concat(parts, ignore_index=True).assign(group=MISSING)
    return rows.astype(
        dict.fromkeys(("policy", "stage", "person", "group"), np.int32)
        | {"problem": STRING, "detail": STRING, "fires": "boolean"}
    )


def _without_mail(people: pd.DataFrame, listed: pd.DataFrame, stages: pd.DataFrame) -> pd.DataFrame:
    known = listed[(listed["person"] >= 0).to_numpy()]
    rows = known[at(people["mail"], codes_of(known, "person")).isna().to_numpy(bool)]
    alternate = rows["list"].isin(_ALTERNATE).to_numpy(bool)
    asked = at(stages["escalates"], codes_of(rows, "stage")).mask(~alternate, True)
    certain = rows["certain"].to_numpy(bool)
    fires = every(rows["able"], asked.astype("boolean"), flags(certain, ~certain))
    rows = rows[["stage", "person"]].assign(fires=fires.array)[possible(fires)]
    rows = rows.sort_values(["stage", "fires", "person"], ascending=[True, False, True])
    more = rows.groupby("stage")["person"].nunique() - 1
    first = rows.drop_duplicates("stage", ignore_index=True)
    count = first["stage"].map(more).astype("int64")
    told = (" (and " + count.astype(STRING) + " more)").mask(count == 0, "")
    policy = codes_of(stages, "policy")[codes_of(first, "stage")]
    return first.assign(policy=policy, problem=NO_MAIL, detail=told)


def _muted(policies: Dataset) -> pd.DataFrame:
    there = np.flatnonzero(possible(policies.flag(_SWITCH))).astype(np.int32)
    columns = {"policy": there, "stage": MISSING, "person": MISSING, "problem": MUTED, "detail": _BOTH}
    return pd.DataFrame(columns).assign(fires=constant(None, len(there)))
