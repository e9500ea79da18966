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

from analyzer.access_routes.rendering import ROUTE_COLUMNS, distinct_but_for_holder
from analyzer.export.parallel import ordered_parallel
from analyzer.reports.cells import safe_cells
from analyzer.tables.subjects import codes_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from analyzer.access_routes.answer import AccessRoutes
    from analyzer.access_routes.rendering import Section
    from analyzer.tables.three_valued import Codes

_ROWS_AT_ONCE = 65_536


def write_routes(answer: AccessRoutes, path: Path) -> None:
    """Write all routes: UTF-8 without a byte order mark, LF, nothing for what is unknown."""
    rendering, pieces = answer.coded(safe_cells)
    spelled = [_spelled(section) for section in rendering.sections]

    def slices() -> Iterator[pd.DataFrame]:
        for rows in pieces:
            for start in range(0, len(rows), _ROWS_AT_ONCE):
                yield rows[start : start + _ROWS_AT_ONCE]

    def lines(rows: pd.DataFrame) -> memoryview:
        first, place = distinct_but_for_holder(rows)
        _, *others = rendering.codes(rows.take(first))
        parts = [_part(cells, codes) for cells, codes in zip(spelled[1:], others, strict=True)]
        tails = pc.binary_join_element_wise(pc.binary_join_element_wise(*parts, ","), "\n", "")
        return _text_of(
            pc.binary_join_element_wise(
                _part(spelled[0], codes_of(rows, "holder")), tails.take(pa.array(place)), ","
            )
        )

    with path.open("wb") as file:
        file.write(",".join(ROUTE_COLUMNS).encode() + b"\n")
        for text in ordered_parallel(lines, slices(), workers=2, ahead=12):
            file.write(text)


def _spelled(section: Section) -> pa.Array:
    """Return the cells of a section by code, as they stand in the file; the last one is for no code."""
    cells = [_cell(column) for column in section.columns.values()]
    whole = pc.binary_join_element_wise(*cells, ",") if len(cells) > 1 else cells[0]
    return pa.concat_arrays([whole, pa.array(["," * (len(cells) - 1)])])


def _cell(column: pa.Array) -> pa.Array:
    """Quote what a reader would misread; every line break is an escape by now."""
    text = pc.fill_null(column.cast(pa.string()), "")
    special = pc.match_substring_regex(text, '[,"]')
    if not pc.any(special).as_py():
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
