"""People who cannot sign in although a request or a policy counts on them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analyzer.reasoning.policy_scope import Kind, open_to
from analyzer.tables.dataset import STRING
from analyzer.tables.keys import MISSING, UNKNOWN
from analyzer.tables.relations import relation
from analyzer.tables.subjects import SINGLE_USER, codes_of, of_kind
from analyzer.tables.three_valued import Flags, Mask, at, every, flags, possible, yes


@relation
def sign_in_blocked_people(able_people: Flags) -> Flags:
    """Whether a person's sign-in is blocked: disabled or deleted, by person code (domain.md S7)."""
    return ~able_people


@relation
def blocked_needs(
    sign_in_blocked_people: Flags,
    open_requests: pd.DataFrame,
    named_people: pd.DataFrame,
    policies: pd.DataFrame,
    policy_targets: pd.DataFrame,
    vaguely_naming: Mask,
    people: pd.DataFrame,
) -> pd.DataFrame:
    """Every open request and every naming in a requestable policy that a blocked person stands behind.

    Returns:
        columns: person (int32 code, `UNKNOWN`: somebody the export does not hold), package, policy (int32
        codes, `MISSING` where none), request_id (string), fires (boolean; certainly false rows left out).
    """
    rows = pd.concat(
        [
            _requests(open_requests, "person", ~yes(open_requests["outsider"])),
            _requests(open_requests, "target_person", possible(open_requests["on_behalf"])),
            _named(named_people, policies, policy_targets, vaguely_naming, people["is_guest"]),
        ],
        ignore_index=True,
    )
    fires = every(rows["counts"], at(sign_in_blocked_people, codes_of(rows, "person")))
    return rows.assign(fires=fires).drop(columns="counts")[possible(fires)].reset_index(drop=True)


def _requests(open_requests: pd.DataFrame, who: str, chosen: Mask) -> pd.DataFrame:
    rows = open_requests[chosen]
    return pd.DataFrame(
        {
            "person": codes_of(rows, who),
            "package": codes_of(rows, "package"),
            "policy": np.int32(MISSING),
            "request_id": rows["id"].array,
            "counts": rows["is_open"].array,
        }
    )


def _named(
    named_people: pd.DataFrame,
    policies: pd.DataFrame,
    policy_targets: pd.DataFrame,
    vaguely_naming: Mask,
    is_guest: Flags,
) -> pd.DataFrame:
    strangers = of_kind(policy_targets, SINGLE_USER)
    strangers = strangers.loc[strangers["person"] == UNKNOWN, ["policy", "person"]].assign(certain=True)
    vague = pd.DataFrame({"policy": np.flatnonzero(vaguely_naming).astype(np.int32)})
    vague = vague.assign(person=np.int32(UNKNOWN), certain=False)
    rows = pd.concat([named_people, strangers, vague], ignore_index=True)
    policy, person, certain = (
        codes_of(rows, "policy"),
        codes_of(rows, "person"),
        rows["certain"].to_numpy(bool),
    )
    as_member, as_guest = (at(open_to(policies, kind), policy) for kind in (Kind.MEMBER, Kind.GUEST))
    requestable = as_member.mask(possible(at(is_guest, person)), as_guest)
    return pd.DataFrame(
        {
            "person": person,
            "package": np.append(codes_of(policies, "package"), np.int32(UNKNOWN))[policy],
            "policy": policy,
            "request_id": pd.array([None] * len(rows), dtype=STRING),
            "counts": every(requestable, flags(certain, ~certain)).array,
        }
    )


@relation
def blocked_people(blocked_needs: pd.DataFrame) -> pd.DataFrame:
    """Blocked people, one row each, with what counts on them.

    Returns:
        columns: person (int32 code; people the export does not hold come once per need), package, policy
        (int32 code when exactly one is concerned, else `UNKNOWN`), requests, policies (int64 counts), fires.
    """
    groups = np.where(
        blocked_needs["person"] >= 0, blocked_needs["person"], -2 - np.arange(len(blocked_needs))
    )
    named_by = blocked_needs["policy"].where(blocked_needs["policy"] >= 0)
    numbered = blocked_needs.assign(group=groups, named_by=named_by)
    certain = numbered[yes(numbered["fires"])]
    sure = certain["group"].drop_duplicates()
    rest = numbered[~numbered["group"].isin(sure)]
    chosen = pd.concat([certain, rest])
    by_group = chosen.groupby("group", sort=True)
    found = by_group.agg(
        package=("package", "first"),
        packages=("package", "nunique"),
        policy=("policy", "max"),
        policies=("named_by", "nunique"),
        requests=("request_id", "count"),
        fires=("fires", "first"),
    ).reset_index(names="person")
    found["person"] = found["person"].clip(lower=UNKNOWN).astype(np.int32)
    found["package"] = found["package"].where(found["packages"] == 1, UNKNOWN).astype(np.int32)
    found["policy"] = found["policy"].where(found["policies"] == 1, UNKNOWN).astype(np.int32)
    return found
