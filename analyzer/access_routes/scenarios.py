"""What would be different: the relations of a tenant in which something was removed, or put under a package.

When an assignment ends, every role of its package is revoked unless another active assignment of the person
contains the same role; access that existed before is revoked as well (domain.md section 2.2, step 7; RES).
A group whose members a rule decides gives nothing back: only the rule removes anybody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analyzer.access_routes.lookup import find_package
from analyzer.errors import UsageError
from analyzer.reasoning.resource_roles import MEMBER, OWNER
from analyzer.reasoning.route_marks import may_be_packaged
from analyzer.tables.lookup import find_one
from analyzer.tables.memberships import members_of, paired
from analyzer.tables.relations import RELATIONS, Relations
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import at, possible, yes

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.tables.three_valued import Codes, Flags, Mask

KINDS = ("assignment", "policy", "package", "group")
"""What can be removed."""

_PACKAGES = ("access_packages", "resource_role_scopes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Two tenants after a change: without what is surely revoked, and without what may be revoked.

    `holders`: whom it may concern (codes of `access_holders`). `watched`: a resource (code) on which
    everybody's access is told, lost or not. `loss`: the word for access that is gone.
    """

    question: str
    certain: Relations
    possible: Relations
    holders: Codes
    watched: int | None = None
    loss: str = "lost"


def if_removed(relations: Relations, kind: str, text: str) -> Scenario:
    """Make the tenant without an assignment, a policy with its assignments, a package, or a group.

    Raises:
        UsageError: there is no such kind, or no such object in the export.
    """
    if kind not in KINDS:
        raise UsageError(f"Nothing is known about removing a '{kind}'.", f"One of: {', '.join(KINDS)}.")
    _require(relations, *(("groups",) if kind == "group" else ("assignments", *_PACKAGES)))
    question = f"if {kind} {text} were removed"
    if kind == "group":
        return replace(_without_group(relations, _group(relations, text)), question=question)
    facts = relations["assignment_facts"]
    others: dict[str, Any] = {}
    if kind == "assignment":
        ended = np.arange(len(facts)) == find_one("assignment", text, facts["id"], facts["id"])
    elif kind == "policy":
        _require(relations, "assignment_policies")
        policies = relations["policies"]
        policy = find_one("policy", text, policies["id"], policies["display_name"])
        ended = codes_of(facts, "policy") == policy
        others["policies"] = _closed(policies, np.arange(len(policies)) == policy)
    else:
        package = find_package(relations, text)
        ended = codes_of(facts, "package") == package
        if not relations.missing(RELATIONS["policies"]):
            policies = relations["policies"]
            others["policies"] = _closed(policies, codes_of(policies, "package") == package)
    return _without_assignments(relations, ended, others, question)


def if_put_under(relations: Relations, group_text: str, package_text: str) -> Scenario:
    """Make the tenant in which a package grants membership of a group, and whoever has no assignment is out.

    Raises:
        UsageError: the export has no such group or package, or a rule decides who is in the group.
    """
    _require(relations, "groups", "assignments", *_PACKAGES)
    group, package = _group(relations, group_text), find_package(relations, package_text)
    if yes(relations["dynamic_groups"])[group]:
        raise UsageError(
            f"Who is in '{group_text}' is decided by a rule, so no package can give or take it.",
            "Put its Owner role or a group with assigned members under a package.",
        )
    edges = relations["membership_edges"]
    with_role = relations.given(package_roles=_granting(relations, package, group))
    grant = _grant_of(with_role, group)
    uncovered = with_role["uncovered_holders"]
    rows = uncovered[(codes_of(uncovered, "grant") == grant) & (uncovered["person"] >= 0).to_numpy()]
    certain = rows[yes(rows["fires"])]
    question = f"if {package_text} granted membership of {group_text}"
    return Scenario(
        question=question,
        certain=with_role.given(membership_edges=_left(relations, group, certain)),
        possible=with_role.given(membership_edges=_left(relations, group, rows)),
        holders=np.unique(edges.person[edges.group == group]),
        watched=group,
        loss="at-risk",
    )


def _left(relations: Relations, group: int, rows: pd.DataFrame) -> Any:
    edges = relations["membership_edges"]
    gone = (edges.group == group) & np.isin(edges.person, codes_of(rows, "person"))
    return replace(edges, group=edges.group[~gone], person=edges.person[~gone])


def _without_assignments(
    relations: Relations, ended: Mask, others: dict[str, Any], question: str
) -> Scenario:
    facts = relations["assignment_facts"]
    ended = ended & possible(facts["active"])
    after = facts.assign(
        active=facts["active"].mask(ended, False),
        awaiting_delivery=facts["awaiting_delivery"].mask(ended, False),
        state=facts["state"].mask(ended, "expired"),
    )
    base = relations.given(assignment_facts=after, **others)
    revoked = _revoked(relations, base, ended)
    return Scenario(
        question=question,
        certain=base.given(**_revoking(relations, revoked[revoked["certain"]], yes)),
        possible=base.given(**_revoking(relations, revoked, possible)),
        holders=np.unique(relations["access_holders"].of_assignments[ended]),
    )


def _revoked(before: Relations, after: Relations, ended: Mask) -> pd.DataFrame:
    """Which roles the ended assignments take with them: holder, resource, role (codes), certain (bool)."""
    key = ["holder", "resource", "role"]
    routes = before["package_routes"]
    lost = routes[ended[codes_of(routes, "assignment")] & (routes["resource"] >= 0).to_numpy()]
    theirs = (codes_of(before["assignment_facts"], "person") >= 0)[codes_of(lost, "assignment")]
    certain = lost["sure"].to_numpy() & theirs & ~may_be_packaged(lost, after["packaged_access"])
    left = after["package_routes"].groupby(key, as_index=False)["sure"].max()
    met = lost[key].assign(certain=certain).merge(left, on=key, how="left", validate="many_to_one")
    still = met["sure"].astype("boolean")
    found: pd.DataFrame = met.assign(certain=met["certain"].to_numpy() & still.isna().to_numpy())[~yes(still)]
    return found[[*key, "certain"]]


def _revoking(relations: Relations, revoked: pd.DataFrame, how: Callable[[Flags], Mask]) -> dict[str, Any]:
    """Return the memberships, ownerships and app roles that are left; `how` is `yes` or `possible`."""
    edges, dynamic = relations["membership_edges"], relations["dynamic_groups"]
    size = len(edges.listed)
    in_group = (revoked["resource"] >= 0).to_numpy() & (revoked["resource"] < size).to_numpy()
    rows = revoked[in_group]
    by_hand = how(~at(dynamic, codes_of(rows, "resource")))
    members = rows[by_hand & (codes_of(rows, "role") == MEMBER)]
    gone = np.isin(paired(edges.group, edges.person), _pairs(members))
    left: dict[str, Any] = {
        "membership_edges": replace(edges, group=edges.group[~gone], person=edges.person[~gone])
    }
    if not relations.missing(RELATIONS["owned_groups"]):
        owned = relations["owned_groups"]
        pairs = paired(codes_of(owned, "group"), codes_of(owned, "person"))
        left["owned_groups"] = owned[~np.isin(pairs, _pairs(rows[codes_of(rows, "role") == OWNER]))]
    if not relations.missing(RELATIONS["app_role_holdings"]):
        left |= _app_roles_left(relations, revoked[~in_group])
    return left


def _app_roles_left(relations: Relations, revoked: pd.DataFrame) -> dict[str, Any]:
    held = relations["resource_roles"].held.assign(holder=relations["access_holders"].of_app_roles)
    key = ["holder", "resource", "role"]
    met = held.merge(
        revoked[key].drop_duplicates().assign(gone=True), on=key, how="left", validate="many_to_one"
    )
    kept = met["gone"].isna().to_numpy()
    return {
        name: relations[name][kept].reset_index(drop=True) for name in ("app_role_holdings", "held_app_roles")
    }


def _pairs(rows: pd.DataFrame) -> np.ndarray:
    return paired(codes_of(rows, "resource"), codes_of(rows, "holder"))


def _without_group(relations: Relations, group: int) -> Scenario:
    edges = relations["membership_edges"]
    members = members_of(edges, np.array([group], np.int32)).rows
    person, nested = edges.group != group, (edges.outer != group) & (edges.inner != group)
    left: dict[str, Any] = {
        "membership_edges": replace(
            edges,
            group=edges.group[person],
            person=edges.person[person],
            outer=edges.outer[nested],
            inner=edges.inner[nested],
        )
    }
    concerned = [codes_of(members, "person")]
    for name in ("owned_groups", "app_role_holdings", "directory_roles"):
        if not relations.missing(RELATIONS[name]):
            left[name] = _without(relations[name], "group", group)
    if "owned_groups" in left:
        owned = relations["owned_groups"]
        concerned.append(codes_of(owned[owned["group"] == group], "person"))
    if not relations.missing(RELATIONS["package_roles"]):
        roles, identity = relations["package_roles"], relations["group_keys"].ids[group].as_py()
        left["package_roles"] = roles[~yes((roles["resource_id"] == identity).astype("boolean"))]
        routes = relations["package_routes"] if not relations.missing(RELATIONS["package_routes"]) else None
        if routes is not None:
            concerned.append(codes_of(routes[routes["resource"] == group], "holder"))
    after = relations.given(**left)
    holders = np.unique(np.concatenate(concerned))
    return Scenario(question="", certain=after, possible=after, holders=holders[holders >= 0])


def _granting(relations: Relations, package: int, group: int) -> pd.DataFrame:
    roles: pd.DataFrame = relations["package_roles"]
    packages, resources = relations["packages"], relations["resource_roles"].resources
    row = {
        "package": package,
        "package_id": packages["id"].iloc[package],
        "origin_system": "aadgroup",
        "resource_id": resources["id"].iloc[group],
        "resource_name": resources["name"].iloc[group],
        "role": "member",
        "role_name": "Member",
    }
    return pd.concat([roles, pd.DataFrame([row]).astype(roles.dtypes)], ignore_index=True)


def _grant_of(relations: Relations, group: int) -> int:
    granted = relations["resource_roles"].granted
    return int(np.flatnonzero((granted["resource"] == group) & (granted["role"] == MEMBER))[0])


def _closed(policies: pd.DataFrame, gone: Mask) -> pd.DataFrame:
    return policies.assign(requestable=policies["requestable"].mask(gone, False), gone=gone)


def _without(rows: pd.DataFrame, column: str, code: int) -> pd.DataFrame:
    return rows[(rows[column] != code).to_numpy()].reset_index(drop=True)


def _group(relations: Relations, text: str) -> int:
    table = relations["resource_roles"].resources.iloc[: len(relations["group_keys"])]
    return find_one("group", text, table["id"], table["name"])


def _require(relations: Relations, *datasets: str) -> None:
    absent = [name for name in datasets if not relations["coverage"].has(name)]
    if absent:
        raise UsageError(
            f"This cannot be told without {', '.join(absent)}, which the export does not have.",
            "`analyzer plan` says how to export them.",
        )
