"""sign-in-blocked: the account is disabled or deleted, yet a request or policy counts on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.contract import Category, Severity, Subject, check

if TYPE_CHECKING:
    from pandas import DataFrame


@check(
    slug="sign-in-blocked",
    title="The account is blocked from sign-in",
    category=Category.REQUESTS,
    severity=Severity.HIGH,
    subject=Subject.USER,
    message=(
        "'{user_name}' cannot sign in and has {requests:open request|open requests}; "
        "{policies:policy names|policies name} them."
    ),
    remediation="Enable or restore the account, or take the person out of the policy and cancel the request.",
    reference="https://learn.microsoft.com/entra/id-governance/entitlement-management-troubleshoot",
    evidence=("requests", "policies"),
    blind_spots="people the export does not contain (deleted_users tells who was deleted); nested groups",
)
def sign_in_blocked(blocked_people: DataFrame) -> DataFrame:
    """Fires for a disabled or deleted user who has an open request, or whom a requestable policy names.

    ## Why it matters
    Somebody who cannot sign in to the directory can neither request nor receive a package.

    ## How it is decided
    The account is disabled or among the deleted users, and either an open request to add access was made by
    or for the person, or a requestable policy names the person, singly or as a direct member of a group.

    ## What it cannot see
    Blocks by Conditional Access or by risk, and a guest's block in the home directory.
    """
    return blocked_people
