"""Yes, no, unknown: the few operations on nullable booleans that pandas does not have by itself.

pandas' `boolean` follows Kleene logic through `&`, `|` and `~`. These keep it across look-ups, membership
tests and grouping, where pandas would silently turn unknown into no.
"""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from analyzer.tables.dataset import as_arrow

if TYPE_CHECKING:
    from collections.abc import Collection

Codes: TypeAlias = NDArray[np.int32]
Mask: TypeAlias = NDArray[np.bool_]
Flags: TypeAlias = "pd.Series[bool]"


def flags(yes: Mask, unknown: Mask) -> Flags:
    """Build a three-valued column from two masks; yes wins over unknown."""
    return pd.Series(pd.arrays.BooleanArray(yes.copy(), unknown & ~yes))


def constant(value: bool | None, size: int) -> Flags:
    """Return `size` times the same answer; None is unknown."""
    return pd.Series([value], dtype="boolean").repeat(size).reset_index(drop=True)


def yes(answers: Flags) -> Mask:
    """Return the mask of rows that are certainly true."""
    return answers.to_numpy(dtype=bool, na_value=False)


def unknown(answers: Flags) -> Mask:
    """Return the mask of rows that cannot be decided."""
    return answers.isna().to_numpy()


def possible(answers: Flags) -> Mask:
    """Return the mask of rows that are true or may be."""
    return answers.to_numpy(dtype=bool, na_value=True)


_UNTOLD = pa.array(["unknownfuturevalue", None], pa.string())
"""Graph writes the first for a member that the caller did not ask to see (graph.md, trap 15)."""


def is_one_of(values: pd.Series[str], allowed: Collection[str]) -> Flags:
    """Compare text case-insensitively with `allowed`; unknown text stays unknown."""
    text = pc.utf8_lower(as_arrow(values))
    found = pc.is_in(text, pa.array([each.lower() for each in allowed], pa.string()))
    return flags(_mask(found), _mask(pc.is_in(text, _UNTOLD)))


def at(values: pd.Series, codes: Codes) -> pd.Series:
    """Look values up by position; a negative code (no such object) gives `<NA>`."""
    taken = values.array.take(codes.clip(min=-1), allow_fill=True)
    return pd.Series(taken)


def _mask(answers: pa.Array | pa.ChunkedArray) -> Mask:
    return np.asarray(answers, dtype=bool)


def any_by(answers: Flags, groups: Codes, size: int) -> Flags:
    """Return for each of `size` groups whether any of its rows is true; a group without rows is false."""
    certain, open_ = np.zeros(size, bool), np.zeros(size, bool)
    inside = groups >= 0
    certain[groups[inside & yes(answers)]] = True
    open_[groups[inside & unknown(answers)]] = True
    return flags(certain, open_)


def all_by(answers: Flags, groups: Codes, size: int) -> Flags:
    """Return for each of `size` groups whether all of its rows are true; a group without rows is true."""
    return ~any_by(~answers, groups, size)


def every(*answers: Flags) -> Flags:
    """Join with Kleene `and`, by position."""
    return reduce(and_, (each.reset_index(drop=True) for each in answers))


def some(*answers: Flags) -> Flags:
    """Join with Kleene `or`, by position."""
    return reduce(or_, (each.reset_index(drop=True) for each in answers))


def doubt_no(answers: Flags) -> Flags:
    """Turn no into unknown: what a dataset with gaps does not show may still be there."""
    return flags(yes(answers), ~yes(answers))
