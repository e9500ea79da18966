"""Everybody who may hold access, by code: the people of the directory, then those the export cannot place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.tables.dataset import STRING
from analyzer.tables.keys import UNKNOWN
from analyzer.tables.relations import relation
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import possible, yes

if TYPE_CHECKING:
    from analyzer.tables.three_valued import Codes, Mask


@dataclass(frozen=True, slots=True)
class AccessHolders:
    """Holders by code; the first `placed` codes are person codes.

    `table`: columns id, name (string: user principal name, or whatever the export calls them; `<NA>` where it
    does not tell). `of_assignments`, `of_app_roles`, `of_directory_roles`: int32 codes parallel to the
    relations `assignment_facts`, `app_role_holdings`, `directory_roles`; `UNKNOWN` for groups and
    applications.
    """

    table: pd.DataFrame
    placed: int
    of_assignments: Codes
    of_app_roles: Codes
    of_directory_roles: Codes


@relation
def access_holders(
    people: pd.DataFrame,
    assignment_facts: pd.DataFrame | None = None,
    assignment_terms: pd.DataFrame | None = None,
    app_role_holdings: pd.DataFrame | None = None,
    directory_roles: pd.DataFrame | None = None,
) -> AccessHolders:
    """Number everybody who may hold access.

    An id that several records name is one holder; a target without an id is a holder of his own.
    """
    parts = [
        _targets(assignment_facts, assignment_terms),
        _app_principals(app_role_holdings),
        _role_principals(directory_roles),
    ]
    every = pd.concat(parts, ignore_index=True)
    lost = (codes_of(every, "person") < 0) & every["human"].to_numpy(bool)
    strangers = every[lost].reset_index(drop=True)
    own_key = ("row " + strangers.index.astype(str)).to_series(index=strangers.index)
    key = strangers["id"].astype(object).where(strangers["id"].notna(), own_key)
    number, _ = pd.factorize(key)
    first = strangers[["id", "name"]].groupby(number, sort=True).first().astype(STRING)
    code = codes_of(every, "person").copy()
    code[code < 0] = UNKNOWN
    code[lost] = len(people) + number
    known = people[["id"]].assign(name=people["user_principal_name"])
    ends = np.cumsum([len(part) for part in parts])
    by_part = [code[end - len(part) : end] for part, end in zip(parts, ends, strict=True)]
    table = pd.concat([known, first], ignore_index=True)
    return AccessHolders(table, len(people), by_part[0], by_part[1], by_part[2])


def _targets(assignments: pd.DataFrame | None, terms: pd.DataFrame | None) -> pd.DataFrame:
    """Whose assignments are; a name that need not be unique counts where nothing better is told."""
    if assignments is None or terms is None:
        return _nobody()
    person = codes_of(assignments, "person")
    probable = codes_of(assignments, "probable_person")
    return _part(
        np.where(person < 0, probable, person),
        terms["target_id"],
        terms["target_name"],
        ~assignments["application"].to_numpy(bool),
    )


def _app_principals(holdings: pd.DataFrame | None) -> pd.DataFrame:
    if holdings is None:
        return _nobody()
    human = possible(holdings["is_user"]) & (codes_of(holdings, "group") < 0)
    human &= yes(holdings["is_user"]) | (codes_of(holdings, "person") >= 0)
    return _part(codes_of(holdings, "person"), holdings["principal_id"], holdings["principal_name"], human)


def _role_principals(roles: pd.DataFrame | None) -> pd.DataFrame:
    """A principal that is certainly a group or an application is no person; nor is one nobody describes."""
    if roles is None:
        return _nobody()
    return _part(
        codes_of(roles, "person"), roles["principal_id"], roles["principal_name"], np.zeros(len(roles), bool)
    )


def _part(person: Codes, identity: pd.Series[str], name: pd.Series[str], human: Mask) -> pd.DataFrame:
    return pd.DataFrame({"person": person, "id": identity, "name": name, "human": human})


def _nobody() -> pd.DataFrame:
    none = pd.Series(pd.array([], STRING))
    return _part(np.array([], np.int32), none, none, np.array([], bool))
