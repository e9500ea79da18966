"""What an export cannot show of access, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import possible

if TYPE_CHECKING:
    from analyzer.tables.memberships import Edges
    from analyzer.tables.relations import Coverage, Relations

_THROUGH = {
    "assignments": "access packages",
    "resource_role_scopes": "access packages",
    "group_members": "groups",
    "group_owners": "the ownership of groups",
    "app_role_assignments": "app roles",
    "directory_role_assignments": "directory roles",
}
"""Which routes a dataset shows."""

NEVER = (
    "SharePoint permissions, eligible directory roles and Azure roles are in no dataset of an export; "
    "only the packages that grant them tell of them."
)


def gaps(relations: Relations) -> tuple[str, ...]:
    """Return why routes may be missing, one sentence each; the last one is true of every export."""
    coverage: Coverage = relations["coverage"]
    edges: Edges = relations["membership_edges"]  # what memberships lack is known once they were read
    found = []
    for name, ways in _THROUGH.items():
        if not coverage.has(name):
            found.append(f"Routes through {ways} cannot be seen: the export has no {name}.")
        elif reasons := coverage.gaps(name):
            found.append(
                f"Routes through {ways} may be missing: {name} is incomplete ({'; '.join(reasons)})."
            )
    return (*found, *_members(edges, coverage), *_assignments(relations, coverage), NEVER)


def _members(edges: Edges, coverage: Coverage) -> list[str]:
    if not coverage.complete("group_members"):
        return []
    unlisted, vague = int((~edges.listed).sum()), int(edges.vague.sum())
    found = []
    if unlisted:
        found.append(f"The members of {unlisted:,} of {len(edges.listed):,} groups were not exported.")
    if vague:
        found.append(f"{vague:,} groups have members whom the export does not name; they are not listed.")
    return found


def _assignments(relations: Relations, coverage: Coverage) -> list[str]:
    if not coverage.has("assignments") or not coverage.has("access_packages"):
        return []
    facts = relations["assignment_facts"]
    active = possible(facts["active"])
    found = []
    applications = int((active & facts["application"].to_numpy(bool)).sum())
    if applications:
        found.append(f"{applications:,} active assignments are held by applications; they are not listed.")
    nameless = int((active & facts["anybody"].to_numpy(bool)).sum())
    if nameless:
        found.append(f"{nameless:,} active assignments do not say whose they are.")
    lost = int(np.count_nonzero(active & (codes_of(facts, "package") < 0)))
    if lost:
        found.append(f"{lost:,} active assignments are of access packages that the export does not hold.")
    return found
