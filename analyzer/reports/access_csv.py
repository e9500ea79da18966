"""access.csv: the columns of CONTRACT section 5, one row per route.

A large tenant has tens of millions of routes, made of a few million names. So the cells of every user, group
and assignment are spelled once, what the rows of one group have in common is joined once, and a row is joined
from these two pieces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.access_routes.rendering import ROUTE_COLUMNS, mark_codes
from analyzer.export.parallel import parallel_in_turn
from analyzer.reports.cells import rows_with, safe_cells
from analyzer.reports.large_file import LargeFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from analyzer.access_routes.answer import AccessRoutes
    from analyzer.access_routes.rendering import Rendering, Section
    from analyzer.reasoning.route_marks import MarkedRoutes
    from analyzer.tables.three_valued import Codes

_ROWS_AT_ONCE = 16_384
"""About 4 MB of text, which stays near the processor until it is written."""


def write_routes(answer: AccessRoutes, path: Path) -> None:
    """Write all routes: UTF-8 without a byte order mark, LF, nothing for what is unknown."""
    rendering, pieces = answer.coded(safe_cells)
    users, *others = [_spelled(section) for section in rendering.sections]

    def slices() -> Iterator[tuple[Codes, pa.Array, Codes]]:
        for routes in pieces:
            ends, end = _ends(rendering, others, routes)
            for start in range(0, len(routes), _ROWS_AT_ONCE):
                rows = slice(start, start + _ROWS_AT_ONCE)
                yield routes.holder[rows], ends, end[rows]

    def lines(rows: tuple[Codes, pa.Array, Codes]) -> memoryview:
        holder, ends, end = rows
        return _text_of(pc.binary_join_element_wise(_part(users, holder), ends.take(pa.array(end)), ","))

    with path.open("wb") as file:
        large = LargeFile(file)
        large.write(",".join(ROUTE_COLUMNS).encode() + b"\n")
        parallel_in_turn(lines, large.write, slices())


def _ends(rendering: Rendering, spelled: list[pa.Array], routes: MarkedRoutes) -> tuple[pa.Array, Codes]:
    """Return the different texts behind the cells of the holder, and which of them each route has."""
    *beside, marks = spelled
    different = len(marks) - 1
    told = routes.kind * different + mark_codes(routes)
    used = np.zeros(len(routes.kinds) * different, bool)
    used[told] = True
    chosen = np.flatnonzero(used)
    place = np.empty(len(used), np.int32)
    place[chosen] = np.arange(len(chosen), dtype=np.int32)
    codes = rendering.codes(routes.kinds.take(chosen // different))
    parts = [_part(cells, each) for cells, each in zip(beside, codes, strict=True)]
    parts.append(_part(marks, (chosen % different).astype(np.int32)))
    return pc.binary_join_element_wise(pc.binary_join_element_wise(*parts, ","), "\n", ""), place[told]


def _spelled(section: Section) -> pa.Array:
    """Return the cells of a section by code, as they stand in the file; the last one is for no code."""
    cells = [_cell(column) for column in section.columns.values()]
    whole = pc.binary_join_element_wise(*cells, ",") if len(cells) > 1 else cells[0]
    return pa.concat_arrays([whole, pa.array(["," * (len(cells) - 1)])])


def _cell(column: pa.Array) -> pa.Array:
    """Quote what a reader would misread; every line break is an escape by now."""
    text = pc.fill_null(column.cast(pa.string()), "")
    special = pa.array(rows_with(text, b',"'))
    if not special.true_count:
        return text
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(text, '"', '""'), '"', "")
    return pc.if_else(special, quoted, text)


def _text_of(lines: pa.Array) -> memoryview:
    """Return the lines as they lie in memory, one after the other."""
    _, offsets, text = lines.buffers()
    return memoryview(text)[: np.frombuffer(offsets, np.int32)[len(lines)]]


def _part(cells: pa.Array, codes: Codes) -> pa.Array | pa.Scalar:
    if not (codes >= 0).any():
        return cells[-1]
    return cells.take(pa.array(np.where(codes < 0, len(cells) - 1, codes)))
