"""Why an assignment is not fully delivered."""

from __future__ import annotations

import pandas as pd

from analyzer.tables.relations import relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import Flags, at, every, is_one_of, some, unknown, yes


@relation
def not_redeemed(people: pd.DataFrame) -> Flags:
    """Whether a guest has not accepted the invitation, by person code (Graph `externalUserState`)."""
    return ~is_one_of(people["external_user_state"], ["Accepted"])


@relation
def not_arrived(
    assignment_facts: pd.DataFrame, people: pd.DataFrame, not_redeemed: Flags, never_signed_in: Flags
) -> Flags:
    """Whether an assignment's target is external and has not accepted the invitation or never signed in.

    A target without a user object has never signed in. Where `signInActivity` was not exported, only the
    invitation decides (CONTRACT section 7; domain.md S9).
    """
    person = codes_of(assignment_facts, "person")
    waiting = at(not_redeemed, person)
    if never_signed_in.notna().any():
        waiting = some(waiting, at(never_signed_in, person))
    guest = every(at(people["is_guest"], person), waiting)
    outsider = assignment_facts["outsider"]
    arrived = guest.mask(yes(outsider), True).mask(unknown(outsider), pd.NA)
    return arrived.mask(assignment_facts["application"].to_numpy(bool), False)


@relation
def awaits_site(assignment_facts: pd.DataFrame, sharepoint_packages: Flags) -> Flags:
    """Whether an assignment's package grants a role on a SharePoint site."""
    return at(sharepoint_packages, codes_of(assignment_facts, "package"))
