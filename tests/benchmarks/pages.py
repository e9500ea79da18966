"""Writes Arrow tables as Graph JSON pages or as Parquet, fast enough for ten million rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PAGE = 999
_CHUNK = PAGE * 50
_ROOT = "https://graph.microsoft.com/v1.0"
_NO_KEY_WHEN_NULL = frozenset(
    {"signInActivity", "manager", "automaticRequestSettings", "domainName", "tenantId"}
    | {"userId", "groupId", "connectedOrganizationId", "managerLevel", "membershipRule"}
)


def write_parquet(folder: Path, dataset: str, tables: Iterable[pa.Table]) -> int:
    """Write one part file per table and return the number of rows."""
    target, rows = folder / dataset, 0
    target.mkdir(parents=True, exist_ok=True)
    for number, table in enumerate(tables, 1):
        pq.write_table(
            table, target / f"part-{number:05}.parquet", compression="zstd", row_group_size=131_072
        )
        rows += table.num_rows
    return rows


class PageWriter:
    """Writes one dataset as pages of 999 records; every page but the last names the next one."""

    def __init__(self, folder: Path, dataset: str, segment: str) -> None:
        self._folder, self._segment, self._number = folder / dataset, segment, 0
        self._folder.mkdir(parents=True, exist_ok=True)
        self._rest: pa.Table | None = None

    def write(self, table: pa.Table) -> None:
        """Write whole pages; what does not fill one waits for more, so that the end is known."""
        table = table if self._rest is None else pa.concat_tables([self._rest, table])
        whole = max(table.num_rows - 1, 0) // PAGE * PAGE
        for start in range(0, whole, _CHUNK):
            self._pages(table.slice(start, min(_CHUNK, whole - start)), last=False)
        self._rest = table.slice(whole)

    def close(self) -> None:
        """Write the last page, without a link."""
        if self._rest is not None:
            self._pages(self._rest, last=True)

    def _pages(self, table: pa.Table, *, last: bool) -> None:
        records = record_texts(table)
        ends = np.minimum(np.arange(0, len(records) + PAGE, PAGE), len(records)).astype(np.int32)
        ends = ends if len(records) else np.zeros(2, np.int32)
        for body in pc.binary_join(pa.ListArray.from_arrays(pa.array(ends), records), ",\n").to_pylist():
            self._number += 1
            (self._folder / f"page-{self._number:05}.json").write_bytes(self._page(body, last=last))

    def _page(self, body: str, *, last: bool) -> bytes:
        token = f'"@odata.nextLink":"{_ROOT}/{self._segment}?$top={PAGE}&$skiptoken=p{self._number + 1}",'
        head = f'{{"@odata.context":"{_ROOT}/$metadata#{self._segment}",{"" if last else token}"value":['
        return f"{head}\n{body}\n]}}".encode()


def record_texts(table: pa.Table) -> pa.Array:
    """Return each row as a JSON object in text."""
    return _json(table.combine_chunks().to_struct_array().combine_chunks())


def _json(array: pa.Array) -> pa.Array:
    """Return the JSON text of every value; null becomes `null`."""
    if pa.types.is_struct(array.type):
        text = _object(array)
    elif pa.types.is_list(array.type):
        text = _array(array)
    elif pa.types.is_string(array.type):
        text = pc.binary_join_element_wise('"', _escaped(array), '"', "")
    else:
        text = array.cast(pa.string())
    return pc.if_else(array.is_valid(), text, "null")


def _object(array: pa.StructArray) -> pa.Array:
    parts: list[pa.Array | pa.Scalar] = []
    for field, values in zip(array.type, array.flatten(), strict=True):
        key, optional = f'"{field.name}":', field.name in _NO_KEY_WHEN_NULL
        text = pc.binary_join_element_wise("," + key if parts else key, _json(values), "")
        parts.append(pc.if_else(values.is_valid(), text, "") if optional else text)
    return pc.binary_join_element_wise("{", *parts, "}", "")


def _array(array: pa.ListArray) -> pa.Array:
    lengths = pc.fill_null(pc.list_value_length(array), 0).to_numpy()
    ends = pa.array(np.r_[0, np.cumsum(lengths)].astype(np.int32))
    inner = pc.binary_join(pa.ListArray.from_arrays(ends, _json(array.flatten())), ",")
    return pc.binary_join_element_wise("[", inner, "]", "")


def _escaped(array: pa.StringArray) -> pa.Array:
    if not pc.any(pc.match_substring_regex(array, r'["\\\x00-\x1f]')).as_py():
        return array
    return pc.replace_substring_regex(array, r'(["\\])', r"\\\1")
