"""Everything that access can be held to, as two integers: a resource and a role on it.

A group's code as a resource is its group code; applications, directory roles, sites and groups that the
export does not hold come after the groups.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.tables.dataset import STRING, Dataset, as_arrow, as_text
from analyzer.tables.keys import UNKNOWN, Keys
from analyzer.tables.relations import relation
from analyzer.tables.three_valued import is_one_of, yes

if TYPE_CHECKING:
    from analyzer.tables.three_valued import Codes

GROUP, APPLICATION, DIRECTORY_ROLE, SITE, OTHER = "group", "application", "directory-role", "site", "other"
TYPES = {
    "aadgroup": GROUP,
    "aadapplication": APPLICATION,
    "directoryrole": DIRECTORY_ROLE,
    "sharepointonline": SITE,
}
"""Graph `originSystem`, lower case, as the type of a resource."""

MEMBER, OWNER = 0, 1
"""The role codes of a group."""

MEMBER_NAME, OWNER_NAME = "Member", "Owner"
"""What the roles of a group are called."""

DEFAULT_ACCESS = "00000000-0000-0000-0000-000000000000"
"""The app role id of an application without roles (Graph `appRoleAssignment.appRoleId`)."""

ACTIVE = "active"
"""The role on a directory role that its assignment to a principal gives, as packages spell it."""

_KEY = ["type", "id", "role"]


@dataclass(frozen=True, slots=True)
class ResourceRoles:
    """Resources and roles by code.

    `resources`: columns type, id, name (string). `roles`: names of roles (string); 0 is Member, 1 is Owner.
    `granted`, `held`, `directory`: columns resource, role (int32), parallel to the relations `granted_roles`,
    `app_role_holdings`, `directory_roles`; -1 where the export does not name the resource.
    """

    resources: pd.DataFrame
    roles: pd.Series[str]
    granted: pd.DataFrame
    held: pd.DataFrame
    directory: pd.DataFrame


@relation
def resource_roles(
    group_keys: Keys,
    groups: Dataset | None = None,
    granted_roles: pd.DataFrame | None = None,
    app_role_holdings: pd.DataFrame | None = None,
    directory_roles: pd.DataFrame | None = None,
    app_role_names: pd.DataFrame | None = None,
    service_principals: Dataset | None = None,
) -> ResourceRoles:
    """Number every resource and role that access is held to."""
    parts = [_granted(granted_roles), _held(app_role_holdings), _directory(directory_roles)]
    every = pd.concat(parts, ignore_index=True).astype(dict.fromkeys([*_KEY, "name", "role_name"], STRING))
    resources, resource = _resources(every, group_keys, groups, service_principals)
    names, role = _roles(every, app_role_names)
    codes = pd.DataFrame({"resource": resource, "role": role})
    codes.loc[every["id"].isna().to_numpy(), "resource"] = UNKNOWN
    ends = np.cumsum([len(part) for part in parts])
    granted, held, directory = (
        codes[end - len(part) : end].reset_index(drop=True) for part, end in zip(parts, ends, strict=True)
    )
    return ResourceRoles(resources, names, granted, held, directory)


def _granted(roles: pd.DataFrame | None) -> pd.DataFrame:
    if roles is None:
        return _none()
    kind = roles["origin_system"].map(TYPES).astype(STRING).fillna(OTHER)
    return pd.DataFrame(
        {
            "type": kind,
            "id": roles["resource_id"],
            "name": roles["resource_name"],
            "role": roles["role"].str.lower(),
            "role_name": roles["role_name"],
        }
    )


def _held(holdings: pd.DataFrame | None) -> pd.DataFrame:
    if holdings is None:
        return _none()
    return pd.DataFrame(
        {
            "type": APPLICATION,
            "id": holdings["resource_id"],
            "name": holdings["resource_name"],
            "role": holdings["role"],
            "role_name": pd.Series(pd.NA, index=holdings.index, dtype=STRING),
        }
    )


def _directory(roles: pd.DataFrame | None) -> pd.DataFrame:
    """A role at `/` holds everywhere; any other scope is named, for it is another access."""
    if roles is None:
        return _none()
    scope = roles["scope"].fillna("a scope that was not exported")
    everywhere = yes(is_one_of(scope, ["/"]))
    return pd.DataFrame(
        {
            "type": DIRECTORY_ROLE,
            "id": roles["role_id"],
            "name": roles["role_name"],
            "role": scope.str.lower().mask(everywhere, ACTIVE),
            "role_name": ("Active at " + scope).mask(everywhere, "Active"),
        }
    )


def _none() -> pd.DataFrame:
    return pd.DataFrame({name: pd.array([], STRING) for name in (*_KEY, "name", "role_name")})


def _resources(
    every: pd.DataFrame, group_keys: Keys, groups: Dataset | None, service_principals: Dataset | None
) -> tuple[pd.DataFrame, Codes]:
    """Groups first, then whatever else is named; an object's own record knows its name best."""
    own = pd.DataFrame({"type": pd.Series(GROUP, range(len(group_keys)), STRING), "id": _ids(group_keys)})
    own["name"] = _name_of(groups).fillna(own["id"])
    code = group_keys.codes(as_arrow(every["id"])).copy()
    code[(every["type"] != GROUP).to_numpy(bool, na_value=True)] = UNKNOWN
    applications = _none() if service_principals is None else _application_names(service_principals)
    columns = ["type", "id", "name"]
    others = pd.concat([applications[columns], every.loc[code < 0, columns]], ignore_index=True)
    number, _ = pd.factorize(pd.MultiIndex.from_frame(others[["type", "id"]]))
    first = others.assign(number=number).groupby("number", sort=True)[columns].first()
    first["name"] = first["name"].fillna(first["id"])
    code[code < 0] = len(own) + number[len(applications) :]
    return pd.concat([own, first], ignore_index=True).astype(STRING), code


def _roles(every: pd.DataFrame, app_role_names: pd.DataFrame | None) -> tuple[pd.Series[str], Codes]:
    """Name roles: of groups alike, of an application by its own words, else by those of whoever names it."""
    in_group = (every["type"] == GROUP).to_numpy(bool, na_value=False)
    default = (every["role"] == DEFAULT_ACCESS).to_numpy(bool, na_value=False)
    label = _own_words(every, app_role_names).fillna(every["role_name"]).mask(default, "Default Access")
    own = pd.DataFrame(
        {
            "type": every["type"].mask(in_group, pd.NA),
            "id": every["id"].mask(in_group, pd.NA),
            "role": every["role"],
            "label": label.mask(in_group, pd.NA),
        }
    )
    whole = pd.concat([_GROUP_ROLES, own], ignore_index=True).astype(STRING)
    number, _ = pd.factorize(pd.MultiIndex.from_frame(whole[_KEY]))
    first = whole[["label", "role"]].groupby(number, sort=True).first()
    names = first["label"].fillna(first["role"]).reset_index(drop=True)
    return names, number[len(_GROUP_ROLES) :].astype(np.int32)


_GROUP_ROLES = pd.DataFrame(
    {"type": [pd.NA] * 2, "id": [pd.NA] * 2, "role": ["member", "owner"], "label": [MEMBER_NAME, OWNER_NAME]},
    dtype=STRING,
)


def _own_words(every: pd.DataFrame, app_role_names: pd.DataFrame | None) -> pd.Series[str]:
    if app_role_names is None:
        return pd.Series(pd.array([None] * len(every), STRING))
    words = app_role_names.rename(columns={"resource_id": "id", "role_name": "own_name"})
    words = words.assign(type=APPLICATION).drop_duplicates(["id", "role"])
    return every.merge(words, on=_KEY, how="left", validate="many_to_one")["own_name"].astype(STRING)


def _ids(keys: Keys) -> pd.Series[str]:
    return as_text(keys.ids)


def _name_of(groups: Dataset | None) -> pd.Series[str]:
    return groups.text("displayName") if groups is not None else pd.Series(pd.array([], STRING))


def _application_names(service_principals: Dataset) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "type": APPLICATION,
            "id": service_principals.text("id"),
            "name": service_principals.text("displayName"),
        }
    )
