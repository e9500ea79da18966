"""Turns the rows of a check that fire into rows of the report: codes back to ids, names, sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.checking.contract import Severity, Subject
from analyzer.checking.outcome import FINDING_COLUMNS
from analyzer.checking.templates import fill, json_objects
from analyzer.tables.three_valued import Codes, at

if TYPE_CHECKING:
    from analyzer.checking.contract import Check
    from analyzer.tables.relations import Relations

FINDINGS_SCHEMA = pa.schema([(name, pa.string()) for name in FINDING_COLUMNS])
HASH_KEY = "entitlement-find"
NAMED = {
    "person": (
        "people",
        {"user_id": "id", "user_principal_name": "user_principal_name", "user_name": "display_name"},
    ),
    "package": ("packages", {"access_package_id": "id", "access_package_name": "display_name"}),
    "policy": ("policies", {"policy_id": "id", "policy_name": "display_name"}),
}
SUBJECT_CELLS = {
    Subject.USER: ("user_id", "user_name"),
    Subject.ACCESS_PACKAGE: ("access_package_id", "access_package_name"),
    Subject.ASSIGNMENT_POLICY: ("policy_id", "policy_name"),
}


def findings_of(check: Check, rows: pd.DataFrame, relations: Relations) -> pa.Table:
    """Word the findings of one check.

    Returns:
        the columns of `FINDING_COLUMNS`, all string, sorted by subject and fingerprint.
    """
    size = len(rows)
    cells = {name: _text(rows[name]) for name in rows.columns if name not in NAMED}
    cells |= _names(rows, relations)
    cells |= _subject(check, cells, size)
    everything = cells | {
        "check": _same(check.slug, size),
        "category": _same(check.category.value, size),
        "severity": _same(check.severity.value, size),
        "reference": _same(check.reference, size),
        "message": fill(check.message, cells, size),
        "remediation": fill(check.remediation, cells, size),
        "evidence": json_objects({name: _value(rows[name]) for name in check.evidence}, size),
        "fingerprint": _fingerprints(check, cells, size),
    }
    blank = pa.nulls(size, pa.string())
    table = pa.table([everything.get(name, blank) for name in FINDING_COLUMNS], schema=FINDINGS_SCHEMA)
    return table.sort_by(
        [("subject_type", "ascending"), ("subject_id", "ascending"), ("fingerprint", "ascending")]
    )


def sort_findings(tables: list[pa.Table]) -> pa.Table:
    """Join the findings of all checks in the order of the report: severity, check, subject."""
    if not tables:
        return FINDINGS_SCHEMA.empty_table()
    return pa.concat_tables(sorted(tables, key=_rank))


def _rank(table: pa.Table) -> tuple[int, str]:
    return Severity(table.column("severity")[0].as_py()).rank, table.column("check")[0].as_py()


def _names(rows: pd.DataFrame, relations: Relations) -> dict[str, pa.Array]:
    """Turn code columns back into ids and names."""
    cells: dict[str, pa.Array] = {}
    for name, (relation, columns) in NAMED.items():
        if name in rows.columns:
            codes: Codes = rows[name].fillna(-1).to_numpy(dtype=np.int32)
            source = relations[relation] if (codes >= 0).any() else None
            for cell, column in columns.items():
                empty = pa.nulls(len(rows), pa.string())
                cells[cell] = empty if source is None else _text(at(source[column], codes))
    return cells


def _subject(check: Check, cells: dict[str, pa.Array], size: int) -> dict[str, pa.Array]:
    """Fill the subject from the check's own kind where a row does not say what it is about."""
    id_cell, name_cell = SUBJECT_CELLS.get(check.subject, ("subject_id", "subject_name"))
    blank = pa.nulls(size, pa.string())
    subject_id = pc.coalesce(cells.get("subject_id", blank), cells.get(id_cell, blank))
    subject_name = pc.coalesce(cells.get("subject_name", blank), cells.get(name_cell, blank), subject_id)
    kind = pc.fill_null(cells.get("subject_type", blank), check.subject.value)
    return {"subject_type": kind, "subject_id": subject_id, "subject_name": subject_name}


def _fingerprints(check: Check, cells: dict[str, pa.Array], size: int) -> pa.Array:
    """Hash the slug and the subject's keys, never the wording: 16 hex digits, the same in every version."""
    keys = [_same(check.slug, size), cells["subject_type"], cells["subject_id"]]
    keys += [cells[name] for name in check.identity]
    joined = pc.binary_join_element_wise(*(pc.fill_null(key, "") for key in keys), "\x1f")
    hashed = pd.util.hash_array(
        joined.to_numpy(zero_copy_only=False).astype(object), hash_key=HASH_KEY, categorize=False
    )
    return _hexadecimal(hashed)


def _hexadecimal(numbers: np.ndarray) -> pa.Array:
    digits = np.frombuffer(b"0123456789abcdef", np.uint8)
    octets = numbers.astype(">u8").view(np.uint8)
    text = np.stack([digits[octets >> 4], digits[octets & 15]], axis=1).reshape(-1)
    offsets = pa.py_buffer(np.arange(0, 16 * len(numbers) + 1, 16, dtype=np.int32))
    return pa.Array.from_buffers(pa.string(), len(numbers), [None, offsets, pa.py_buffer(text)])


def _same(text: str, size: int) -> pa.Array:
    return pa.repeat(pa.scalar(text, pa.string()), size)


def _value(column: pd.Series) -> pa.Array:
    made = pa.Array.from_pandas(column)
    whole = made.combine_chunks() if isinstance(made, pa.ChunkedArray) else made
    plain = pa.types.is_boolean(whole.type) or pa.types.is_integer(whole.type)
    return whole if plain else whole.cast(pa.string())


def _text(column: pd.Series) -> pa.Array:
    return _value(column).cast(pa.string())
