"""my-access-link-wrong: the link on the ticket does not lead to the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.contract import Category, Severity, Subject, check

if TYPE_CHECKING:
    from pandas import DataFrame, Series


@check(
    slug="my-access-link-wrong",
    title="The person did not use the package's My Access link",
    category=Category.REQUESTS,
    severity=Severity.LOW,
    subject=Subject.ACCESS_PACKAGE,
    message="The ticket of '{user}' has a link that does not lead to '{access_package_name}'.",
    remediation="Send the person the package's own link: {right_link}",
    reference="https://learn.microsoft.com/entra/id-governance/entitlement-management-request-access",
    identity=("user", "link"),
    evidence=("user", "link", "right_link"),
    blind_spots="tickets whose access package the export does not contain; the tenant's verified domains",
)
def my_access_link_wrong(
    ticket_facts: DataFrame, link_is_right: Series[bool], ticket_links: Series[str]
) -> DataFrame:
    """Fires for a ticket whose link is not that package's My Access link.

    ## Why it matters
    With another link My Access shows another directory or another package, and the person sees nothing to
    request.

    ## How it is decided
    The link must name the My Access portal, any verified domain of the tenant or its id, and the package's
    id. A ticket without a link is not judged.

    ## What it cannot see
    What the person saw behind the link.
    """
    return ticket_facts.assign(fires=~link_is_right, right_link=ticket_links)
