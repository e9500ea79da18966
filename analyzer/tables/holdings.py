"""Access that people hold directly: group memberships, group ownerships, app roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.tables.dataset import Dataset, as_text, lower
from analyzer.tables.listed import listed_parents
from analyzer.tables.relations import relation
from analyzer.tables.terms import moments
from analyzer.tables.three_valued import Flags, constant

if TYPE_CHECKING:
    from analyzer.tables.keys import Keys
    from analyzer.tables.three_valued import Mask


@relation
def dynamic_groups(group_keys: Keys, groups: Dataset | None = None) -> Flags:
    """Whether a group's membership is computed by a rule, by group code (`groupTypes`; domain.md S3)."""
    if groups is None:
        return constant(None, len(group_keys))
    joined = pc.binary_join(groups.column("groupTypes"), " ")
    return as_text(joined).str.contains("DynamicMembership", case=False, regex=False).astype("boolean")


@relation
def owned_groups(group_owners: Dataset, person_keys: Keys, group_keys: Keys) -> pd.DataFrame:
    """Direct owners of groups: group, person (int32 codes), is_user (boolean)."""
    return pd.DataFrame(
        {
            "group": group_keys.codes(group_owners.column("groupId")),
            "person": person_keys.codes(group_owners.column("ownerId")),
            "is_user": _is_user(group_owners.column("ownerType")),
        }
    )


@relation
def owners_listed(group_owners: Dataset, group_keys: Keys) -> Mask:
    """For which groups (by code) every owner was exported."""
    return listed_parents(group_owners, group_keys)


@relation
def held_app_roles(app_role_assignments: Dataset, person_keys: Keys) -> pd.DataFrame:
    """App roles assigned to principals.

    Returns:
        columns: resource_id (service principal), resource_name, role (app role id), (string); person (int32
        code); is_user (boolean).
    """
    dataset = app_role_assignments
    return pd.DataFrame(
        {
            "resource_id": as_text(lower(dataset.column("resourceId"))),
            "resource_name": dataset.text("resourceDisplayName"),
            "role": as_text(lower(dataset.column("appRoleId"))),
            "person": person_keys.codes(dataset.column("principalId")),
            "is_user": _is_user(dataset.column("principalType")),
        }
    )


@relation
def app_role_holdings(app_role_assignments: Dataset, person_keys: Keys, group_keys: Keys) -> pd.DataFrame:
    """App roles assigned to people and groups, one row per app role assignment.

    Returns:
        columns: resource_id (service principal), resource_name, role (app role id, lower case), principal_id,
        principal_name (string); start (datetime, UTC: when it was assigned); person, group (int32
        codes); is_user (boolean); neither (bool: certainly no person and no group).
    """
    dataset = app_role_assignments
    principal, kind = dataset.column("principalId"), dataset.column("principalType")
    return pd.DataFrame(
        {
            "resource_id": as_text(lower(dataset.column("resourceId"))),
            "resource_name": dataset.text("resourceDisplayName"),
            "role": as_text(lower(dataset.column("appRoleId"))),
            "principal_id": as_text(principal),
            "principal_name": as_text(dataset.optional("principalDisplayName")),
            "start": moments(dataset.optional("createdDateTime")),
            "person": person_keys.codes(principal),
            "group": group_keys.codes(principal),
            "is_user": _is_user(kind),
            "neither": np.asarray(pc.fill_null(pc.equal(lower(kind), "serviceprincipal"), False), bool),
        }
    )


@relation
def app_role_names(service_principals: Dataset) -> pd.DataFrame:
    """What applications call their roles: resource_id, role (app role id, lower case), role_name (string)."""
    owner, role = service_principals.elements("appRoles")
    return pd.DataFrame(
        {
            "resource_id": as_text(lower(service_principals.column("id").take(owner))),
            "role": as_text(lower(pc.struct_field(role, "id"))),
            "role_name": as_text(pc.struct_field(role, "displayName")),
        }
    )


def _is_user(kind: pa.ChunkedArray) -> Flags:
    answer = as_text(lower(kind)) == "user"
    return answer.astype("boolean")
