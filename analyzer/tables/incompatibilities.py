"""Separation of duties: which packages and groups shut people out of a package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.tables.dataset import STRING, as_text
from analyzer.tables.listed import listed_parents
from analyzer.tables.relations import relation

if TYPE_CHECKING:
    from analyzer.tables.dataset import Dataset
    from analyzer.tables.keys import Keys
    from analyzer.tables.three_valued import Mask


@relation
def shutting_packages(
    package_keys: Keys, incompatible_access_packages: Dataset | None = None
) -> pd.DataFrame:
    """Packages nobody may hold who asks for another. One-way (domain.md C43).

    Source: Graph `accessPackage.incompatibleAccessPackages`; domain.md C40.

    Returns:
        columns: package, other (int32 codes), other_id (string).
    """
    if incompatible_access_packages is None:
        return _nothing("other").assign(other_id=pd.Series(dtype=STRING))
    other = incompatible_access_packages.column("incompatibleAccessPackageId")
    return pd.DataFrame(
        {
            "package": package_keys.codes(incompatible_access_packages.column("accessPackageId")),
            "other": package_keys.codes(other),
            "other_id": as_text(other),
        }
    )


@relation
def shutting_groups(
    package_keys: Keys, group_keys: Keys, incompatible_groups: Dataset | None = None
) -> pd.DataFrame:
    """Groups whose members may not ask for a package: package, group (int32 codes).

    Source: Graph `accessPackage.incompatibleGroups`; domain.md C41.
    """
    if incompatible_groups is None:
        return _nothing("group")
    return pd.DataFrame(
        {
            "package": package_keys.codes(incompatible_groups.column("accessPackageId")),
            "group": group_keys.codes(incompatible_groups.column("groupId")),
        }
    )


@relation
def shutting_packages_known(package_keys: Keys, incompatible_access_packages: Dataset | None = None) -> Mask:
    """For which packages (by code) all incompatible packages were exported."""
    return listed_parents(incompatible_access_packages, package_keys)


@relation
def shutting_groups_known(package_keys: Keys, incompatible_groups: Dataset | None = None) -> Mask:
    """For which packages (by code) all incompatible groups were exported."""
    return listed_parents(incompatible_groups, package_keys)


def _nothing(other: str) -> pd.DataFrame:
    return pd.DataFrame({name: np.array([], np.int32) for name in ("package", other)})
