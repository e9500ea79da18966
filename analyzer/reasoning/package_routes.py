"""Access held through access packages: active assignments times the resource roles of their packages.

Source: domain.md section 3 (provenance), C65 (delivered but missing).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.reasoning.routes import Confidence, Route, route_rows
from analyzer.tables.keys import UNKNOWN
from analyzer.tables.memberships import among_sorted, distinct, paired
from analyzer.tables.relations import Coverage, relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import Flags, Mask, at, every, flags, is_one_of, possible, yes

if TYPE_CHECKING:
    from analyzer.reasoning.access_holders import AccessHolders
    from analyzer.reasoning.resource_roles import ResourceRoles


@relation
def package_routes(
    assignment_facts: pd.DataFrame,
    access_holders: AccessHolders,
    package_grants: pd.DataFrame,
    granted_roles: pd.DataFrame,
    resource_roles: ResourceRoles,
    shown_holders: pd.DataFrame,
    roles_known: Mask,
    coverage: Coverage,
) -> pd.DataFrame:
    """Every resource role that an active assignment grants, whether or not it has arrived.

    Active: delivering, partially delivered, delivered (CONTRACT section 6). An assignment of a package whose
    roles were not exported is one row without a resource.

    Returns:
        the columns of `route_rows`, one row per assignment and resource role.
    """
    rows = _held_roles(assignment_facts, access_holders, package_grants, roles_known)
    nameless = access_holders.table["id"].isna().to_numpy()[codes_of(rows, "holder")]
    nameless &= ~yes(at(assignment_facts["outsider"], codes_of(rows, "assignment")))
    shown = _shown(rows, granted_roles, shown_holders, nameless, coverage)
    delivered = at(is_one_of(assignment_facts["state"], ["delivered"]), codes_of(rows, "assignment"))
    grant = codes_of(rows, "grant")
    return route_rows(
        holder=codes_of(rows, "holder"),
        resource=np.append(codes_of(resource_roles.granted, "resource"), UNKNOWN)[grant],
        role=np.append(codes_of(resource_roles.granted, "role"), UNKNOWN)[grant],
        route=Route.ACCESS_PACKAGE,
        package=codes_of(rows, "package"),
        assignment=codes_of(rows, "assignment"),
        confidence=_confidence(rows, assignment_facts, granted_roles, shown),
        missing=every(delivered, ~shown),
        sure=yes(at(assignment_facts["active"], codes_of(rows, "assignment"))),
    )


def _held_roles(
    assignments: pd.DataFrame, holders: AccessHolders, grants: pd.DataFrame, roles_known: Mask
) -> pd.DataFrame:
    """Columns holder, person, package, assignment, grant (int32; `UNKNOWN`: not exported)."""
    rows = pd.DataFrame(
        {
            "holder": holders.of_assignments,
            "package": codes_of(assignments, "package"),
            "assignment": np.arange(len(assignments), dtype=np.int32),
        }
    )
    active = possible(assignments["active"]) & (holders.of_assignments >= 0)
    rows = rows[active]
    package = codes_of(rows, "package")
    known = np.append(roles_known, False)[np.where(package >= 0, package, len(roles_known))]
    granted = rows[package >= 0].merge(grants, on="package", validate="many_to_many")
    return pd.concat([granted, rows[~known].assign(grant=np.int32(UNKNOWN))], ignore_index=True)


def _shown(
    rows: pd.DataFrame,
    grants: pd.DataFrame,
    shown: pd.DataFrame,
    nameless: Mask,
    coverage: Coverage,
) -> Flags:
    """Tell for each row whether the export shows the person in that role.

    `nameless`: whoever it is may be anybody of the directory.
    """
    named = (shown["person"] >= 0).to_numpy()
    held = distinct(paired(codes_of(shown, "grant")[named], codes_of(shown, "person")[named]))
    unseen = np.zeros(len(grants) + 1, bool)
    unseen[codes_of(shown[(shown["person"] < 0).to_numpy()], "grant")] = True
    unseen[-1] = True
    if not coverage.complete("app_role_assignments"):
        unseen[:-1] |= yes(is_one_of(grants["origin_system"], ["AadApplication"]))
    there = among_sorted(paired(codes_of(rows, "grant"), codes_of(rows, "holder")), held)
    return flags(there, ~there & (unseen[codes_of(rows, "grant")] | nameless))


def _confidence(
    rows: pd.DataFrame, assignments: pd.DataFrame, grants: pd.DataFrame, shown: Flags
) -> np.ndarray:
    """Certain: the export shows the role held. Unknown: no dataset could show it, or it may not be active."""
    assignment = codes_of(rows, "assignment")
    theirs = (codes_of(assignments, "person") >= 0)[assignment]
    visible = yes(
        at(is_one_of(grants["origin_system"], ["AadGroup", "AadApplication"]), codes_of(rows, "grant"))
    )
    active = yes(at(assignments["active"], assignment))
    level = np.full(len(rows), Confidence.PROBABLE, np.int8)
    level[yes(shown) & theirs] = Confidence.CERTAIN
    level[~visible | ~active] = Confidence.UNKNOWN
    return level
