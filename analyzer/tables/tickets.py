"""Tickets: who complained about which access package, and with which link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from analyzer.tables.dataset import Dataset, as_text, not_exported
from analyzer.tables.identities import SEVERAL, find_people
from analyzer.tables.keys import UNKNOWN, Keys
from analyzer.tables.relations import relation

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from analyzer.tables.three_valued import Codes


ANSWERS_NEED = ("users", "access_packages", "assignment_policies")
"""Datasets without which it can still be said what is not known of a ticket."""


def stand_ins(has: Callable[[str], bool]) -> dict[str, Dataset]:
    """Return, for datasets that were not exported, ones without rows in which absence proves nothing."""
    return {name: not_exported(name) for name in ANSWERS_NEED if not has(name)}


@relation
def ticket_facts(
    tickets: Dataset,
    package_keys: Keys,
    access_packages: Dataset,
    people: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Tickets, one row each.

    A user is named by id, principal name or mail; a package by id or exact display name (CONTRACT section 4),
    outer blanks aside. A name that two packages share names neither.

    Returns:
        columns: user, package_text, link (string); link_exported (bool); person (int32 code; `UNKNOWN`:
        nobody, `SEVERAL`: a name that people share), package (int32 code, `UNKNOWN` or `SEVERAL`).
    """
    wanted = tickets.column("access_package")
    by_id = package_keys.codes(pc.utf8_trim_whitespace(wanted))
    nobody = np.full(len(tickets), UNKNOWN, np.int32)
    return pd.DataFrame(
        {
            "user": tickets.text("user"),
            "package_text": as_text(wanted),
            "link": tickets.text("link"),
            "link_exported": tickets.has("link"),
            "person": nobody if people is None else find_people(tickets.column("user"), people),
            "package": np.where(by_id >= 0, by_id, _by_name(wanted, access_packages)).astype(np.int32),
        }
    )


def _by_name(wanted: pa.ChunkedArray, access_packages: Dataset) -> Codes:
    """Return the position of each wanted text among the display names, `UNKNOWN` for none."""
    listed = as_text(access_packages.column("displayName")).str.strip()
    place = pd.Series(np.arange(len(listed), dtype=np.int32), index=listed)
    place[listed.duplicated(keep=False).to_numpy()] = SEVERAL
    place = place[~place.index.duplicated() & place.index.notna()]
    codes: Codes = as_text(wanted).str.strip().map(place).fillna(UNKNOWN).to_numpy().astype(np.int32)
    return codes
