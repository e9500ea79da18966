"""not-an-organizational-account: a personal account that no policy is open to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.contract import Category, Severity, Subject, check

if TYPE_CHECKING:
    from pandas import DataFrame, Series


@check(
    slug="not-an-organizational-account",
    title="The person signs in with a personal account that no policy admits",
    category=Category.EXTERNAL,
    severity=Severity.HIGH,
    subject=Subject.USER,
    message="Guest '{user_name}' has a personal account, and no requestable policy admits it.",
    remediation="Invite the person's organizational account, or open a policy to all external users.",
    reference="https://learn.microsoft.com/entra/id-governance/entitlement-management-troubleshoot",
    evidence=("mail_domain", "home_domain"),
    blind_spots="the home organization of guests; guests in groups that were not exported or are nested",
)
def not_an_organizational_account(
    guests: DataFrame, people: DataFrame, guest_admission: Series[bool]
) -> DataFrame:
    """Fires for an enabled guest with a personal identity whom no requestable policy admits.

    ## Why it matters
    Policies for connected organizations recognise people by their organization. Somebody who signs in with a
    Microsoft, Google or Facebook account or a one-time passcode is not recognised and sees no package.

    ## How it is decided
    The guest's identities name a personal issuer and no organizational one, the account is enabled, and no
    requestable policy of any package admits it.

    ## What it cannot see
    Which account the person used at sign-in. A policy in a catalog that is not enabled for external users
    leaves it undetermined whether guests may use it.
    """
    enabled = people["enabled"].take(guests["person"].to_numpy()).reset_index(drop=True)
    personal = guests["is_guest"] & enabled & ~guests["organizational"]
    return guests.assign(fires=personal & ~guest_admission)
