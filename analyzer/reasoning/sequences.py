"""Numbers for sequences: two owners get the same number exactly when their sequences are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analyzer.tables.three_valued import Codes


def number_sequences(owner: Codes, values: NDArray[np.int64], start: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number the sequence of values of each owner, in the order of the rows.

    Each pass takes one more value of every owner, so the passes are as many as the longest sequence is long.

    Args:
        owner: position of each row's owner in `start`.
        values: what each row says.
        start: what each owner begins with, one entry per owner.

    Returns:
        a number per owner, dense from 0.
    """
    answer = _factorized(start)
    kinds, distinct = pd.factorize(values)
    position = positions_within(owner)
    order = np.argsort(position, kind="stable")
    ends = np.cumsum(np.bincount(position)) if len(position) else np.array([], np.int64)
    used = int(answer.max(initial=-1)) + 1
    for rows in np.split(order, ends[:-1]) if len(ends) else []:
        longer, found = pd.factorize(answer[owner[rows]] * len(distinct) + kinds[rows])
        answer[owner[rows]] = used + longer
        used += len(found)
    return _factorized(answer)


def _factorized(values: NDArray[np.int64]) -> NDArray[np.int64]:
    numbers: NDArray[np.int64] = pd.factorize(values)[0].astype(np.int64)
    return numbers


def positions_within(owner: Codes) -> NDArray[np.int64]:
    """Return each row's position among the rows of its owner."""
    return np.asarray(pd.Series(owner).groupby(owner).cumcount(), dtype=np.int64)
