"""What would become of requests after a change: the rules of `why`, asked of people and packages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.reasoning.policy_choice import best_tier
from analyzer.reasoning.ticket_gates import ASSIGNED, GROUP_MEMBER, PACKAGE_HELD
from analyzer.reasoning.ticket_policies import OUT_OF_SCOPE
from analyzer.reasoning.ticket_rules import joined_rules, standing
from analyzer.tables.dataset import STRING, as_arrow
from analyzer.tables.identities import find_people
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import Flags, Mask, at, flags, possible, some, unknown, yes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analyzer.tables.relations import Relations

_STOPS_ADMINISTRATORS = (PACKAGE_HELD, GROUP_MEMBER, ASSIGNED)
"""What stands in the way of a direct assignment as well (domain.md section 2, C42).

A license that has lapsed stops those too, but is renewed for the whole tenant, not worked around.
"""


@dataclass(frozen=True, slots=True)
class Prospects:
    """What pairs of a person and a package may hope for.

    `can_request` (boolean), `doubts`, `blockers` (string: the rules that leave it open, or stand in the way,
    joined by `;`) and `assignable` (bool: nothing is known that stops an administrator) are parallel to the
    pairs. `policies`: what each policy of the package says; columns pair, policy (int32), tier (int64),
    offered, perhaps (bool: a request goes, or may go, through it), in_scope (boolean).
    """

    can_request: Flags
    doubts: pd.Series[str]
    blockers: pd.Series[str]
    assignable: Mask
    policies: pd.DataFrame


def prospects(worlds: Sequence[Relations], pairs: pd.DataFrame) -> Prospects:
    """Judge requests in the tenant as it may be after a change; what the worlds answer differently is open.

    Args:
        worlds: relations that do not differ in people, packages and policies.
        pairs: columns holder (code of `access_holders`), package (int32 code).
    """
    tickets = _tickets(worlds[0], pairs)
    judged = [world.given(ticket_facts=tickets) for world in worlds]
    can_request = _agreed([_can_request(each["ticket_verdicts"]) for each in judged])
    told = [standing(each["ticket_reasons"], each["ticket_gates"]) for each in judged]
    rules = {str(rule): _agreed([each[rule] for each in told]) for rule in told[0]}
    return Prospects(
        can_request=can_request,
        doubts=joined_rules({rule: unknown(answers) for rule, answers in rules.items()}),
        blockers=joined_rules({rule: yes(answers) for rule, answers in rules.items()}),
        assignable=~yes(some(*(rules[rule] for rule in _STOPS_ADMINISTRATORS))),
        policies=_policies([each["ticket_refusals"] for each in judged]),
    )


def _tickets(relations: Relations, pairs: pd.DataFrame) -> pd.DataFrame:
    """Turn pairs into the relation `ticket_facts`; whoever is not in the directory is looked for by name."""
    holders, holder = relations["access_holders"], codes_of(pairs, "holder")
    user = at(holders.table["id"].fillna(holders.table["name"]), holder)
    placed = holder < holders.placed
    person = np.where(placed, holder, -1).astype(np.int32)
    person[~placed] = find_people(as_arrow(user[~placed]), relations["people"])
    nothing = pd.Series(pd.array([None] * len(pairs), STRING))
    return pd.DataFrame(
        {
            "user": user,
            "package_text": at(relations["packages"]["id"], codes_of(pairs, "package")),
            "link": nothing,
            "link_exported": False,
            "person": person,
            "package": codes_of(pairs, "package"),
        }
    )


def _can_request(verdicts: pd.Series[str]) -> Flags:
    return flags((verdicts == "can-request").to_numpy(bool), (verdicts == "undetermined").to_numpy(bool))


def _agreed(answers: Sequence[Flags]) -> Flags:
    first, last = answers[0], answers[-1]
    return first.mask(possible(first != last), pd.NA)


def _policies(refusals: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put together what every policy says in each world; the rows are the same in all of them."""
    first = refusals[0]
    tier = first["tier"].to_numpy(np.int64)
    best = [best_tier(codes_of(each, "subject"), tier, each["admits"]) for each in refusals]
    offered = [rows & yes(each["admits"]) for rows, each in zip(best, refusals, strict=True)]
    outside = _agreed([some(*(each[rule] for rule in OUT_OF_SCOPE)) for each in refusals])
    return pd.DataFrame(
        {
            "pair": codes_of(first, "subject"),
            "policy": codes_of(first, "policy"),
            "tier": tier,
            "offered": np.logical_or.reduce(offered),
            "perhaps": np.logical_or.reduce(best),
            "in_scope": ~outside,
        }
    )
