"""Tickets: who complained about which access package, and with which link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from analyzer.tables.dataset import Dataset, as_text
from analyzer.tables.keys import UNKNOWN, Keys
from analyzer.tables.relations import relation

if TYPE_CHECKING:
    from analyzer.tables.three_valued import Codes


@relation
def ticket_facts(
    tickets: Dataset, package_keys: Keys, access_packages: Dataset, users: Dataset
) -> pd.DataFrame:
    """Tickets, one row each.

    A user is named by id, principal name or mail; a package by id or exact display name (CONTRACT section 4).
    A name that two packages share names neither.

    Returns:
        columns: user, package_text, link (string); person, package (int32 codes).
    """
    wanted = tickets.column("access_package")
    by_id = package_keys.codes(wanted)
    by_name = _unique_match(wanted, access_packages.column("displayName"))
    return pd.DataFrame(
        {
            "user": tickets.text("user"),
            "package_text": as_text(wanted),
            "link": tickets.text("link"),
            "person": _person(tickets.column("user"), users),
            "package": pd.Series(by_id).where(by_id >= 0, by_name).to_numpy(np.int32),
        }
    )


def _unique_match(wanted: object, names: object) -> Codes:
    """Return the position of each wanted text among `names`, `UNKNOWN` where none or several match."""
    listed = as_text(names)
    once = ~listed.duplicated(keep=False)
    position = pd.Series(range(len(listed)), index=listed)[once.to_numpy() & listed.notna().to_numpy()]
    codes: Codes = as_text(wanted).map(position).fillna(UNKNOWN).to_numpy().astype(np.int32)
    return codes


def _person(wanted: object, users: Dataset) -> Codes:
    text = pc.utf8_lower(wanted)
    found = None
    for name in ("id", "userPrincipalName", "mail"):
        place = pc.index_in(text, value_set=pc.utf8_lower(users.column(name)).combine_chunks())
        found = place if found is None else pc.coalesce(found, place)
    codes: Codes = np.asarray(pc.fill_null(found, UNKNOWN)).astype(np.int32)
    return codes
