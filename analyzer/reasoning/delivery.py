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
def guests_not_arrived(people: pd.DataFrame, not_redeemed: Flags, never_signed_in: Flags) -> Flags:
    """Whether a guest has not accepted the invitation or never signed in, by person code.

    Where `signInActivity` was not exported, only the invitation decides (CONTRACT section 7; domain.md S9).
    """
    dated = never_signed_in.notna().any()
    waiting = some(not_redeemed, never_signed_in) if dated else not_redeemed
    return every(people["is_guest"], waiting)


@relation
def not_arrived(assignment_facts: pd.DataFrame, guests_not_arrived: Flags) -> Flags:
    """Whether an assignment's target is external and has not arrived (see `guests_not_arrived`).

    A target without a user object has never signed in.
    """
    guest = at(guests_not_arrived, codes_of(assignment_facts, "person"))
    outsider = assignment_facts["outsider"]
    arrived = guest.mask(yes(outsider), True).mask(unknown(outsider), pd.NA)
    return arrived.mask(assignment_facts["application"].to_numpy(bool), False)


@relation
def awaits_site(assignment_facts: pd.DataFrame, sharepoint_packages: Flags) -> Flags:
    """Whether an assignment's package grants a role on a SharePoint site."""
    return at(sharepoint_packages, codes_of(assignment_facts, "package"))
