"""Routes are sorted as numbers where the numbers fit; where they do not, the order is the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.reasoning import route_marks
from analyzer.reasoning.routes import Routes, route_kinds

KINDS = st.lists(st.tuples(st.integers(-1, 3), st.integers(0, 2), st.integers(0, 7)), min_size=1, max_size=8)


@given(st.data())
def test_numbers_and_columns_give_the_same_order(data: st.DataObject) -> None:
    made = data.draw(KINDS)
    rows = data.draw(st.lists(st.tuples(st.integers(0, len(made) - 1), st.integers(0, 5))))
    resource, role, route = np.array(made, np.int32).T
    kinds = route_kinds(resource=resource, role=role, route=route, via=np.arange(len(made)))
    kind, holder = np.array(rows, np.int64).reshape(-1, 2).T
    routes = Routes(kinds, kind, holder.astype(np.int32))

    wanted = sorted((*made[at][:2], person, made[at][2], at) for at, person in rows)
    assert ordered(routes) == wanted
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(route_marks, "_BITS", 0)
        assert ordered(routes) == wanted


def ordered(routes: Routes) -> list[tuple[int, int, int, int, int]]:
    """Return (resource, role, holder, route, kind as it was drawn), and look at what is called a first."""
    kinds, kind, holder, first = route_marks._ordered(routes)  # noqa: SLF001
    columns = [kinds[name].to_numpy()[kind] for name in ("resource", "role")]
    told = [*columns, holder, *(kinds[name].to_numpy()[kind] for name in ("route", "via"))]
    rows = list(zip(*(column.tolist() for column in told), strict=True))
    seen = [row[:3] for row in rows]
    assert first.tolist() == [at == 0 or seen[at - 1] != each for at, each in enumerate(seen)]
    return rows
