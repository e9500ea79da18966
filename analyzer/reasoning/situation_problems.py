"""What keeps a request from being approved, solved once for each situation and stage.

* `dead-end`: nobody who is asked can act. What then happens is not documented (domain.md section 7, point
  14); the request waits until it is denied by itself (section 2.2 step 3, inferred).
* `self-approval`: nobody can act but the requestor, who may not (S8).
* `only-after-escalation`: nobody who is asked first can act; alternate approvers can (S8, "at risk").
* `single-approver`: exactly one person can act.
* `manager-missing-without-fallback` (C46), `second-level-manager-missing` (C46, C47),
  `sponsor-missing-without-fallback` (C48, C49): a stage asks for them, they are not found or cannot act, and
  no fallback approver can.
* `manager-asked-again` (C52): see `repeated_approvers`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analyzer.reasoning.approval import could_approve, unclear_stages
from analyzer.reasoning.approver_situations import MANY
from analyzer.reasoning.personal_approvers import ReportingLines, personal_approvers
from analyzer.reasoning.repeated_approvers import own_approver_again
from analyzer.reasoning.who_is_asked import FALLBACK_OF, own_approvers, people_in, stages_of
from analyzer.tables.keys import MISSING
from analyzer.tables.relations import relation
from analyzer.tables.subjects import REQUESTOR_MANAGER, codes_of
from analyzer.tables.three_valued import Codes, Flags, all_by, any_by, at, every, flags, possible, some, yes

MANAGER = "manager-missing-without-fallback"
SECOND_MANAGER = "second-level-manager-missing"
SPONSOR = "sponsor-missing-without-fallback"
ASKED_AGAIN = "manager-asked-again"


@relation
def situation_problems(
    approver_situations: pd.DataFrame,
    approval_stages: pd.DataFrame,
    stage_subjects: pd.DataFrame,
    listed_approvers: pd.DataFrame,
    decisive_approvers: pd.DataFrame,
    potential_requestors: pd.DataFrame,
    requestor_homes: pd.DataFrame,
    reports_to: ReportingLines,
    user_sponsors: pd.DataFrame | None,
    organization_sponsors: pd.DataFrame | None,
    able_people: Flags,
) -> pd.DataFrame:
    """Problems of every situation at every stage, where they are there or may be.

    Returns:
        columns: situation (int32 row of `approver_situations`), stage (int32 code), problem (string), fires
        (boolean; without regard to whether the policy admits anybody), concerned (int32 code of the single
        approver, or of somebody who is asked and cannot act; `MISSING` where there is nobody).
    """
    cases = _cases(approver_situations, potential_requestors)
    homes = _homes(approver_situations, requestor_homes)
    own = personal_approvers(
        cases, homes, stage_subjects, reports_to, user_sponsors, organization_sponsors, able_people
    )
    listed = _few(listed_approvers, decisive_approvers)
    return problems_of(cases, approval_stages, stage_subjects, listed, own, usable_lists(listed_approvers))


def problems_of(
    cases: pd.DataFrame,
    approval_stages: pd.DataFrame,
    stage_subjects: pd.DataFrame,
    listed_approvers: pd.DataFrame,
    personal: pd.DataFrame,
    usable: pd.Series[bool],
) -> pd.DataFrame:
    """Solve cases (see `asked_people`); usable: what `usable_lists` returned."""
    pairs = stages_of(cases, approval_stages)
    rows = people_in(pairs, stage_subjects, listed_approvers, personal)
    unclear = unclear_stages(pairs, stage_subjects)
    own = own_approvers(pairs, stage_subjects, personal)
    answers = _reach(rows, unclear, pairs["escalates"]) | _lacking(own, pairs, usable)
    concerned, (again, who) = _concerned(rows, len(pairs)), own_approver_again(rows, len(pairs))
    told = [
        *((problem, fires, concerned) for problem, fires in answers.items()),
        ("manager-asked-again", again, who),
    ]
    parts = []
    for problem, fires, person in told:
        there = np.flatnonzero(possible(fires))
        parts.append(
            pd.DataFrame(
                {
                    "situation": codes_of(pairs, "case")[there],
                    "stage": codes_of(pairs, "stage")[there],
                    "problem": pd.array([problem], dtype="string").repeat(len(there)),
                    "fires": fires.array[there],
                    "concerned": person[there],
                }
            )
        )
    return pd.concat(parts).sort_values(["situation", "stage", "problem"], ignore_index=True)


def usable_lists(listed_approvers: pd.DataFrame) -> pd.Series[bool]:
    """Whether a list names somebody able, by (stage, list): true or unknown; a list without is left out."""
    certain = listed_approvers["certain"].to_numpy(bool)
    able = every(listed_approvers["able"], flags(certain, ~certain))
    rows = listed_approvers[["stage", "list"]].assign(sure=yes(able))[possible(able)]
    found = rows.groupby(["stage", "list"], observed=True)["sure"].any()
    return found.astype("boolean").mask(~found)


def _cases(situations: pd.DataFrame, requestors: pd.DataFrame) -> pd.DataFrame:
    example = codes_of(situations, "example")
    who = requestors[["person", "on_behalf"]].take(example).reset_index(drop=True)
    return who.assign(policy=codes_of(situations, "policy"))


def _homes(situations: pd.DataFrame, homes: pd.DataFrame) -> pd.DataFrame:
    numbered = situations[["example"]].assign(case=np.arange(len(situations), dtype=np.int32))
    known = homes[["case", "organization"]].rename(columns={"case": "example"})
    found: pd.DataFrame = numbered.merge(known, on="example", validate="many_to_many")
    return found


def _few(listed: pd.DataFrame, decisive: pd.DataFrame) -> pd.DataFrame:
    """Leave out what cannot matter: of a stage whose first list has many able people, keep some of them."""
    crowded = listed[~listed["stage"].isin(decisive["stage"])]
    enough = yes(crowded["able"]) & crowded["certain"].to_numpy(bool)
    crowded = crowded[enough & (crowded["list"] == "primary").to_numpy(bool)]
    crowded = crowded[crowded.groupby("stage").cumcount() < MANY]
    parts: list[pd.DataFrame] = [decisive.drop(columns="policy"), crowded]
    return pd.concat(parts, ignore_index=True)


def _reach(rows: pd.DataFrame, unclear: Flags, escalates: Flags) -> dict[str, Flags]:
    size, place, can = len(escalates), codes_of(rows, "place"), could_approve(rows)
    first = rows["list"].isin(["primary", "primary_fallback"]).to_numpy(bool)
    others = some(any_by(can, place, size), unclear)
    at_once = some(any_by(can[first], place[first], size), unclear)
    asked = some(any_by(every(rows["counts"], rows["is_requestor"]), place, size), unclear)
    return {
        "dead-end": every(~others, ~asked),
        "self-approval": every(~others, asked),
        "only-after-escalation": every(~at_once, others, escalates),
        "single-approver": _exactly_one(rows.assign(sure=yes(can))[possible(can)], unclear, size),
    }


def _exactly_one(rows: pd.DataFrame, unclear: Flags, size: int) -> Flags:
    """Tell per place whether one person remains; strangers may be one person, or several."""
    known = rows[rows["person"] >= 0].groupby(["place", "person"])["sure"].any().reset_index()
    sure = np.bincount(codes_of(known[known["sure"]], "place"), minlength=size)
    maybe = np.bincount(codes_of(known[~known["sure"]], "place"), minlength=size)
    maybe += np.bincount(codes_of(rows[rows["person"] < 0], "place"), minlength=size)
    vague = (maybe > 0) | possible(unclear)
    return flags((sure == 1) & ~vague, (sure <= 1) & vague)


def _lacking(own: pd.DataFrame, pairs: pd.DataFrame, usable: pd.Series[bool]) -> dict[str, Flags]:
    """Tell per place whether a manager or sponsor is lacking that nobody stands in for."""
    entries = own[["place", "stage", "list", "kind", "level"]].drop_duplicates(ignore_index=True)
    number = own.groupby(["place", "list", "kind", "level"], sort=False, observed=True).ngroup()
    absent = (
        (own["person"] == MISSING).astype("boolean").mask((own["person"] < 0) & (own["person"] != MISSING))
    )
    lacking = all_by(some(absent, ~own["able"]), codes_of(number.to_frame("entry"), "entry"), len(entries))
    place = codes_of(entries, "place")
    alternate = (entries["list"] == "escalation").to_numpy(bool)
    asked = at(pairs["escalates"], place).mask(~alternate, True)
    fires = every(lacking, asked, ~_stands_in(entries, pairs, usable))
    manager = entries["kind"].isin(REQUESTOR_MANAGER).to_numpy(bool)
    upper = manager & (entries["level"] > 1).to_numpy(bool)
    which = {MANAGER: manager & ~upper, SECOND_MANAGER: upper, SPONSOR: ~manager}
    return {slug: any_by(fires[rows], place[rows], len(pairs)) for slug, rows in which.items()}


def _stands_in(entries: pd.DataFrame, pairs: pd.DataFrame, usable: pd.Series[bool]) -> Flags:
    """Tell of each entry whether somebody able is among the fallback approvers of its list."""
    place = codes_of(entries, "place")
    alternate = (entries["list"] == "escalation").to_numpy(bool)
    fallback = np.where(alternate, FALLBACK_OF["escalation"], FALLBACK_OF["primary"])
    wanted = pd.MultiIndex.from_arrays([entries["stage"], fallback])
    position = usable.index.get_indexer(wanted).astype(np.int32)
    answer = at(usable, position).astype("boolean").mask(position < 0, False)
    known = np.where(
        alternate,
        at(pairs["escalation_fallback_known"], place).to_numpy(bool),
        at(pairs["fallback_known"], place).to_numpy(bool),
    )
    return answer.mask(~known & ~yes(answer), pd.NA)


def _concerned(rows: pd.DataFrame, size: int) -> Codes:
    """Return per place the first who could approve, else the first who is asked and cannot."""
    known = rows[possible(rows["counts"]) & (rows["person"] >= 0).to_numpy()]
    known = known.assign(can=yes(could_approve(known))).sort_values(
        ["can", "person"], ascending=[False, True]
    )
    known = known.drop_duplicates("place")
    answer = np.full(size, MISSING, np.int32)
    answer[codes_of(known, "place")] = codes_of(known, "person")
    return answer
