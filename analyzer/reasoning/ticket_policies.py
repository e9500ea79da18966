"""What each policy of a package says to the person of a ticket: admitted, or every reason why not.

Source: domain.md section 2, steps 5 and 6; CONTRACT sections 6 and 7.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analyzer.reasoning.policy_choice import best_tier, tiers_of
from analyzer.reasoning.policy_scope import in_scope
from analyzer.reasoning.requests import candidates_for
from analyzer.tables.relations import relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import Codes, Flags, at, every, possible, some, yes

AUTOMATIC = "automatic-assignment-only"
DIRECT_ONLY = "direct-assignment-only"
SELF_REQUEST_OFF = "self-request-off"
ENDED = "policy-ended"
NOT_IN_SCOPE = "not-in-policy-scope"
PERSONAL_IDENTITY = "not-an-organizational-account"
DIRECTORY = "directory-not-in-policy"
OUT_OF_SCOPE = (NOT_IN_SCOPE, PERSONAL_IDENTITY, DIRECTORY)
"""How a refusal by scope is called for a member, for a personal identity, for any other external person."""
POLICY_RULES = (AUTOMATIC, DIRECT_ONLY, SELF_REQUEST_OFF, ENDED, *OUT_OF_SCOPE)


@relation
def ticket_candidates(ticket_facts: pd.DataFrame, policies: pd.DataFrame) -> pd.DataFrame:
    """Every policy of a ticket's package: subject (int32: row of the ticket), policy (int32 code)."""
    return candidates_for(codes_of(ticket_facts, "package"), policies)


@relation
def ticket_refusals(
    ticket_candidates: pd.DataFrame,
    ticket_identities: pd.DataFrame,
    ticket_audiences: pd.DataFrame,
    policies: pd.DataFrame,
    policy_audiences: pd.DataFrame,
) -> pd.DataFrame:
    """Every reason for which a policy refuses a person, one row per candidate.

    A policy that surely assigns by rule, or only through administrators, is not asked about anything else.
    Of somebody whom the export cannot place the scope says nothing.

    Returns:
        columns: subject, policy (int32), tier (int64), admits (boolean), and one boolean column for each of
        `POLICY_RULES`.
    """
    subject, policy = codes_of(ticket_candidates, "subject"), codes_of(ticket_candidates, "policy")
    automatic, direct_only = (at(policies[name], policy) for name in ("automatic", "direct_only"))
    idle = yes(automatic) | yes(direct_only)
    outside_scope = ~in_scope(ticket_candidates, ticket_audiences, policy_audiences)
    placed = yes(~ticket_identities["unplaced"])[subject]
    reasons = {
        AUTOMATIC: automatic,
        DIRECT_ONLY: every(~automatic, direct_only),
        SELF_REQUEST_OFF: (~at(policies["self_request"], policy)).mask(idle, False),
        ENDED: at(policies["ended"], policy).mask(idle, False),
        **_scope_reasons(outside_scope.mask(idle | ~placed, False), ticket_identities, subject),
    }
    admits = ~some(*reasons.values())
    return pd.DataFrame(
        {
            "subject": subject,
            "policy": policy,
            "tier": tiers_of(policies)[policy],
            "admits": admits.mask(~placed & possible(admits), pd.NA),
        }
        | reasons
    )


def _scope_reasons(outside: Flags, identities: pd.DataFrame, subject: Codes) -> dict[str, Flags]:
    """Call a refusal by scope what it is for this person; who may be external counts as a member."""
    external = yes(identities["external"])[subject]
    personal = external & yes(identities["personal"])[subject]
    chosen = {
        NOT_IN_SCOPE: ~external,
        PERSONAL_IDENTITY: personal,
        DIRECTORY: external & ~personal,
    }
    return {rule: outside.mask(~mask, False) for rule, mask in chosen.items()}


@relation
def ticket_offers(ticket_refusals: pd.DataFrame) -> pd.DataFrame:
    """The admitting policies of the best tier: those among which the person may choose.

    Returns:
        the rows of `ticket_refusals` that surely admit and are not outranked by another that does.
    """
    subject, tier = codes_of(ticket_refusals, "subject"), ticket_refusals["tier"].to_numpy(np.int64)
    admits = ticket_refusals["admits"]
    return ticket_refusals[yes(admits) & best_tier(subject, tier, admits)]
