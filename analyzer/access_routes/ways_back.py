"""Which access packages would give lost access back: by granting the role, or a group through which it comes.

A group nested in another gives what the outer one gives; applications and directory roles reach only the
direct members of a group (domain.md section 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.reasoning.resource_roles import GROUP, MEMBER, MEMBER_NAME
from analyzer.tables.keys import MISSING
from analyzer.tables.relations import RELATIONS, Relations
from analyzer.tables.subjects import codes_of
from analyzer.tables.three_valued import Flags, at, constant, possible

if TYPE_CHECKING:
    from analyzer.tables.three_valued import Codes

_PLACE = ["type", "id", "role"]


def ways_back(relations: Relations, keys: pd.DataFrame, own_packages: pd.DataFrame) -> pd.DataFrame:
    """Find the packages that would give access back.

    What was held to a resource that the export does not name, its own package gives back.

    Args:
        relations: of the tenant after the change.
        keys: columns resource_type, resource_id, role; the index numbers them.
        own_packages: columns key, access_package_id: through what was held what the export does not name.

    Returns:
        columns: key (int32), package (int32 code), gives (boolean; never false), each pair once.
    """
    wanted = keys[["resource_type", "resource_id", "role"]].set_axis(_PLACE, axis=1)
    named = wanted.assign(key=keys.index.to_numpy(np.int32)).dropna()
    nameless = own_packages[own_packages["key"].isin(keys.index)]
    found = [_nothing(), _of_their_own(relations, nameless)]
    if not relations.missing(RELATIONS["package_grants"]):
        given = named.merge(_given(relations), on=_PLACE, validate="many_to_many")
        found.append(given.merge(relations["package_grants"], on="grant", validate="many_to_many"))
    ways = pd.concat(found)[["key", "package", "gives"]].sort_values(["key", "package", "gives"])
    sure_first = ways[(ways["package"] >= 0).to_numpy()].drop_duplicates(["key", "package"])
    return sure_first.reset_index(drop=True)


def every_way_known(relations: Relations, gone_package: int | None) -> bool:
    """Tell whether the export shows every role that a package which is still there grants."""
    if relations.missing(RELATIONS["roles_known"]) or not relations["coverage"].complete("access_packages"):
        return False
    known = relations["roles_known"].copy()
    if gone_package is not None:
        known[gone_package] = True
    return bool(known.all()) and not (relations["package_roles"]["package"] == MISSING).any()


def _given(relations: Relations) -> pd.DataFrame:
    """Say what each granted role gives, by itself and through the groups that its holder joins.

    Returns:
        columns: grant (int32 code), type, id, role (string), gives (boolean: unknown where a rule may decide
        who is in the group; such a role gives nobody anything).
    """
    roles = relations["resource_roles"]
    resource, role = codes_of(roles.granted, "resource"), codes_of(roles.granted, "role")
    grant = np.arange(len(resource), dtype=np.int32)
    own = _places(relations, grant, resource, role).assign(gives=constant(True, len(grant)).array)
    joining = (role == MEMBER) & (resource >= 0) & (resource < len(relations["group_keys"]))
    by_hand: Flags = ~at(relations["dynamic_groups"], resource[joining])
    own.loc[joining, "gives"] = by_hand.array
    groups = pd.DataFrame({"grant": grant[joining], "group": resource[joining], "gives": by_hand.array})
    groups = groups[possible(by_hand)]
    parts = [own[possible(own["gives"])], _nested(relations, groups)]
    for held, name in (("held", "app_role_holdings"), ("directory", "directory_roles")):
        if not relations.missing(RELATIONS[name]):
            parts.append(_through(relations, groups, getattr(roles, held), relations[name]))
    return pd.concat(parts, ignore_index=True).dropna(subset=_PLACE)


def _nested(relations: Relations, groups: pd.DataFrame) -> pd.DataFrame:
    chains = relations["nested_groups"]
    near = chains[chains["inner"].isin(groups["group"])][["inner", "outer"]]
    met = groups.merge(near, left_on="group", right_on="inner", validate="many_to_many")
    ids = at(relations["resource_roles"].resources["id"], codes_of(met, "outer"))
    return met[["grant", "gives"]].assign(type=GROUP, id=ids.array, role=MEMBER_NAME)


def _through(
    relations: Relations, groups: pd.DataFrame, held: pd.DataFrame, holdings: pd.DataFrame
) -> pd.DataFrame:
    """Follow the groups to what is assigned to them; `held` is parallel to `holdings`."""
    assigned = held.assign(group=codes_of(holdings, "group"))
    met = groups.merge(assigned[(assigned["group"] >= 0).to_numpy()], on="group", validate="many_to_many")
    places = _places(relations, codes_of(met, "grant"), codes_of(met, "resource"), codes_of(met, "role"))
    return places.assign(gives=met["gives"].array)


def _places(relations: Relations, grant: Codes, resource: Codes, role: Codes) -> pd.DataFrame:
    roles = relations["resource_roles"]
    return pd.DataFrame(
        {
            "grant": grant,
            "type": at(roles.resources["type"], resource),
            "id": at(roles.resources["id"], resource),
            "role": at(roles.roles, role),
        }
    )


def _of_their_own(relations: Relations, nameless: pd.DataFrame) -> pd.DataFrame:
    place = pd.Index(relations["packages"]["id"]) if len(nameless) else pd.Index([])
    code = place.get_indexer(pd.Index(nameless["access_package_id"])).astype(np.int32)
    return nameless[["key"]].assign(package=code, gives=constant(True, len(nameless)).array)


def _nothing() -> pd.DataFrame:
    none = np.array([], np.int32)
    return pd.DataFrame({"key": none, "package": none, "gives": constant(True, 0)})
