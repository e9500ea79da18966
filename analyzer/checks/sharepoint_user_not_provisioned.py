"""sharepoint-user-not-provisioned: the site does not know the guest yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.contract import Category, Severity, Subject, check

if TYPE_CHECKING:
    from pandas import DataFrame, Series


@check(
    slug="sharepoint-user-not-provisioned",
    title="An external user's SharePoint site is not provisioned yet",
    category=Category.DELIVERY,
    severity=Severity.MEDIUM,
    subject=Subject.ASSIGNMENT,
    message="'{who}' never signed in, so the SharePoint site of '{access_package_name}' cannot be delivered.",
    remediation="Have the person accept the invitation and sign in once; delivery then completes.",
    reference="https://learn.microsoft.com/entra/id-governance/entitlement-management-external-users",
    evidence=("state",),
    blind_spots="users that were not exported; roles of packages that were not exported",
)
def sharepoint_user_not_provisioned(
    assignment_facts: DataFrame, awaits_site: Series[bool], not_arrived: Series[bool], only_sites: DataFrame
) -> DataFrame:
    """Fires for an unfinished assignment of a package with a SharePoint site to a user who never signed in.

    ## Why it matters
    SharePoint Online creates an external user's account at the first sign-in. Until then the assignment shows
    as not fully delivered.

    ## How it is decided
    The assignment is delivering or partially delivered, its package grants a role on a SharePoint site, and
    its target is a guest who has not redeemed the invitation or never signed in, or is not in the directory
    at all. Where sign-in activity was not exported, the invitation alone decides.

    ## What it cannot see
    The site's own list of users and its sharing settings.
    """
    return assignment_facts.assign(
        subject_id=assignment_facts["id"],
        subject_name=assignment_facts["subject_name"],
        fires=assignment_facts["awaiting_delivery"] & awaits_site & not_arrived,
        who=assignment_facts["subject_name"].fillna(assignment_facts["id"]),
    ).join(only_sites, on="package", validate="many_to_one")
