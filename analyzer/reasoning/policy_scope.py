"""Which requestable policy admits whom.

*Admits* is about scope alone: a disabled user is still admitted, and another check reports the block
(CONTRACT section 7). Whether a guest who is already in the directory needs a catalog that is enabled for
external users is not documented (domain.md section 7, point 12), so such an admission is undetermined.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.reasoning.audience import audiences_of
from analyzer.tables.keys import MISSING
from analyzer.tables.relations import Coverage, relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import (
    Codes,
    Flags,
    any_by,
    at,
    constant,
    doubt_no,
    every,
    flags,
    possible,
    some,
    yes,
)

if TYPE_CHECKING:
    from analyzer.tables.memberships import Members


class Kind(IntEnum):
    """How a subject stands to the tenant, as far as the catalog's switch for external users cares."""

    MEMBER = 0
    GUEST = 1
    OUTSIDER = 2


def kinds_of(subjects: pd.DataFrame) -> Codes:
    """Return each subject's `Kind`; who may be a guest counts as one, since that answers least."""
    kind = np.full(len(subjects), Kind.GUEST, np.int32)
    kind[yes(~subjects["is_guest"])] = Kind.MEMBER
    kind[yes(subjects["outsider"])] = Kind.OUTSIDER
    return kind


def open_to(policies: pd.DataFrame, kind: Kind) -> Flags:
    """Tell for each policy whether people of a kind may request through it, were they in its scope."""
    if kind is Kind.MEMBER:
        return policies["requestable"]
    external = (
        policies["external"] if kind is Kind.OUTSIDER else policies["external"].mask(~policies["external"])
    )
    return every(policies["requestable"], external)


def admits(
    pairs: pd.DataFrame,
    subjects: pd.DataFrame,
    audiences: pd.DataFrame,
    policies: pd.DataFrame,
    addressed: pd.DataFrame,
) -> Flags:
    """Decide for each (subject, policy) pair whether the policy is requestable and admits the subject.

    Args:
        pairs: columns subject (row number), policy (int32 code).
        subjects: see `audiences_of`.
        audiences: what `audiences_of` returned for them.
        policies: relation of that name.
        addressed: relation `policy_audiences`.
    """
    kind = kinds_of(subjects)[codes_of(pairs, "subject")]
    allowed = constant(None, len(pairs))
    for each in Kind:
        chosen = kind == each
        allowed[chosen] = at(open_to(policies, each), codes_of(pairs, "policy")).array[chosen]
    return every(in_scope(pairs, audiences, addressed), allowed)


def in_scope(pairs: pd.DataFrame, audiences: pd.DataFrame, addressed: pd.DataFrame) -> Flags:
    """Decide for each (subject, policy) pair whether the subject is among the policy's allowed targets."""
    numbered = pairs[["subject", "policy"]].assign(pair=np.arange(len(pairs), dtype=np.int32))
    asked = numbered.merge(addressed, on="policy", validate="many_to_many")
    met = asked.merge(audiences, on=["subject", "audience"], validate="many_to_many")
    certain = (met["certain_x"] & met["certain_y"]).to_numpy(bool)
    return any_by(flags(certain, ~certain), codes_of(met, "pair"), len(pairs))


def admitted_anywhere(
    subjects: pd.DataFrame, audiences: pd.DataFrame, policies: pd.DataFrame, addressed: pd.DataFrame
) -> Flags:
    """Decide for each subject whether any requestable policy of any package admits it."""
    kind = kinds_of(subjects)
    answers = [
        _admitted_as(
            audiences[kind[audiences["subject"]] == each], open_to(policies, each), addressed, len(subjects)
        )
        for each in Kind
    ]
    return some(*answers)


def _admitted_as(audiences: pd.DataFrame, allowed: Flags, addressed: pd.DataFrame, size: int) -> Flags:
    numbers, place = np.unique(addressed["audience"].to_numpy(), return_inverse=True)
    certain = addressed["certain"].to_numpy(bool)
    offer = every(at(allowed, codes_of(addressed, "policy")), flags(certain, ~certain))
    offered = any_by(offer, place.astype(np.int32), len(numbers))
    where = pd.Index(numbers).get_indexer(pd.Index(audiences["audience"])).astype(np.int32)
    belongs = audiences["certain"].to_numpy(bool)
    answer = every(at(offered, where), flags(belongs, ~belongs))
    inside = where >= 0
    return any_by(answer[inside], codes_of(audiences, "subject")[inside], size)


@relation
def guest_admission(
    guests: pd.DataFrame,
    policy_groups: Members,
    organization_domains: pd.DataFrame,
    known_home_organizations: pd.DataFrame,
    organizations_settled: bool,
    policies: pd.DataFrame,
    policy_audiences: pd.DataFrame,
    coverage: Coverage,
    organizations: pd.DataFrame | None = None,
) -> Flags:
    """Whether any requestable policy of any package admits a guest, one answer per row of `guests`."""
    subjects = guests.assign(organization=np.int32(MISSING), outsider=constant(False, len(guests)))
    audiences = audiences_of(
        subjects,
        policy_groups,
        organization_domains,
        known_home_organizations,
        organizations,
        organizations_settled,
    )
    answer = admitted_anywhere(subjects, audiences, policies, policy_audiences)
    return answer if coverage.complete("assignment_policies") else doubt_no(answer)


@relation
def request_admission(
    request_subjects: pd.DataFrame,
    request_candidates: pd.DataFrame,
    policies: pd.DataFrame,
    policy_audiences: pd.DataFrame,
    request_audiences: pd.DataFrame,
) -> Flags:
    """Whether a candidate policy is requestable and admits the requestor, one answer per candidate.

    A requestor whom the export does not hold may be anybody, and an application as well.
    """
    answer = admits(request_candidates, request_subjects, request_audiences, policies, policy_audiences)
    stranger = (codes_of(request_subjects, "person") < 0) & ~yes(request_subjects["outsider"])
    lost = stranger[codes_of(request_candidates, "subject")]
    requestable = at(policies["requestable"], codes_of(request_candidates, "policy"))
    return answer.mask(lost & possible(requestable), pd.NA)
