"""Which groups contain a group at any depth, and by which shortest chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analyzer.tables.memberships import (
    NESTED_DEPTH_LIMIT,
    Edges,
    among_sorted,
    distinct,
    fan_out,
    paired,
    unpaired,
)
from analyzer.tables.relations import relation
from analyzer.tables.subjects import codes_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analyzer.tables.three_valued import Codes

ARROW = " > "
"""Between the groups of a chain, the innermost first."""


@relation
def nested_groups(membership_edges: Edges) -> pd.DataFrame:
    """Every group inside another one, at any depth.

    Returns:
        what `climb` returns for all groups that are a member of another group.
    """
    return climb(membership_edges, np.unique(membership_edges.inner))


def climb(edges: Edges, inner: Codes) -> pd.DataFrame:
    """Walk up from groups to every group that contains them, breadth first, so the shortest chain wins.

    Among chains of the same length the one through the lowest group codes is kept, whatever the roots.

    Args:
        edges: direct memberships.
        inner: the groups to start from, each once.

    Returns:
        columns: inner, outer (int32 group codes), below (int32: row of the same chain without its last
        group, -1 where `inner` is directly in `outer`), depth (int32: steps from `inner` to `outer`); a pair
        once, shorter chains first. No group is inside itself.
    """
    child, parent = unpaired(distinct(paired(edges.inner, edges.outer)))
    found = [_no_rows()]
    seen = paired(inner, inner)
    roots, at, row, total = inner, inner, np.full(len(inner), -1, np.int32), 0
    for depth in range(1, NESTED_DEPTH_LIMIT + 1):
        place, holder = fan_out(child, at)
        pairs, first = np.unique(paired(roots[holder], parent[place]), return_index=True)
        fresh = ~among_sorted(pairs, seen)
        if not fresh.any():
            break
        pairs, first = pairs[fresh], first[fresh]
        below = row[holder[first]]
        roots, at = unpaired(pairs)
        found.append(pd.DataFrame({"inner": roots, "outer": at, "below": below, "depth": np.int32(depth)}))
        row = np.arange(total, total + len(at), dtype=np.int32)
        total += len(at)
        seen = np.sort(np.concatenate([seen, pairs]))
    return pd.concat(found, ignore_index=True)


def chain_names(chains: pd.DataFrame, names: pd.Series[str], rows: Codes) -> pd.Series[str]:
    """Word chains as `inner > middle > outer`.

    Args:
        chains: what `climb` returned.
        names: of the groups, by group code.
        rows: which chains; a negative row is none.

    Returns:
        one text for each row, `<NA>` for none.
    """
    needed = _with_shorter(chains, rows)
    text = pd.Series(pd.NA, index=range(len(chains)), dtype=names.dtype)
    own, below = codes_of(chains, "outer"), codes_of(chains, "below")
    start, depth = codes_of(chains, "inner"), codes_of(chains, "depth")
    for level in range(1, int(depth[needed].max(initial=0)) + 1):
        now = np.flatnonzero(needed & (depth == level))
        before = names.array.take(start[now]) if level == 1 else text.array.take(below[now])
        text.iloc[now] = pd.Series(before) + ARROW + pd.Series(names.array.take(own[now]))
    return pd.Series(text.array.take(rows.clip(min=-1), allow_fill=True))


def _with_shorter(chains: pd.DataFrame, rows: Codes) -> NDArray[np.bool_]:
    """Mark the chains and every shorter one they are made of."""
    needed = np.zeros(len(chains), bool)
    below, current = codes_of(chains, "below"), np.unique(rows[rows >= 0])
    while len(current):
        needed[current] = True
        current = np.unique(below[current])
        current = current[current >= 0]
    return needed


def _no_rows() -> pd.DataFrame:
    return pd.DataFrame({name: np.array([], np.int32) for name in ("inner", "outer", "below", "depth")})
