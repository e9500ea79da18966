"""The people of the tenant: users and deleted users, one row per person code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.tables.dataset import STRING, Dataset, as_text
from analyzer.tables.relations import relation
from analyzer.tables.three_valued import Flags, constant, is_one_of

if TYPE_CHECKING:
    from analyzer.tables.keys import Keys


@relation
def people(users: Dataset, person_keys: Keys, deleted_users: Dataset | None = None) -> pd.DataFrame:
    """Everybody, indexed by person code.

    Returns:
        columns: id, user_principal_name, display_name, mail, external_user_state (string); is_guest,
        enabled (boolean; unknown where not exported); is_deleted (bool).
    """
    living = _person_columns(users).assign(is_deleted=False)
    if deleted_users is None or len(person_keys) == len(living):
        return living
    gone = _person_columns(deleted_users).assign(is_deleted=True)
    only_deleted = gone[gone["id"].isin(as_text(person_keys.ids[len(living) :]))]
    return pd.concat([living, only_deleted], ignore_index=True)


def _person_columns(dataset: Dataset) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": dataset.text("id"),
            "user_principal_name": dataset.text("userPrincipalName"),
            "display_name": dataset.text("displayName").fillna(dataset.text("userPrincipalName")),
            "mail": dataset.text("mail"),
            "external_user_state": _optional_text(dataset, "externalUserState"),
            "is_guest": _is_guest(dataset),
            "enabled": dataset.flag("accountEnabled")
            if dataset.name == "users"
            else constant(None, len(dataset)),
        }
    )


def _is_guest(dataset: Dataset) -> Flags:
    """An exported `userType` without a value is an old synchronised member (domain.md section 2, 2d)."""
    user_type = _optional_text(dataset, "userType")
    return is_one_of(user_type.fillna("Member") if dataset.has("userType") else user_type, ["Guest"])


def _optional_text(dataset: Dataset, name: str) -> pd.Series[str]:
    if name in dataset.table.column_names:
        return dataset.text(name)
    return pd.Series(pd.array([None] * len(dataset), dtype=STRING))


@relation
def never_signed_in(users: Dataset, people: pd.DataFrame) -> Flags:
    """Whether a person never signed in, by person code; unknown where `signInActivity` was not exported.

    Graph leaves `signInActivity` out for people who never signed in and may write year 1 for "never"
    (graph.md, trap 24), so its absence from one record counts only when other records carry it.
    """
    if not users.has("signInActivity"):
        return constant(None, len(people))
    activity = users.column("signInActivity")
    moments = [pc.struct_field(activity, field.name).cast(pa.string()) for field in activity.type]
    real = [pc.fill_null(pc.invert(pc.starts_with(moment, "0001")), False) for moment in moments]
    signed_in = pd.Series(real[0].to_pandas(), dtype="boolean")
    for each in real[1:]:
        signed_in |= each.to_pandas()
    return pd.concat([~signed_in, constant(None, len(people) - len(users))], ignore_index=True)
