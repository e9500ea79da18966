"""resource-members-without-assignment: in the resource already, but not through the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.contract import Category, Severity, Subject, check

if TYPE_CHECKING:
    from pandas import DataFrame


@check(
    slug="resource-members-without-assignment",
    title="People in a resource have no assignment of the package that grants it",
    category=Category.RESOURCES,
    severity=Severity.MEDIUM,
    subject=Subject.USER,
    message="'{user_name}' holds the role '{role}' on '{resource_name}' without a covering assignment.",
    remediation="Assign the package to the person, or let them request it, before access depends on it.",
    reference="https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-resources",
    identity=("resource_id", "role"),
    evidence=("origin_system", "role", "packages"),
    blind_spots="permissions on SharePoint sites, directory roles and Azure roles are in no dataset",
)
def resource_members_without_assignment(uncovered_holders: DataFrame, granted_roles: DataFrame) -> DataFrame:
    """Fires for a direct user who already holds a resource role that an access package grants.

    ## Why it matters
    Such a person keeps the access only until an assignment of theirs ends: removing an assignment takes the
    role away even from somebody who had it before.

    ## How it is decided
    Direct members and owners of groups and direct holders of app roles are compared with the active
    assignments (delivering, partially delivered, delivered) of every package that grants the same role on
    the same resource. Dynamic groups, nested groups as members and service principals do not count.

    ## What it cannot see
    Permissions on SharePoint sites, and whether a membership is older than an assignment.
    """
    return uncovered_holders.join(granted_roles, on="grant", validate="many_to_one")
