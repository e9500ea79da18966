"""Thousands of tickets at once: one row each, from the same rules as the single case."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analyzer.reasoning.ticket_gates import RULES, STATES
from analyzer.reasoning.ticket_rules import joined_rules, standing
from analyzer.tables.dataset import STRING
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import Flags, at, unknown, yes

TICKET_COLUMNS = (
    "user",
    "access_package",
    "user_id",
    "access_package_id",
    "verdict",
    "visible",
    "blockers",
    "undetermined",
    "link",
    "link_verdict",
    "policies",
)
"""Columns of `why --tickets` (CONTRACT section 4)."""


def ticket_answers(
    ticket_facts: pd.DataFrame,
    people: pd.DataFrame,
    packages: pd.DataFrame,
    ticket_reasons: pd.DataFrame,
    ticket_gates: pd.DataFrame,
    ticket_verdicts: pd.Series[str],
    ticket_visibility: Flags,
    ticket_links: pd.Series[str],
    link_is_right: Flags,
    ticket_offers: pd.DataFrame,
    policies: pd.DataFrame,
) -> pd.DataFrame:
    """The answer to every ticket.

    Returns:
        the columns `TICKET_COLUMNS` (string; visible boolean), one row per ticket, in the order given.
    """
    doubts = standing(ticket_reasons, ticket_gates)
    return pd.DataFrame(
        {
            "user": ticket_facts["user"],
            "access_package": ticket_facts["package_text"],
            "user_id": at(people["id"], codes_of(ticket_facts, "person")),
            "access_package_id": at(packages["id"], codes_of(ticket_facts, "package")),
            "verdict": ticket_verdicts,
            "visible": ticket_visibility,
            "blockers": joined_rules({rule: yes(ticket_reasons[rule]) for rule in RULES}),
            "undetermined": joined_rules({rule: unknown(doubts[rule]) for rule in (*RULES, *STATES)}),
            "link": ticket_links,
            "link_verdict": _link_verdict(ticket_facts["link"], link_is_right),
            "policies": _offered(ticket_offers, policies["id"], len(ticket_facts)),
        }
    )[list(TICKET_COLUMNS)]


def _link_verdict(link: pd.Series[str], right: Flags) -> pd.Series[str]:
    given = link.fillna("").str.strip().ne("").to_numpy(bool)
    words = np.select([~given, yes(right), unknown(right)], ["", "right", "unknown"], "wrong")
    return pd.Series(words, dtype=STRING)


def _offered(offers: pd.DataFrame, ids: pd.Series[str], size: int) -> pd.Series[str]:
    rows = pd.DataFrame({"subject": codes_of(offers, "subject"), "id": at(ids, codes_of(offers, "policy"))})
    joined = rows.sort_values("id").groupby("subject")["id"].agg(";".join)
    return joined.reindex(range(size)).fillna("").astype(STRING)
