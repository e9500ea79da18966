"""Tickets: who complained about which access package, and with which link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.tables.dataset import Dataset, as_text
from analyzer.tables.keys import UNKNOWN, Keys
from analyzer.tables.relations import relation

if TYPE_CHECKING:
    from analyzer.tables.three_valued import Codes


@relation
def ticket_facts(
    tickets: Dataset, package_keys: Keys, access_packages: Dataset, users: Dataset | None = None
) -> pd.DataFrame:
    """Tickets, one row each.

    A user is named by id, principal name or mail; a package by id or exact display name (CONTRACT section 4).
    A name that two packages share names neither.

    Returns:
        columns: user, package_text, link (string); link_exported (bool); person, package (int32 codes).
    """
    wanted = tickets.column("access_package")
    by_id = package_keys.codes(wanted)
    by_name = _unique_match(wanted, access_packages.column("displayName"))
    return pd.DataFrame(
        {
            "user": tickets.text("user"),
            "package_text": as_text(wanted),
            "link": tickets.text("link"),
            "link_exported": tickets.has("link"),
            "person": _person(tickets.column("user"), users),
            "package": pd.Series(by_id).where(by_id >= 0, by_name).to_numpy(np.int32),
        }
    )


def _unique_match(wanted: pa.ChunkedArray, names: pa.ChunkedArray) -> Codes:
    """Return the position of each wanted text among `names`, `UNKNOWN` where none or several match."""
    listed = as_text(names)
    once = ~listed.duplicated(keep=False)
    position = pd.Series(range(len(listed)), index=listed)[once.to_numpy() & listed.notna().to_numpy()]
    codes: Codes = as_text(wanted).map(position).fillna(UNKNOWN).to_numpy().astype(np.int32)
    return codes


def _person(wanted: pa.ChunkedArray, users: Dataset | None) -> Codes:
    """Find each named user; a directory is searched for the few names, not the names in the directory."""
    codes = np.full(len(wanted), UNKNOWN, np.int32)
    if users is None:
        return codes
    text = pc.utf8_lower(wanted).combine_chunks()
    for name in ("mail", "userPrincipalName", "id"):
        listed = pc.utf8_lower(users.column(name))
        rows = np.flatnonzero(np.asarray(pc.is_in(listed, value_set=text)))
        place = np.asarray(
            pc.fill_null(pc.index_in(text, value_set=listed.take(pa.array(rows)).combine_chunks()), -1)
        )
        codes = np.where(place >= 0, rows[place] if len(rows) else UNKNOWN, codes)
    return codes.astype(np.int32)
