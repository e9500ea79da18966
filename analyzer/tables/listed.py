"""Of which parents a dataset of edges speaks, so that an absent edge proves something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from typing import Protocol

    from analyzer.tables.keys import Keys
    from analyzer.tables.three_valued import Mask

    class EdgeDataset(Protocol):
        """A dataset whose rows belong to parents."""

        @property
        def gaps(self) -> tuple[str, ...]: ...  # noqa: D102

        @property
        def parents(self) -> frozenset[str] | None: ...  # noqa: D102


def listed_parents(edges: EdgeDataset | None, keys: Keys) -> Mask:
    """Tell for which parents (by code) every edge was exported: none of them where the dataset has gaps."""
    if edges is None or edges.gaps:
        return np.zeros(len(keys), bool)
    if edges.parents is None:
        return np.ones(len(keys), bool)
    listed = np.zeros(len(keys), bool)
    known = keys.codes(pa.array(sorted(edges.parents), pa.string()))
    listed[known[known >= 0]] = True
    return listed
