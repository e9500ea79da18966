"""Approvers that depend on who asks: managers, the user's sponsors, the sponsors of the home organization."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.tables.dataset import Dataset, flatten
from analyzer.tables.keys import MISSING, UNKNOWN, Keys
from analyzer.tables.relations import relation
from analyzer.tables.subjects import (
    EXTERNAL_SPONSORS,
    INTERNAL_SPONSORS,
    REQUESTOR_MANAGER,
    USER_SPONSORS,
    codes_of,
    of_kind,
)
from analyzer.tables.three_valued import Codes, at, yes

if TYPE_CHECKING:
    from analyzer.tables.three_valued import Flags

PERSONAL = (*REQUESTOR_MANAGER, USER_SPONSORS, INTERNAL_SPONSORS, EXTERNAL_SPONSORS)
UNTOLD = -3
"""The code of somebody the export does not tell: anybody, even whoever asks. `UNKNOWN` is somebody else."""

MANAGER_LEVELS = range(1, 5)
"""Levels of `targetManager`; `requestorManager` knows the first two (domain.md section 0.4)."""

_SPONSOR_KIND = {INTERNAL_SPONSORS: "internal", EXTERNAL_SPONSORS: "external"}


_MANY = 0.1
"""The part of all people for whom managers are looked up at once."""


@dataclass(frozen=True)
class ReportingLines:
    """Who reports to whom. Managers are looked up when asked for, for one ticket asks for very few.

    `managers`: the id of each user's manager, by person code; None where managers were not exported.
    """

    managers: pa.ChunkedArray | None
    keys: Keys

    def above(self, person: Codes) -> Codes:
        """Return the manager of each person, `MISSING` for "has none", `UNTOLD` where nobody tells."""
        found = np.full(len(person), UNTOLD, np.int32)
        if self.managers is not None:
            users = np.flatnonzero((person >= 0) & (person < len(self.managers)))
            if len(users) > _MANY * len(self.managers):
                found[users] = self._of_everybody[person[users]]
            else:
                found[users] = self.keys.codes(self.managers.take(pa.array(person[users])))
        return found

    @cached_property
    def _of_everybody(self) -> Codes:
        return self.keys.codes(self.managers)


@relation
def reports_to(users: Dataset, person_keys: Keys) -> ReportingLines:
    """Who reports to whom.

    Graph leaves an expanded `manager` out for people without one, so its absence means "has none" as soon as
    anybody in the export has one.
    """
    managers = users.column("manager.id")
    return ReportingLines(managers if managers.null_count < len(managers) else None, person_keys)


@relation
def user_sponsors(users: Dataset, person_keys: Keys) -> pd.DataFrame | None:
    """Sponsors of users: person, sponsor (int32 codes); None where sponsors were not exported.

    Nobody tells the sponsors of deleted users: `UNTOLD`.
    """
    if not users.has("sponsors"):
        return None
    owner, sponsor = flatten(users.column("sponsors"))
    deleted = np.arange(len(users), len(person_keys), dtype=np.int32)
    sponsors = person_keys.codes(pc.struct_field(sponsor, "id"))
    return pd.DataFrame(
        {
            "person": np.append(np.asarray(owner, dtype=np.int32), deleted),
            "sponsor": np.append(sponsors, np.full_like(deleted, UNTOLD)),
        }
    )


@relation
def untold_approvers(
    reports_to: ReportingLines, user_sponsors: pd.DataFrame | None, organization_sponsors: pd.DataFrame | None
) -> tuple[str, ...]:
    """The kinds of personal approvers that were not exported for anybody."""
    return (
        *(() if reports_to.managers is not None else REQUESTOR_MANAGER),
        *(() if user_sponsors is not None else (USER_SPONSORS,)),
        *(() if organization_sponsors is not None else (INTERNAL_SPONSORS, EXTERNAL_SPONSORS)),
    )


@relation
def their_own_approvers(
    reports_to: ReportingLines, user_sponsors: pd.DataFrame | None, organization_sponsors: pd.DataFrame | None
) -> Codes:
    """People who are their own manager or sponsor, or who sponsor an organization that may be their own."""
    everybody = np.arange(len(reports_to.keys), dtype=np.int32)
    people: list[Codes] = [everybody[reports_to.above(everybody) == everybody]]
    if user_sponsors is not None:
        own = user_sponsors["person"] == user_sponsors["sponsor"]
        people.append(codes_of(user_sponsors[own], "person"))
    if organization_sponsors is not None:
        people.append(codes_of(organization_sponsors, "person"))
    return np.unique(np.concatenate(people)).astype(np.int32)


def personal_approvers(
    cases: pd.DataFrame,
    homes: pd.DataFrame,
    stage_subjects: pd.DataFrame,
    reports_to: ReportingLines,
    user_sponsors: pd.DataFrame | None,
    organization_sponsors: pd.DataFrame | None,
    able_people: Flags,
) -> pd.DataFrame:
    """Resolve, for each case, every kind of personal approver that some stage uses.

    Args:
        cases: columns person (int32 code of the requestor), on_behalf (boolean); one row per case.
        homes: columns case, organization (int32 code or `UNKNOWN`): the requestors' home organizations.
        stage_subjects: relation of that name.
        reports_to: relation of that name.
        user_sponsors: relation of that name.
        organization_sponsors: relation of that name.
        able_people: relation of that name.

    Returns:
        columns: case (row number), kind (string), level (int64), person (int32 code; `MISSING`: not found,
        `UNKNOWN`: the export does not say), able (boolean), maybe_self (bool).
    """
    used = of_kind(stage_subjects, *PERSONAL)[["kind", "level"]].assign(
        level=lambda rows: rows["level"].fillna(1).astype("int64")
    )
    parts = [_EMPTY]
    for kind, level in used.drop_duplicates().itertuples(index=False):
        if kind in REQUESTOR_MANAGER:
            found = _managers(cases, reports_to, level)
        elif kind == USER_SPONSORS:
            found = _sponsors_of_users(cases, user_sponsors)
        else:
            found = _sponsors_of_organizations(cases, homes, organization_sponsors, _SPONSOR_KIND[kind])
        parts.append(found.assign(kind=kind, level=level))
    rows = pd.concat(parts, ignore_index=True).astype(
        {"case": np.int32, "person": np.int32, "level": "int64"}
    )
    case, person = codes_of(rows, "case"), codes_of(rows, "person")
    own_manager = rows["kind"].isin(REQUESTOR_MANAGER) & (person == codes_of(cases, "person")[case])
    anybody = yes(cases["on_behalf"])[case] | own_manager.to_numpy(bool) | (person == UNTOLD)
    person = np.where(anybody, np.int32(UNKNOWN), person)
    return rows.assign(person=person, able=at(able_people, person), maybe_self=anybody)


_EMPTY = pd.DataFrame(
    {
        "case": np.array([], np.int32),
        "person": np.array([], np.int32),
        "kind": [],
        "level": np.array([], np.int64),
    }
).astype({"kind": "string[pyarrow]"})


def _managers(cases: pd.DataFrame, reports_to: ReportingLines, level: int) -> pd.DataFrame:
    """Climb `level` steps. Nobody tells the manager of people whom the export does not hold.

    Of a level that Graph does not know (a damaged export may hold any number), nobody tells the manager.
    """
    person = codes_of(cases, "person")
    if level not in MANAGER_LEVELS:
        return pd.DataFrame({"case": np.arange(len(cases), dtype=np.int32), "person": np.int32(UNTOLD)})
    for _ in range(level):
        person = np.where(person == MISSING, MISSING, reports_to.above(person)).astype(np.int32)
    return pd.DataFrame({"case": np.arange(len(cases), dtype=np.int32), "person": person})


def _sponsors_of_users(cases: pd.DataFrame, user_sponsors: pd.DataFrame | None) -> pd.DataFrame:
    numbered = cases[["person"]].assign(case=np.arange(len(cases), dtype=np.int32))
    if user_sponsors is None:
        return numbered.assign(person=np.int32(UNTOLD))
    met = numbered.merge(user_sponsors, on="person", how="left", validate="many_to_many")
    nobody = met["person"].map({UNKNOWN: UNTOLD}).fillna(MISSING)
    return met.assign(person=met["sponsor"].fillna(nobody))[["case", "person"]]


def _sponsors_of_organizations(
    cases: pd.DataFrame, homes: pd.DataFrame, sponsors: pd.DataFrame | None, kind: str
) -> pd.DataFrame:
    numbered = pd.DataFrame({"case": np.arange(len(cases), dtype=np.int32)})
    met = numbered.merge(homes[["case", "organization"]], on="case", how="left", validate="one_to_many")
    placed = met[met["organization"] >= 0]
    unplaced = met[~(met["organization"] >= 0)]
    homeless = unplaced["organization"].isna()
    if sponsors is None:
        nobody = unplaced.assign(person=np.where(homeless, MISSING, UNTOLD))[["case", "person"]]
        return pd.concat([nobody, placed.assign(person=UNTOLD)[["case", "person"]]])
    chosen = sponsors[(sponsors["kind"] == kind).fillna(value=False).to_numpy(bool)]
    is_sponsor = np.isin(codes_of(cases, "person")[codes_of(unplaced, "case")], chosen["person"])
    somebody = np.where(is_sponsor, UNTOLD, UNKNOWN)
    nobody = unplaced.assign(person=np.where(homeless, MISSING, somebody))[["case", "person"]]
    found = placed.merge(
        chosen[["organization", "person"]], on="organization", how="left", validate="many_to_many"
    )
    return pd.concat([nobody, found.assign(person=found["person"].fillna(MISSING))[["case", "person"]]])
