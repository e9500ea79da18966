"""access.csv: the columns of CONTRACT section 5, one row per route.

A large tenant has tens of millions of routes, made of a few million names. So the cells of every user, group
and assignment are spelled once, and a row is joined from these pieces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.access_routes.rendering import ROUTE_COLUMNS
from analyzer.export.parallel import ordered_parallel
from analyzer.reports.cells import safe_cells

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from analyzer.access_routes.answer import AccessRoutes
    from analyzer.access_routes.rendering import Section
    from analyzer.tables.three_valued import Codes

_ROWS_AT_ONCE = 131_072


def write_routes(answer: AccessRoutes, path: Path) -> None:
    """Write all routes: UTF-8 without a byte order mark, LF, text cells quoted, unknown is empty."""
    rendering, pieces = answer.coded(safe_cells)
    spelled = [_spelled(section) for section in rendering.sections]

    def slices() -> Iterator[list[Codes]]:
        for rows in pieces:
            codes = rendering.codes(rows)
            for start in range(0, len(rows), _ROWS_AT_ONCE):
                yield [each[start : start + _ROWS_AT_ONCE] for each in codes]

    with path.open("wb") as file:
        file.write(",".join(ROUTE_COLUMNS).encode() + b"\n")
        for lines in ordered_parallel(lambda codes: _lines(spelled, codes), slices(), workers=2, ahead=2):
            file.write(lines)


def _spelled(section: Section) -> pa.Array:
    """Return the cells of a section by code, as they stand in the file; the last one is for no code."""
    cells = [_cell(column) for column in section.columns.values()]
    empty = pa.array(["," * (len(cells) - 1)])
    return pa.concat_arrays([pc.binary_join_element_wise(*cells, ","), empty])


def _cell(column: pa.Array) -> pa.Array:
    if pa.types.is_boolean(column.type):
        return pc.fill_null(column.cast(pa.string()), "")
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(column, '"', '""'), '"', "")
    return pc.fill_null(quoted, "")


def _lines(spelled: list[pa.Array], codes: list[Codes]) -> memoryview:
    parts = [_part(cells, code) for cells, code in zip(spelled, codes, strict=True)]
    lines = pc.binary_join_element_wise(*parts[:-1], pc.binary_join_element_wise(parts[-1], "\n", ""), ",")
    _, offsets, text = lines.buffers()
    end = np.frombuffer(offsets, np.int32)[len(lines)]
    return memoryview(text)[:end]


def _part(cells: pa.Array, codes: Codes) -> pa.Array | pa.Scalar:
    if not (codes >= 0).any():
        return cells[-1]
    return cells.take(pa.array(np.where(codes < 0, len(cells) - 1, codes)))
