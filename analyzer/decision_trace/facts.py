"""Everything that the answer about one person and one package is made from, as relations of one ticket.

The fields of each class are relations, asked for by name: `relations.call(Judgement)` fills them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from analyzer.reasoning.personal_approvers import ReportingLines, personal_approvers
from analyzer.reasoning.who_is_asked import asked_people
from analyzer.tables.dataset import Dataset
from analyzer.tables.identities import SEVERAL
from analyzer.tables.lookup import find_package, find_person
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import constant

if TYPE_CHECKING:
    from analyzer.tables.keys import Keys
    from analyzer.tables.memberships import Members
    from analyzer.tables.relations import Relations
    from analyzer.tables.three_valued import Flags, Mask


def one_ticket(user: str, access_package: str) -> Dataset:
    """Return the dataset `tickets` with one row."""
    table = pa.table({"user": [user], "access_package": [access_package], "link": pa.nulls(1, pa.string())})
    return Dataset("tickets", table, frozenset({"user", "access_package", "link"}))


def require_known(ticket_facts: pd.DataFrame, people: pd.DataFrame, packages: pd.DataFrame) -> None:
    """Refuse a ticket whose package nobody can tell, or whose user several people may be.

    Raises:
        UsageError: the hint lists the nearest names, or the ids of those that share the name.
    """
    ticket = ticket_facts.iloc[0]
    if ticket["package"] < 0:
        find_package(str(ticket["package_text"]), packages)
    if ticket["person"] == SEVERAL:
        find_person(str(ticket["user"]), people)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What was decided about the ticket."""

    ticket_facts: pd.DataFrame
    ticket_people: pd.DataFrame
    ticket_gates: pd.DataFrame
    ticket_reasons: pd.DataFrame
    ticket_refusals: pd.DataFrame
    ticket_offers: pd.DataFrame
    ticket_verdicts: pd.Series[str]

    @property
    def verdict(self) -> str:
        """Return the verdict."""
        return str(self.ticket_verdicts[0])

    @property
    def blockers(self) -> frozenset[str]:
        """Return the rules that stand in the way."""
        row = self.ticket_reasons.iloc[0]
        return frozenset(str(rule) for rule, stands in row.items() if stands is not pd.NA and stands)

    @property
    def in_doubt(self) -> bool:
        """Tell whether the export leaves a gate open, or what the person has already."""
        return bool(self.ticket_gates.iloc[0].isna().any())


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the ticket is about, and what else there is to say of it."""

    people: pd.DataFrame
    packages: pd.DataFrame
    catalog_facts: pd.DataFrame
    catalog_keys: Keys
    policies: pd.DataFrame
    access_packages: Dataset
    assignment_policies: Dataset
    policy_targets: pd.DataFrame
    group_keys: Keys
    dynamic_groups: Flags
    ticket_pairs: pd.DataFrame
    ticket_people: pd.DataFrame
    ticket_homes: pd.DataFrame
    ticket_groups: Members
    ticket_visibility: Flags
    ticket_links: pd.Series[str]
    ticket_shutting_packages: pd.DataFrame
    shutting_memberships: pd.DataFrame
    guests_not_arrived: Flags
    catalog_owners: pd.DataFrame | None = None
    groups: Dataset | None = None
    organizations: pd.DataFrame | None = None
    enabling_plans: pd.DataFrame | None = None
    active_possessions: pd.DataFrame | None = None
    requests_under_way: pd.DataFrame | None = None


class Outlook(NamedTuple):
    """What happens after a request under each policy that is offered; `asked` as `asked_people` returns it.

    `cases`: person, policy (int32 codes), one row per offered policy.
    """

    cases: pd.DataFrame
    asked: pd.DataFrame
    approval_stages: pd.DataFrame
    stages_known: Mask
    package_roles: pd.DataFrame | None
    roles_known: Mask | None


def outlook(
    ticket_offers: pd.DataFrame,
    ticket_people: pd.DataFrame,
    ticket_homes: pd.DataFrame,
    approval_stages: pd.DataFrame,
    stage_subjects: pd.DataFrame,
    listed_approvers: pd.DataFrame,
    reports_to: ReportingLines,
    user_sponsors: pd.DataFrame | None,
    organization_sponsors: pd.DataFrame | None,
    able_people: Flags,
    stages_known: Mask,
    package_roles: pd.DataFrame | None = None,
    roles_known: Mask | None = None,
) -> Outlook:
    """Work out who would be asked under each offered policy, and what would be delivered."""
    subject = codes_of(ticket_offers, "subject")
    cases = pd.DataFrame(
        {
            "case": np.arange(len(subject), dtype=np.int32),
            "subject": subject,
            "person": codes_of(ticket_people, "person")[subject],
            "policy": codes_of(ticket_offers, "policy"),
            "on_behalf": constant(False, len(subject)),
        }
    )
    homes = cases[["case", "subject"]].merge(ticket_homes, on="subject", validate="many_to_many")
    personal = personal_approvers(
        cases, homes, stage_subjects, reports_to, user_sponsors, organization_sponsors, able_people
    )
    pairs = cases[["person", "policy"]]
    asked = asked_people(pairs, approval_stages, stage_subjects, listed_approvers, personal)
    return Outlook(cases, asked, approval_stages, stages_known, package_roles, roles_known)


QUESTIONS = (Judgement, Setting, outlook)
"""What is asked of the relations for one answer."""


class Facts(NamedTuple):
    """Everything about one ticket."""

    judgement: Judgement
    setting: Setting
    outlook: Outlook


def facts_of(relations: Relations) -> Facts:
    """Ask the relations of one ticket for everything.

    Raises:
        MissingDatasetError: the export lacks what every answer needs.
    """
    return Facts(*(relations.call(question) for question in QUESTIONS))
