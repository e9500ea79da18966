"""Separation of duties: does the person of a ticket hold something that shuts people out of the package?

Source: domain.md C40, C41 and section 2, step 7. One-way: only the list of the package asked for counts.
Whether members of a nested group are shut out is not documented (domain.md section 7): undetermined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.reasoning.possession import has_record
from analyzer.tables.relations import Coverage, relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import Flags, Mask, any_by, flags, yes

if TYPE_CHECKING:
    from analyzer.tables.memberships import Members


@relation
def ticket_shutting_packages(ticket_pairs: pd.DataFrame, shutting_packages: pd.DataFrame) -> pd.DataFrame:
    """Packages that shut people out of those asked for.

    Returns:
        columns: subject (row of the ticket), package (int32 code), package_id (string).
    """
    known = ticket_pairs[ticket_pairs["package"] >= 0]
    met = known.merge(shutting_packages, on="package", validate="many_to_many")
    return pd.DataFrame({"subject": met["subject"], "package": met["other"], "package_id": met["other_id"]})


@relation
def ticket_shutting_groups(ticket_pairs: pd.DataFrame, shutting_groups: pd.DataFrame) -> pd.DataFrame:
    """Groups that shut people out of the packages asked for: subject (row of the ticket), group (code)."""
    known = ticket_pairs[ticket_pairs["package"] >= 0]
    met = known.merge(shutting_groups, on="package", validate="many_to_many")
    return met[["subject", "group"]]


@relation
def incompatible_package_held(
    ticket_pairs: pd.DataFrame,
    ticket_people: pd.DataFrame,
    ticket_shutting_packages: pd.DataFrame,
    shutting_packages_known: Mask,
    coverage: Coverage,
    active_possessions: pd.DataFrame | None = None,
) -> Flags:
    """Whether the person holds an active assignment of an incompatible package, one answer per ticket."""
    held = has_record(
        ticket_shutting_packages, ticket_people, active_possessions, coverage.complete("assignments")
    )
    answer = any_by(held, codes_of(ticket_shutting_packages, "subject"), len(ticket_pairs))
    return _where_listed(answer, ticket_pairs, ticket_people, shutting_packages_known)


@relation
def shutting_memberships(
    ticket_shutting_groups: pd.DataFrame, ticket_people: pd.DataFrame, ticket_groups: Members
) -> pd.DataFrame:
    """Whether the person of a ticket is in an incompatible group, one row per (ticket, group).

    Returns:
        columns: subject, group (int32), member (boolean).
    """
    subject, group = (codes_of(ticket_shutting_groups, name) for name in ("subject", "group"))
    asked = pd.DataFrame({"group": group, "person": codes_of(ticket_people, "person")[subject]})
    met = asked.merge(ticket_groups.rows, on=["group", "person"], how="left", validate="many_to_one")
    direct = met["direct"].astype("boolean")
    settled = np.append(ticket_groups.settled, False)[np.where(group >= 0, group, len(ticket_groups.settled))]
    inside = (asked["person"] >= 0).to_numpy()
    member = flags(yes(direct), direct.notna().to_numpy() | (inside & ~settled))
    return ticket_shutting_groups.reset_index(drop=True).assign(member=member)


@relation
def incompatible_group_member(
    ticket_pairs: pd.DataFrame,
    ticket_people: pd.DataFrame,
    shutting_memberships: pd.DataFrame,
    shutting_groups_known: Mask,
) -> Flags:
    """Whether the person is in a group that is incompatible with the package, one answer per ticket.

    Somebody who is not in the directory is in no group.
    """
    answer = any_by(
        shutting_memberships["member"], codes_of(shutting_memberships, "subject"), len(ticket_pairs)
    )
    answer = _where_listed(answer, ticket_pairs, ticket_people, shutting_groups_known)
    return answer.mask(codes_of(ticket_people, "person") < 0, False)


def _where_listed(answer: Flags, pairs: pd.DataFrame, people: pd.DataFrame, listed: Mask) -> Flags:
    """Let no stand only where the package's incompatibilities were exported."""
    package = codes_of(pairs, "package")
    known = np.append(listed, True)[np.where(package >= 0, package, len(listed))]
    unplaced = ~people["placed"].to_numpy(bool)
    return answer.mask(~known & ~yes(answer), pd.NA).mask(unplaced, False)
