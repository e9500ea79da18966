"""Small help for checks that look at several kinds of subjects; pandas is imported only when a check runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pandas import DataFrame


def stack(*frames: DataFrame) -> DataFrame:
    """Put the rows of several kinds of candidates below each other; columns one kind lacks become `<NA>`."""
    import pandas as pd  # noqa: PLC0415  # the catalogue must load without pandas

    return pd.concat(frames, ignore_index=True)
