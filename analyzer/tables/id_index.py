"""Looking up many columns of ids among the same ids.

Arrow makes its table of a million ids anew for every column. Ids in Graph are GUIDs, all of one length: taken
as numbers, they are kept in an index of pandas that is made once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analyzer.tables.three_valued import Codes

_NOWHERE = -1
_GUID_LENGTH = 36
_WORDS = (0, 28)
"""Where the eight digits begin that a number is made of: the first, and the last."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
"""Odd, its bits evenly mixed (2**64 divided by the golden ratio)."""
_SHIFT = np.uint64(29)


class IdIndex:
    """Positions of texts in a column that holds none of them twice, as they are spelt.

    Two texts may get the same number. So a column with two such ids is not kept as numbers, and what is found
    by its number is compared as text.
    """

    def __init__(self, ids: pa.Array) -> None:
        self.ids = ids
        self._numbers = _distinct_numbers(ids)

    def positions(self, references: pa.Array) -> Codes:
        """Return an int32 position per reference, -1 for null and where no id is the same."""
        if self._numbers is None:
            place = pc.index_in(references, value_set=self.ids, skip_nulls=True)
            return np.asarray(pc.fill_null(place, _NOWHERE)).astype(np.int32)
        return self._among_guids(self._numbers, references)

    def _among_guids(self, numbers: pd.Index[int], references: pa.Array) -> Codes:
        found = np.full(len(references), _NOWHERE, np.int32)
        rows = _guid_rows(references)
        alike = references if len(rows) == len(references) else references.take(pa.array(rows))
        place = numbers.get_indexer(pd.Index(_numbers(alike))).astype(np.int32)
        same = pc.equal(self.ids.take(pa.array(place, mask=place < 0)), alike)
        found[rows] = np.where(np.asarray(pc.fill_null(same, False)), place, _NOWHERE)
        return found


def surely_distinct(texts: pa.Array) -> bool:
    """Tell whether these are GUIDs, no two of them the same; cheaper than to find what is twice."""
    return _distinct_numbers(texts) is not None


def _distinct_numbers(texts: pa.Array) -> pd.Index[int] | None:
    """Return the numbers of GUIDs; None where two are the same or something is no GUID."""
    if not len(texts) or len(_guid_rows(texts)) < len(texts):
        return None
    numbers = pd.Index(_numbers(texts))
    return numbers if numbers.is_unique else None  # to ask makes the table, which threads then share


def _guid_rows(texts: pa.Array) -> NDArray[np.intp]:
    """Return the rows that are as long as a GUID."""
    return np.flatnonzero(np.asarray(pc.fill_null(pc.binary_length(texts), 0)) == _GUID_LENGTH)


def _numbers(guids: pa.Array) -> NDArray[np.uint64]:
    """Return a number for each text of the length of a GUID, the same for the same text."""
    if not len(guids):
        return np.array([], np.uint64)
    _, offsets, text = guids.buffers()
    start = int(np.frombuffer(offsets, np.int32)[guids.offset])
    number = np.zeros(len(guids), np.uint64)
    for word in _WORDS:
        number ^= number >> _SHIFT
        number += np.ndarray(len(guids), np.uint64, text, start + word, (_GUID_LENGTH,))
        number *= _FACTOR
    return number
