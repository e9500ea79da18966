"""directory-not-in-policy: the person's directory is in no policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.contract import Category, Severity, Subject, check
from analyzer.checking.frames import stack

if TYPE_CHECKING:
    from pandas import DataFrame, Series


@check(
    slug="directory-not-in-policy",
    title="No policy includes the person's directory",
    category=Category.EXTERNAL,
    severity=Severity.HIGH,
    subject=Subject.USER,
    message="No requestable policy admits {whom} '{who}'.",
    remediation="Add the organization or the person to a policy, or create a policy for them.",
    reference="https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-request-policy",
    evidence=("mail_domain", "home_domain"),
    blind_spots="the home organization of guests; groups that were not exported or are nested",
)
def directory_not_in_policy(
    guests: DataFrame,
    people: DataFrame,
    guest_admission: Series[bool],
    organizations: DataFrame,
    organization_admission: Series[bool],
    open_requests: DataFrame,
    unadmitted_requests: Series[bool],
) -> DataFrame:
    """Fires for guests, connected organizations and open requests that no requestable policy admits.

    ## Why it matters
    A package is shown only to people whose directory one of its policies includes. Everybody else sees
    nothing, or asks in vain.

    ## How it is decided
    An enabled guest with an organizational identity whom no requestable policy of any package admits; a
    connected organization none of whose users any requestable policy admits; an open request whose package
    has no requestable policy that admits its requestor.

    ## What it cannot see
    The home tenant of a guest, unless the export names their organization or a mail domain tells it.
    """
    persons = guests["person"].to_numpy()
    enabled = people["enabled"].take(persons).reset_index(drop=True)
    work = guests["is_guest"] & enabled & guests["organizational"]
    names = people["display_name"].take(persons).reset_index(drop=True)
    return stack(
        guests[["person", "mail_domain", "home_domain"]].assign(
            fires=work & ~guest_admission, whom="guest", who=names
        ),
        organizations.assign(
            subject_type="connected_organization",
            subject_id=organizations["id"],
            subject_name=organizations["display_name"],
            fires=~organization_admission,
            whom="people of the connected organization",
            who=organizations["display_name"],
        ),
        open_requests[["person", "package", "mail_domain"]].assign(
            subject_type="assignment_request",
            subject_id=open_requests["id"],
            subject_name=open_requests["subject_name"],
            fires=unadmitted_requests,
            whom="the requestor",
            who=open_requests["subject_name"].fillna(open_requests["id"]),
        ),
    )
