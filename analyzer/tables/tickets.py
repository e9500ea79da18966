"""Tickets: who complained about which access package, and with which link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.tables.dataset import Dataset, as_text, not_exported
from analyzer.tables.identities import find_people
from analyzer.tables.keys import UNKNOWN
from analyzer.tables.lookup import find_objects
from analyzer.tables.relations import relation

if TYPE_CHECKING:
    from collections.abc import Callable


ANSWERS_NEED = ("users", "access_packages", "assignment_policies")
"""Datasets without which it can still be said what is not known of a ticket."""


def stand_ins(has: Callable[[str], bool]) -> dict[str, Dataset]:
    """Return, for datasets that were not exported, ones without rows in which absence proves nothing."""
    return {name: not_exported(name) for name in ANSWERS_NEED if not has(name)}


@relation
def ticket_facts(
    tickets: Dataset,
    access_packages: Dataset,
    people: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Tickets, one row each.

    A user is named by id, principal name or mail; a package by id or display name (CONTRACT section 4).
    A name that two packages share names neither, unless one of them is spelt just so.

    Returns:
        columns: user, package_text, link (string); link_exported (bool); person (int32 code; `UNKNOWN`:
        nobody, `SEVERAL`: a name that people share), package (int32 code, `UNKNOWN` or `SEVERAL`).
    """
    wanted = tickets.column("access_package")
    nobody = np.full(len(tickets), UNKNOWN, np.int32)
    return pd.DataFrame(
        {
            "user": tickets.text("user"),
            "package_text": as_text(wanted),
            "link": tickets.text("link"),
            "link_exported": tickets.has("link"),
            "person": nobody if people is None else find_people(tickets.column("user"), people),
            "package": find_objects(
                wanted, access_packages.column("id"), access_packages.column("displayName")
            ),
        }
    )
