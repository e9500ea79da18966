"""Access packages with the catalog they are in, and the resource roles they grant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.tables.dataset import Dataset, as_flag, as_text, lower
from analyzer.tables.listed import listed_parents
from analyzer.tables.relations import relation
from analyzer.tables.three_valued import (
    Flags,
    Mask,
    any_by,
    at,
    constant,
    flags,
    is_one_of,
    possible,
    some,
    yes,
)

if TYPE_CHECKING:
    from analyzer.tables.keys import Keys


@relation
def catalog_facts(catalogs: Dataset | None = None) -> pd.DataFrame:
    """Catalogs by code: display_name (string), published, external (boolean).

    Source: Graph `accessPackageCatalog.state`, `.isExternallyVisible`.
    """
    if catalogs is None:
        return pd.DataFrame(
            {"display_name": as_text(pa.array([], pa.string()))}
            | {name: constant(None, 0) for name in ("published", "external")}
        )
    return pd.DataFrame(
        {
            "display_name": catalogs.text("displayName").fillna(catalogs.text("id")),
            "published": is_one_of(catalogs.text("state"), ["published"]),
            "external": catalogs.flag("isExternallyVisible"),
        }
    )


@relation
def packages(access_packages: Dataset, catalog_keys: Keys, catalog_facts: pd.DataFrame) -> pd.DataFrame:
    """Access packages by code.

    A catalog's own record decides; the copy expanded inside a package fills in only where the export has no
    such record.

    Returns:
        columns: id, display_name (string); hidden, published, external (boolean).
    """
    catalog = catalog_keys.codes(access_packages.column("catalog.id"))
    expanded_state = is_one_of(as_text(access_packages.optional("catalog.state")), ["published"])
    expanded_external = as_flag(access_packages.optional("catalog.isExternallyVisible"))
    return pd.DataFrame(
        {
            "id": access_packages.text("id"),
            "display_name": access_packages.text("displayName").fillna(access_packages.text("id")),
            "hidden": access_packages.flag("isHidden"),
            "published": at(catalog_facts["published"], catalog).fillna(expanded_state),
            "external": at(catalog_facts["external"], catalog).fillna(expanded_external),
        }
    )


_NAMED_BY_ID = ("aadgroup", "aadapplication")
"""Systems whose resources have an id, of which the case is free; a site has an address."""


@relation
def package_roles(resource_role_scopes: Dataset, package_keys: Keys) -> pd.DataFrame:
    """Which role on which resource a package grants, one row per resource role scope.

    A group's role is `Member_<groupId>` or `Owner_<groupId>`, an application's role is the app role id on the
    service principal, a SharePoint site is named by its address (graph.md, traps 17 and 18).

    Returns:
        columns: package (int32 code), package_id (string), origin_system (string, lower case), resource_id,
        resource_name (string), role (string: `member`, `owner`, else the role's own origin id), role_name.
    """
    scopes = resource_role_scopes
    role_origin = scopes.column("role.originId")
    prefix = pc.extract_regex(role_origin, r"^(?i:(?P<role>member|owner))_(?P<group>.+)$")
    system = lower(_first(scopes, "role.resource.originSystem", "scope.originSystem", "role.originSystem"))
    resource = pc.coalesce(
        _first(scopes, "role.resource.originId", "scope.resource.originId", "scope.originId"),
        pc.struct_field(prefix, "group"),
    )
    by_id = pc.is_in(system, value_set=pa.array(_NAMED_BY_ID))
    name = _first(
        scopes,
        "role.resource.displayName",
        "scope.resource.displayName",
        "scope.displayName",
        "scope.originId",
    )
    return pd.DataFrame(
        {
            "package": package_keys.codes(scopes.column("accessPackage.id")),
            "package_id": scopes.text("accessPackage.id"),
            "origin_system": as_text(system),
            "resource_id": as_text(pc.if_else(by_id, lower(resource), resource)),
            "resource_name": as_text(name),
            "role": as_text(pc.coalesce(lower(pc.struct_field(prefix, "role")), role_origin)),
            "role_name": scopes.text("role.displayName"),
        }
    )


@relation
def roles_known(resource_role_scopes: Dataset, package_keys: Keys) -> Mask:
    """For which packages (by code) every granted role was exported."""
    return listed_parents(resource_role_scopes, package_keys)


@relation
def only_sites(package_roles: pd.DataFrame, package_keys: Keys) -> pd.DataFrame:
    """The SharePoint site of a package that grants roles on just one, by package code.

    Returns:
        columns: resource_id, resource_name (string; `<NA>` where there is none, or several).
    """
    is_site = yes(is_one_of(package_roles["origin_system"], ["SharePointOnline"]))
    rows = package_roles[is_site & (package_roles["package"] >= 0).to_numpy()]
    by_package = rows.drop_duplicates(["package", "resource_id"]).set_index("package")
    only = by_package[~by_package.index.duplicated(keep=False)]
    return only[["resource_id", "resource_name"]].reindex(range(len(package_keys)))


@relation
def sharepoint_packages(package_roles: pd.DataFrame, package_keys: Keys, roles_known: Mask) -> Flags:
    """Whether a package grants a role on a SharePoint site, by package code.

    Source: Graph `originSystem` `SharePointOnline`.
    """
    is_site = is_one_of(package_roles["origin_system"], ["SharePointOnline"])
    granted = any_by(is_site, package_roles["package"].to_numpy(), len(package_keys))
    homeless = (possible(is_site) & (package_roles["package"] < 0).to_numpy()).any()
    return some(granted, flags(np.zeros(len(package_keys), bool), ~roles_known | homeless))


def _first(dataset: Dataset, *paths: str) -> pa.ChunkedArray:
    """Return the first value that is there; an expanded resource says more than its bare scope."""
    return pc.coalesce(*(dataset.optional(path) for path in paths))
