"""Everything that can stand between a person and a package, no gate skipped, and the verdict.

Each gate is one column, named by the rule it goes by: true stands in the way, false does not, unknown cannot
be decided from the export. Source: domain.md section 2; CONTRACT sections 4, 6 and 7.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analyzer.reasoning.ticket_policies import NOT_IN_SCOPE, POLICY_RULES
from analyzer.tables.relations import Coverage, relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import (
    Flags,
    Mask,
    any_by,
    at,
    constant,
    every,
    flags,
    possible,
    some,
    unknown,
    yes,
)

LICENSE = "license-missing"
SIGN_IN = "sign-in-blocked"
NOT_FOUND = "user-not-found"
NO_PACKAGE = "package-not-found"
CATALOG_OFF = "catalog-disabled"
CATALOG_INTERNAL = "catalog-not-enabled-for-external"
NO_POLICY = "package-without-policy"
PACKAGE_HELD = "incompatible-package-held"
GROUP_MEMBER = "incompatible-group-member"
ASSIGNED = "already-assigned"
REQUEST_OPEN = "request-open"
GATES = (
    LICENSE,
    NOT_FOUND,
    NO_PACKAGE,
    SIGN_IN,
    CATALOG_OFF,
    CATALOG_INTERNAL,
    NO_POLICY,
    PACKAGE_HELD,
    GROUP_MEMBER,
)
"""Gates that stand in the way whatever the policies say, in the order in which they are told."""
STATES = (ASSIGNED, REQUEST_OPEN)
RULES = (*GATES, *POLICY_RULES)


@relation
def ticket_gates(
    ticket_facts: pd.DataFrame,
    ticket_people: pd.DataFrame,
    able_people: Flags,
    packages: pd.DataFrame,
    catalog_gate: Flags,
    policy_gate: Flags,
    incompatible_package_held: Flags,
    incompatible_group_member: Flags,
    already_assigned: Flags,
    request_open: Flags,
    licensed: Flags | None = None,
) -> pd.DataFrame:
    """The gates and the state of every ticket: one boolean column for each of `GATES` and `STATES`."""
    size = len(ticket_facts)
    package, person = codes_of(ticket_facts, "package"), codes_of(ticket_facts, "person")
    able = at(able_people, person).mask(person < 0, True)
    lost = package < 0
    return pd.DataFrame(
        {
            LICENSE: constant(None, size) if licensed is None else ~at(licensed, np.zeros(size, np.int32)),
            NOT_FOUND: ticket_people["not_found"],
            NO_PACKAGE: constant(False, size).mask(lost, pd.NA),
            SIGN_IN: ~able,
            CATALOG_OFF: (~at(packages["published"], package)).mask(lost, False),
            CATALOG_INTERNAL: catalog_gate,
            NO_POLICY: policy_gate,
            PACKAGE_HELD: incompatible_package_held,
            GROUP_MEMBER: incompatible_group_member,
            ASSIGNED: already_assigned,
            REQUEST_OPEN: request_open,
        }
    )


@relation
def catalog_gate(ticket_facts: pd.DataFrame, ticket_people: pd.DataFrame, packages: pd.DataFrame) -> Flags:
    """Whether the catalog keeps an external person out because it is not enabled for external users.

    Certain for somebody who is not in the directory. For a guest who is already there the documents say two
    things: undetermined (domain.md section 7, point 12). Members pass, and so does who is certainly nobody.
    """
    package = codes_of(ticket_facts, "package")
    closed, outsider = ~at(packages["external"], package), ticket_people["outsider"]
    undocumented = possible(every(closed, ticket_people["is_guest"], ~outsider))
    kept_out = some(every(closed, outsider), flags(np.zeros(len(closed), bool), undocumented))
    perhaps = ~ticket_people["placed"].to_numpy(bool) & possible(closed)
    nobody = yes(ticket_people["not_found"]) | (package < 0)
    return kept_out.mask(perhaps, pd.NA).mask(nobody, False)


@relation
def policy_gate(
    ticket_facts: pd.DataFrame, ticket_candidates: pd.DataFrame, policies: pd.DataFrame, coverage: Coverage
) -> Flags:
    """Whether the package has no policy at all, one answer per ticket (domain.md C18)."""
    size = len(ticket_facts)
    has_some = np.zeros(size, bool)
    has_some[codes_of(ticket_candidates, "subject")] = True
    homeless = (policies["package"] < 0).any() or not coverage.complete("assignment_policies")
    lost = codes_of(ticket_facts, "package") < 0
    return flags(~has_some & (not homeless) & ~lost, ~has_some & homeless & ~lost)


@relation
def ticket_reasons(
    ticket_gates: pd.DataFrame,
    ticket_refusals: pd.DataFrame,
    ticket_admission: Flags,
    ticket_people: pd.DataFrame,
) -> pd.DataFrame:
    """What stands, or may stand, between person and package: one boolean column for each of `RULES`.

    When a policy admits, what others refuse is no blocker. When none does, every policy's reasons are. When
    one only may admit, the reasons that may still keep it from doing so are unknown, and no more is certain.
    A policy that was not exported may leave the person out of its scope.
    """
    size = len(ticket_gates)
    subject = codes_of(ticket_refusals, "subject")
    none, open_ = yes(~ticket_admission), unknown(ticket_admission)
    hopeful = open_[subject] & possible(ticket_refusals["admits"])
    reasons = {}
    for rule in POLICY_RULES:
        refused = ticket_refusals[rule]
        stands = any_by(refused, subject, size)
        doubtful = any_by(refused.mask(~hopeful, False), subject, size)
        reasons[rule] = flags(none & yes(stands), open_ & possible(doubtful))
    told = ticket_people["placed"].to_numpy(bool) & ~unknown(ticket_gates[NO_POLICY])
    unread = open_ & told & ~np.isin(np.arange(size), subject[hopeful])
    reasons[NOT_IN_SCOPE] = flags(yes(reasons[NOT_IN_SCOPE]), unknown(reasons[NOT_IN_SCOPE]) | unread)
    return ticket_gates[list(GATES)].assign(**reasons)


@relation
def ticket_admission(
    ticket_refusals: pd.DataFrame, ticket_gates: pd.DataFrame, coverage: Coverage, policies: pd.DataFrame
) -> Flags:
    """Whether some policy of the package admits the person, whatever else stands in the way; one per ticket.

    A package without any policy admits nobody. A policy that the export lacks, or whose package it does not
    tell, may admit.
    """
    admitted = any_by(ticket_refusals["admits"], codes_of(ticket_refusals, "subject"), len(ticket_gates))
    lost = (policies["package"] < 0).any() or not coverage.complete("assignment_policies")
    return admitted.mask(~yes(admitted) & lost, pd.NA)


@relation
def ticket_verdicts(ticket_reasons: pd.DataFrame, ticket_gates: pd.DataFrame) -> pd.Series[str]:
    """The verdict on every ticket (CONTRACT section 4): facts first, then blockers, then what is unknown."""
    blocked, open_ = yes(some(*_columns(ticket_reasons))), _any_unknown(ticket_reasons)
    assigned, asked = ticket_gates[ASSIGNED], ticket_gates[REQUEST_OPEN]
    open_ = open_ | unknown(assigned) | unknown(asked)
    chosen = np.select(
        [yes(assigned), yes(asked), blocked, open_],
        ["already-assigned", "request-open", "cannot-request", "undetermined"],
        "can-request",
    )
    return pd.Series(chosen, dtype="string[pyarrow]")


@relation
def ticket_visibility(
    ticket_facts: pd.DataFrame, packages: pd.DataFrame, ticket_admission: Flags, ticket_gates: pd.DataFrame
) -> Flags:
    """Whether the person sees the package when browsing My Access, one answer per ticket (domain.md C16)."""
    package = codes_of(ticket_facts, "package")
    hidden = at(packages["hidden"], package)
    seen = every(~hidden, ~ticket_gates[CATALOG_OFF], ~ticket_gates[CATALOG_INTERNAL], ticket_admission)
    return seen.mask(package < 0, pd.NA)


def _columns(frame: pd.DataFrame) -> list[Flags]:
    return [frame[name] for name in frame.columns]


def _any_unknown(frame: pd.DataFrame) -> Mask:
    return np.asarray(frame.isna().any(axis=1), dtype=bool)
