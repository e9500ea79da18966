"""Who could ask for lost access again, and which direct assignments would prevent the loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.reasoning.audience import audiences_of
from analyzer.reasoning.policy_scope import admits, in_scope
from analyzer.reasoning.requests import people_as_subjects
from analyzer.tables.dataset import STRING
from analyzer.tables.relations import RELATIONS, Relations
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import Flags, any_by, at, constant, every, possible, yes

if TYPE_CHECKING:
    from analyzer.tables.three_valued import Codes

GONE = ("lost", "at-risk", "undetermined")
"""Outcomes after which somebody may want the access back."""

ASSIGNMENT_COLUMNS = (
    "AccessPackageId",
    "AssignmentPolicyId",
    "RequiredUserId",
    "Justification",
    "UserPrincipalName",
    "AccessPackageName",
    "AssignmentPolicyName",
)
"""The parameters of `New-MgBetaEntitlementManagementAccessPackageAssignment`, then names for people."""

JUSTIFICATION = "Keeps access that would otherwise be lost"


def asking_again(
    relations: Relations, keys: pd.DataFrame, wanted: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Offer ways back to everybody who loses something.

    Scope alone decides who is admitted (CONTRACT section 7), but a disabled or deleted account asks for
    nothing.

    Args:
        relations: of the tenant after the change.
        keys: columns `_holder` (code), outcome.
        wanted: columns key (row of `keys`), type, id, role: what would bring the access back.

    Returns:
        parallel to `keys`: can_ask_again (boolean), ask_through, direct_assignment (string); and the direct
        assignments, columns of `ASSIGNMENT_COLUMNS`.
    """
    pairs = _offers(relations, keys, wanted)
    size = len(keys)
    key = codes_of(pairs, "key")
    gone = keys["outcome"].isin(GONE).to_numpy()
    answers = any_by(pairs["admitted"], key, size)
    unknown = gone & ~np.isin(np.arange(size), key) & (not _policies_known(relations))
    names = (pairs["package_name"] + ": " + pairs["policy_name"]).astype(STRING)
    chosen = _best(pairs[pairs["suits"]])
    columns = pd.DataFrame(
        {
            "can_ask_again": answers.mask(unknown, pd.NA).mask(~gone, pd.NA),
            "ask_through": _joined(key, names.where(possible(pairs["admitted"])), size),
            "direct_assignment": _joined(codes_of(chosen, "key"), names.loc[chosen.index], size),
        }
    )
    return columns.set_axis(keys.index), _bulk(chosen)


def _policies_known(relations: Relations) -> bool:
    return not relations.missing(RELATIONS["policies"]) and relations["coverage"].complete(
        "assignment_policies"
    )


def _offers(relations: Relations, keys: pd.DataFrame, wanted: pd.DataFrame) -> pd.DataFrame:
    """Pair each loss with every policy of every package that grants the role.

    Returns:
        columns key (row of `keys`), policy, admitted (boolean), suits (bool: a direct assignment can go
        through it), tier, ids and names.
    """
    if relations.missing(RELATIONS["policy_audiences"]) or relations.missing(RELATIONS["package_grants"]):
        return _no_offers()
    policies = relations["policies"]
    gone = policies["gone"].to_numpy() if "gone" in policies else np.zeros(len(policies), bool)
    offered = pd.DataFrame(
        {"policy": np.arange(len(policies), dtype=np.int32), "package": policies["package"]}
    )
    offered = offered[~gone & (offered["package"] >= 0).to_numpy()]
    offers = _granting(relations, wanted).merge(offered, on="package", validate="many_to_many")
    offers = offers.assign(holder=codes_of(keys, "_holder")[codes_of(offers, "key")])
    offers = offers[(offers["holder"] < relations["access_holders"].placed).to_numpy()].reset_index(drop=True)
    admitted, inside = _admitted(relations, offers)
    return _described(relations, offers.assign(admitted=admitted.array, inside=inside.array))


def _granting(relations: Relations, wanted: pd.DataFrame) -> pd.DataFrame:
    """Which packages grant what is wanted: key, package."""
    roles, place = relations["resource_roles"], ["type", "id", "role"]
    resource, role = codes_of(roles.granted, "resource"), codes_of(roles.granted, "role")
    grants = pd.DataFrame(
        {
            "type": at(roles.resources["type"], resource),
            "id": at(roles.resources["id"], resource),
            "role": at(roles.roles, role),
            "grant": np.arange(len(resource), dtype=np.int32),
        }
    ).dropna(subset=place)
    met = wanted.merge(grants, on=place, validate="many_to_many")
    found = met.merge(relations["package_grants"], on="grant", validate="many_to_many")
    return found[["key", "package"]].drop_duplicates(ignore_index=True)


def _admitted(relations: Relations, wanted: pd.DataFrame) -> tuple[Flags, Flags]:
    """Decide for each offer whether the person may request it, and whether the person is in its scope."""
    persons, subject = np.unique(codes_of(wanted, "holder"), return_inverse=True)
    people, policies = relations["people"], relations["policies"]
    guests = relations["guests"]
    subjects = people_as_subjects(persons.astype(np.int32), people, guests)
    audiences = audiences_of(
        subjects,
        relations["policy_groups"],
        relations["organization_domains"],
        relations["known_home_organizations"],
        None if relations.missing(RELATIONS["organizations"]) else relations["organizations"],
        relations["organizations_settled"],
    )
    pairs = wanted[["policy"]].assign(subject=subject.astype(np.int32))
    addressed = relations["policy_audiences"]
    able = at(relations["able_people"], codes_of(wanted, "holder"))
    can_ask = every(admits(pairs, subjects, audiences, policies, addressed), able)
    return can_ask, in_scope(pairs, audiences, addressed)


def _described(relations: Relations, offers: pd.DataFrame) -> pd.DataFrame:
    policies, packages = relations["policies"], relations["packages"]
    holders, policy = relations["access_holders"].table, codes_of(offers, "policy")
    by_hand = yes(at(policies["direct_only"], policy))
    ended = possible(at(policies["ended"], policy))
    automatic = possible(at(policies["automatic"], policy))
    approval = possible(at(policies["approval_required"], policy))
    tier = np.select([by_hand, ~approval], [0, 1], 2)
    return offers.assign(
        suits=~automatic & ~ended & (by_hand | yes(offers["inside"])),
        tier=tier,
        package_id=at(packages["id"], codes_of(offers, "package")),
        package_name=at(packages["display_name"], codes_of(offers, "package")),
        policy_id=at(policies["id"], policy),
        policy_name=at(policies["display_name"], policy),
        user_id=at(holders["id"], codes_of(offers, "holder")),
        user_name=at(holders["name"], codes_of(offers, "holder")),
    )


def _best(offers: pd.DataFrame) -> pd.DataFrame:
    """Choose one policy for each loss: direct assignment first, and the package that mends most."""
    mends = offers.groupby(["holder", "package"])["key"].transform("nunique")
    ordered = offers.assign(_mends=-mends).sort_values(
        ["key", "tier", "_mends", "package_id", "policy_id"], kind="stable"
    )
    return ordered.drop_duplicates("key")


def _bulk(chosen: pd.DataFrame) -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "AccessPackageId": chosen["package_id"],
            "AssignmentPolicyId": chosen["policy_id"],
            "RequiredUserId": chosen["user_id"],
            "Justification": JUSTIFICATION,
            "UserPrincipalName": chosen["user_name"],
            "AccessPackageName": chosen["package_name"],
            "AssignmentPolicyName": chosen["policy_name"],
        }
    ).astype(STRING)
    return rows.drop_duplicates().sort_values(list(ASSIGNMENT_COLUMNS), ignore_index=True)


def _joined(key: Codes, words: pd.Series[str], size: int) -> pd.Series[str]:
    told = pd.DataFrame({"key": key, "words": words.array}).dropna().drop_duplicates()
    told = told.sort_values(["key", "words"], kind="stable")
    joined = told.groupby("key")["words"].agg("; ".join)
    return joined.reindex(range(size)).astype(STRING)


def _no_offers() -> pd.DataFrame:
    texts = ("package_id", "package_name", "policy_id", "policy_name", "user_id", "user_name")
    codes = ("key", "policy", "package", "holder", "tier")
    return pd.DataFrame(
        {name: np.array([], np.int32) for name in codes}
        | {name: pd.array([], STRING) for name in texts}
        | {"admitted": constant(False, 0), "suits": np.array([], bool)}
    )
