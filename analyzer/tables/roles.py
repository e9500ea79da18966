"""Role assignments: entitlement management's own roles and directory roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.tables.dataset import Dataset, as_text, last_segment, lower
from analyzer.tables.relations import relation

if TYPE_CHECKING:
    from analyzer.tables.keys import Keys


CATALOG_OWNER = "ae79f266-94d4-4dab-b730-feca7e132178"
CATALOG_SCOPE = "/accesspackagecatalog/"
"""What the scope of a role in one catalog begins with, in lower case; the catalog's id follows."""


@relation
def entitlement_roles(
    entitlement_role_assignments: Dataset, person_keys: Keys, group_keys: Keys, service_principal_keys: Keys
) -> pd.DataFrame:
    """Entitlement management role assignments; `scope` is `/AccessPackageCatalog/<id>` or `/`.

    Returns:
        columns: role_id, role_name, scope, principal_id, principal_name (string); person, group (int32
        codes); maybe_group (bool: said to be a group, or nobody at all), neither (bool: certainly no person
        and no group).
    """
    return _role_rows(
        entitlement_role_assignments, "appScopeId", person_keys, group_keys, service_principal_keys
    )


@relation
def directory_roles(
    directory_role_assignments: Dataset, person_keys: Keys, group_keys: Keys, service_principal_keys: Keys
) -> pd.DataFrame:
    """Directory role assignments; the columns of `entitlement_roles`, `scope` is the directory scope."""
    dataset = directory_role_assignments
    return _role_rows(dataset, "directoryScopeId", person_keys, group_keys, service_principal_keys)


@relation
def catalog_owners(entitlement_role_assignments: Dataset, person_keys: Keys) -> pd.DataFrame:
    """People who own a catalog: catalog_id (string, lower case), person (int32 code). Source: domain.md 5."""
    dataset = entitlement_role_assignments
    scope = pc.extract_regex(lower(dataset.column("appScopeId")), rf"^{CATALOG_SCOPE}(?P<id>[^/]+)/?$")
    catalog = pc.struct_field(scope, "id")
    owns = pc.equal(lower(dataset.column("roleDefinitionId")), CATALOG_OWNER)
    rows = pd.DataFrame(
        {
            "catalog_id": as_text(pc.if_else(owns, catalog, pa.scalar(None, pa.string()))),
            "person": person_keys.codes(dataset.column("principalId")),
        }
    )
    return rows[rows["catalog_id"].notna() & (rows["person"] >= 0)].reset_index(drop=True)


def _role_rows(
    dataset: Dataset, scope: str, people: Keys, groups: Keys, service_principals: Keys
) -> pd.DataFrame:
    principal = dataset.column("principalId")
    kind = last_segment(dataset.optional("principal.@odata.type"))
    application = pc.fill_null(pc.is_in(kind, value_set=pa.array(["serviceprincipal", "device"])), False)
    return pd.DataFrame(
        {
            "role_id": as_text(lower(dataset.column("roleDefinitionId"))),
            "role_name": as_text(dataset.optional("roleDefinition.displayName")),
            "scope": dataset.text(scope),
            "principal_id": as_text(principal),
            "principal_name": as_text(dataset.optional("principal.displayName")),
            "person": people.codes(principal),
            "group": groups.codes(principal),
            "maybe_group": np.asarray(pc.fill_null(pc.equal(kind, "group"), False))
            | np.asarray(pc.is_null(principal)),
            "neither": np.asarray(application, dtype=bool) | (service_principals.codes(principal) >= 0),
        }
    )
