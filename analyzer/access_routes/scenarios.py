"""What would be different: the relations of a tenant in which something was removed, or put under a package.

Two tenants for each change: one without what is surely gone, one without all that may be gone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analyzer.access_routes.lookup import find_package
from analyzer.access_routes.revocation import revoked_roles, surely_revoked, without_roles
from analyzer.errors import UsageError
from analyzer.reasoning.resource_roles import MEMBER
from analyzer.tables.keys import MISSING, UNKNOWN
from analyzer.tables.lookup import find_one
from analyzer.tables.memberships import members_of
from analyzer.tables.relations import RELATIONS, Relations
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import possible, yes

if TYPE_CHECKING:
    from analyzer.tables.three_valued import Codes, Mask

KINDS = ("assignment", "policy", "package", "group")
"""What can be removed."""

_PACKAGES = ("access_packages", "resource_role_scopes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Two tenants after a change: without what is surely revoked, and without what may be revoked.

    `certain`, `possible`: the same relations where nothing is left open.
    `holders`: whom it may concern (codes of `access_holders`). `watched`: a resource (code) on which
    everybody's access is told, lost or not. `loss`: the word for access that is gone. `gone_package`,
    `gone_group`: what no longer exists (codes).
    """

    question: str
    certain: Relations
    possible: Relations
    holders: Codes
    watched: int | None = None
    loss: str = "lost"
    gone_package: int | None = None
    gone_group: int | None = None

    @property
    def worlds(self) -> tuple[Relations, ...]:
        """The one tenant there is after the change, or the two between which it lies."""
        return (self.certain,) if self.possible is self.certain else (self.certain, self.possible)


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
    if kind == "assignment":
        ended = np.arange(len(facts)) == find_one("assignment", text, facts["id"], facts["id"])
        scenario = _without_assignments(relations, ended, np.zeros(len(facts), bool))
    elif kind == "policy":
        scenario = _without_policy(relations, text)
    else:
        package, theirs = find_package(relations, text), codes_of(facts, "package")
        scenario = _without_assignments(relations, theirs == package, theirs == MISSING)
        scenario = replace(scenario, gone_package=package)
    return replace(scenario, question=question)


def _without_policy(relations: Relations, text: str) -> Scenario:
    """End the assignments of a policy; those of its package that name no policy may be among them."""
    _require(relations, "assignment_policies")
    policies, facts = relations["policies"], relations["assignment_facts"]
    policy = find_one("policy", text, policies["id"], policies["display_name"])
    kept = np.arange(len(policies)) != policy
    renumbered = np.append(np.where(kept, np.cumsum(kept) - 1, UNKNOWN), UNKNOWN).astype(np.int32)
    theirs, package = codes_of(facts, "policy"), codes_of(facts, "package")
    own = codes_of(policies, "package")[policy]
    near = (package == own) | (package < 0) | (own < 0)
    left = relations.given(
        assignment_policies=relations["assignment_policies"].chosen(kept),
        assignment_facts=facts.assign(policy=np.where(theirs < 0, theirs, renumbered[theirs])),
    )
    return _without_assignments(left, theirs == policy, (theirs == MISSING) & near)


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
    surely = with_role.given(membership_edges=_left(relations, group, certain))
    question = f"if {package_text} granted membership of {group_text}"
    return Scenario(
        question=question,
        certain=surely,
        possible=surely
        if len(certain) == len(rows)
        else with_role.given(membership_edges=_left(relations, group, rows)),
        holders=np.unique(edges.person[edges.group == group]),
        watched=group,
        loss="at-risk",
    )


def _left(relations: Relations, group: int, rows: pd.DataFrame) -> Any:
    edges = relations["membership_edges"]
    gone = (edges.group == group) & np.isin(edges.person, codes_of(rows, "person"))
    return replace(edges, group=edges.group[~gone], person=edges.person[~gone])


def _without_assignments(relations: Relations, ended: Mask, perhaps: Mask) -> Scenario:
    active = possible(relations["assignment_facts"]["active"])
    ended, perhaps = ended & active, (ended | perhaps) & active
    after = _ended(relations, ended)
    revoked = revoked_roles(relations, after, ended)
    certain = possibly = after.given(**without_roles(after, revoked[revoked["certain"]], yes))
    if perhaps.sum() > ended.sum():
        after = _ended(relations, perhaps)
        revoked = revoked_roles(relations, after, perhaps)
        possibly = after.given(**without_roles(after, revoked, possible))
    elif not surely_revoked(after, revoked):
        possibly = after.given(**without_roles(after, revoked, possible))
    holders = relations["access_holders"].of_assignments[perhaps]
    return Scenario(question="", certain=certain, possible=possibly, holders=np.unique(holders[holders >= 0]))


def _ended(relations: Relations, rows: Mask) -> Relations:
    facts = relations["assignment_facts"]
    return relations.given(
        assignment_facts=facts.assign(
            active=facts["active"].mask(rows, False),
            awaiting_delivery=facts["awaiting_delivery"].mask(rows, False),
            state=facts["state"].mask(rows, "expired"),
        )
    )


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
    return Scenario(
        question="", certain=after, possible=after, holders=holders[holders >= 0], gone_group=group
    )


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
