"""Rules by name: what stands in the way of tickets, or may, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analyzer.reasoning.ticket_gates import STATES
from analyzer.tables.dataset import STRING

if TYPE_CHECKING:
    from analyzer.tables.three_valued import Mask


def standing(ticket_reasons: pd.DataFrame, ticket_gates: pd.DataFrame) -> pd.DataFrame:
    """Put together all that a verdict is made of: one boolean column for each of `RULES` and `STATES`."""
    return pd.concat([ticket_reasons, ticket_gates[list(STATES)]], axis=1)


def joined_rules(chosen: dict[str, Mask]) -> pd.Series[str]:
    """Join the names of what is true in each row with `;`, in the order of the alphabet."""
    size = len(next(iter(chosen.values())))
    text = pd.Series([""] * size, dtype=STRING)
    for name in sorted(chosen):
        text = text.where(~chosen[name], text + (name + ";"))
    return text.str.rstrip(";")
