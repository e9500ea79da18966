"""Approvers that depend on who asks: managers, the user's sponsors, the sponsors of the home organization."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
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
_SPONSOR_KIND = {INTERNAL_SPONSORS: "internal", EXTERNAL_SPONSORS: "external"}


@relation
def reports_to(users: Dataset, person_keys: Keys) -> Codes:
    """Each person's manager, indexed by person code; `UNKNOWN` where managers were not exported.

    Graph leaves an expanded `manager` out for people without one, so `MISSING` means "has none" as soon as
    anybody in the export has one.
    """
    codes = np.full(len(person_keys), UNKNOWN, np.int32)
    if users.has("manager.id"):
        codes[: len(users)] = person_keys.codes(users.column("manager.id"))
    return codes


@relation
def user_sponsors(users: Dataset, person_keys: Keys) -> pd.DataFrame | None:
    """Sponsors of users: person, sponsor (int32 codes); None where sponsors were not exported."""
    if not users.has("sponsors"):
        return None
    owner, sponsor = flatten(users.column("sponsors"))
    return pd.DataFrame(
        {
            "person": np.asarray(owner, dtype=np.int32),
            "sponsor": person_keys.codes(pc.struct_field(sponsor, "id")),
        }
    )


def personal_approvers(
    cases: pd.DataFrame,
    homes: pd.DataFrame,
    stage_subjects: pd.DataFrame,
    reports_to: Codes,
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
    for_others = yes(cases["on_behalf"])[codes_of(rows, "case")]
    rows.loc[for_others, "person"] = UNKNOWN
    own = rows["person"].to_numpy() == codes_of(cases, "person")[codes_of(rows, "case")]
    rows.loc[own, "person"] = UNKNOWN
    return rows.assign(able=at(able_people, codes_of(rows, "person")), maybe_self=own | for_others)


_EMPTY = pd.DataFrame(
    {
        "case": np.array([], np.int32),
        "person": np.array([], np.int32),
        "kind": [],
        "level": np.array([], np.int64),
    }
).astype({"kind": "string[pyarrow]"})


def _managers(cases: pd.DataFrame, reports_to: Codes, level: int) -> pd.DataFrame:
    """Climb `level` steps; somebody who is not in the directory has no manager there."""
    person = codes_of(cases, "person")
    for _ in range(int(level)):
        above = np.where(person >= 0, reports_to[person.clip(min=0)] if len(reports_to) else UNKNOWN, person)
        person = np.where(person == MISSING, MISSING, above).astype(np.int32)
    return pd.DataFrame({"case": np.arange(len(cases), dtype=np.int32), "person": person})


def _sponsors_of_users(cases: pd.DataFrame, user_sponsors: pd.DataFrame | None) -> pd.DataFrame:
    numbered = cases[["person"]].assign(case=np.arange(len(cases), dtype=np.int32))
    if user_sponsors is None:
        return numbered.assign(person=np.int32(UNKNOWN))
    met = numbered.merge(user_sponsors, on="person", how="left", validate="many_to_many")
    return met.assign(person=met["sponsor"].fillna(MISSING))[["case", "person"]]


def _sponsors_of_organizations(
    cases: pd.DataFrame, homes: pd.DataFrame, sponsors: pd.DataFrame | None, kind: str
) -> pd.DataFrame:
    numbered = pd.DataFrame({"case": np.arange(len(cases), dtype=np.int32)})
    met = numbered.merge(homes[["case", "organization"]], on="case", how="left", validate="one_to_many")
    placed = met[met["organization"] >= 0]
    unplaced = met[~(met["organization"] >= 0)]
    nobody = unplaced.assign(person=np.where(unplaced["organization"].isna(), MISSING, UNKNOWN))
    nobody = nobody[["case", "person"]]
    if sponsors is None:
        return pd.concat([nobody, placed.assign(person=UNKNOWN)[["case", "person"]]])
    chosen = sponsors[(sponsors["kind"] == kind).fillna(value=False).to_numpy(bool)]
    found = placed.merge(
        chosen[["organization", "person"]], on="organization", how="left", validate="many_to_many"
    )
    return pd.concat([nobody, found.assign(person=found["person"].fillna(MISSING))[["case", "person"]]])
