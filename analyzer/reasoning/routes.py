"""The shape of a route: by which way one holder has one role on one resource (CONTRACT section 5)."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.tables.keys import UNKNOWN
from analyzer.tables.three_valued import constant

if TYPE_CHECKING:
    from analyzer.tables.three_valued import Flags


class Route(IntEnum):
    """The eight ways, in the order of the report."""

    ACCESS_PACKAGE = 0
    GROUP_DIRECT = 1
    GROUP_NESTED = 2
    GROUP_DYNAMIC = 3
    APP_ROLE_DIRECT = 4
    APP_ROLE_VIA_GROUP = 5
    DIRECTORY_ROLE = 6
    DIRECTORY_ROLE_VIA_GROUP = 7

    @property
    def slug(self) -> str:
        """The name that reports use."""
        return self.name.lower().replace("_", "-")


class Confidence(IntEnum):
    """How sure it is that the access is held."""

    CERTAIN = 0
    PROBABLE = 1
    UNKNOWN = 2


CODES = ("holder", "resource", "role", "package", "assignment", "holding", "via", "chain")
COLUMNS = (*CODES, "route", "confidence", "missing", "sure")


def route_rows(**columns: object) -> pd.DataFrame:
    """Return routes; what is left out is `UNKNOWN`, certain, not missing and sure.

    Returns:
        columns: holder (code of `access_holders`), resource, role (codes of `resource_roles`), package,
        assignment, holding (row of `app_role_holdings`), via (group code), chain (row of `nested_groups`),
        all int32; route, confidence (int8); missing (boolean: delivered, yet not there), sure (bool: it is
        an active assignment, or visible).
    """
    size = max(
        (len(each) for each in columns.values() if isinstance(each, (np.ndarray, pd.Series))), default=0
    )
    made: dict[str, object] = {}
    for name in CODES:
        made[name] = np.asarray(np.broadcast_to(np.asarray(columns.get(name, UNKNOWN)), size), np.int32)
    for name in ("route", "confidence"):
        made[name] = np.asarray(np.broadcast_to(np.asarray(columns.get(name, 0)), size), np.int8)
    missing = columns.get("missing")
    made["missing"] = constant(False, size).array if missing is None else pd.array(missing, "boolean")  # type: ignore[call-overload]
    made["sure"] = np.broadcast_to(np.asarray(columns.get("sure", True)), size).copy()
    return pd.DataFrame(made)


def no_routes() -> pd.DataFrame:
    """Return no routes, in their shape."""
    return route_rows(holder=np.array([], np.int32))


def flags_of(routes: pd.DataFrame, name: str) -> Flags:
    """Return a three-valued column by position."""
    return routes[name].reset_index(drop=True)
