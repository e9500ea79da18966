"""The shape of a route: by which way one holder has one role on one resource (CONTRACT section 5)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Self

import numpy as np
import pandas as pd

from analyzer.tables.keys import UNKNOWN
from analyzer.tables.three_valued import constant

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analyzer.tables.three_valued import Codes


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


CODES = ("resource", "role", "package", "assignment", "holding", "via", "chain")


def route_kinds(**columns: object) -> pd.DataFrame:
    """Return kinds of routes; what is left out is `UNKNOWN`, certain, not missing and sure.

    Returns:
        columns: resource, role (codes of `resource_roles`), package, assignment, holding (row of
        `app_role_holdings`), via (group code), chain (row of `nested_groups`), all int32; route, confidence
        (int8); missing (boolean: delivered, yet not there), sure (bool: it is an active assignment, or
        visible).
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


def route_rows(holder: Codes, **columns: object) -> pd.DataFrame:
    """Return routes one by one: holder (int32 code of `access_holders`), then what `route_kinds` returns."""
    rows = route_kinds(**columns)
    rows.insert(0, "holder", np.asarray(holder, np.int32))
    return rows


def no_routes() -> pd.DataFrame:
    """Return no routes, in their shape."""
    return route_rows(holder=np.array([], np.int32))


@dataclass(frozen=True, slots=True)
class Routes:
    """Routes, with what they have in common said once: a group of a million members is one kind of route.

    `kinds`: what `route_kinds` returns. `kind` (row of `kinds`) and `holder` (code of
    `access_holders`): parallel, one entry per route.
    """

    kinds: pd.DataFrame
    kind: NDArray[np.intp]
    holder: Codes

    @classmethod
    def of(cls, rows: pd.DataFrame) -> Self:
        """Take rows of `route_rows`; holders of the same app role assignment have one kind of route."""
        holding = rows["holding"].to_numpy(np.int64)
        alike = np.where(
            holding >= 0, holding << 2 | rows["confidence"].to_numpy(), -1 - np.arange(len(rows))
        )
        kind, distinct = pd.factorize(alike)
        first = np.empty(len(distinct), np.intp)
        first[kind[::-1]] = np.arange(len(rows))[::-1]
        kinds = rows.drop(columns="holder").take(first).reset_index(drop=True)
        return cls(kinds, kind, rows["holder"].to_numpy(np.int32))

    @classmethod
    def joined(cls, *parts: Routes) -> Self:
        """Put routes behind each other."""
        shift = np.cumsum([0, *(len(part.kinds) for part in parts[:-1])])
        return cls(
            pd.concat([part.kinds for part in parts], ignore_index=True),
            np.concatenate([part.kind + by for part, by in zip(parts, shift, strict=True)]),
            np.concatenate([part.holder for part in parts]),
        )

    def told(self, name: str) -> np.ndarray:
        """Return a column of the kinds (not a three-valued one), for each route."""
        values: np.ndarray = self.kinds[name].to_numpy()[self.kind]
        return values

    def __len__(self) -> int:
        return len(self.kind)
