"""Sentences and JSON for many rows at once."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIELD = re.compile(r"\{(\w+)(?::([^{}|]+)\|([^{}|]+))?\}")
_JSON_ESCAPES = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))


def fill(template: str, columns: Mapping[str, pa.Array], rows: int) -> pa.Array:
    """Fill a `{column}` template for every row; an unknown value shows as `?`.

    `{requests:open request|open requests}` counts: "1 open request", "2 open requests", "no open requests".

    Raises:
        KeyError: the template names a column that is not there.
    """
    parts, end = [], 0
    for field in _FIELD.finditer(template):
        name, one, many = field.groups()
        value = pc.fill_null(columns[name], "?")
        parts += [template[end : field.start()], value if one is None else _counted(value, one, many)]
        end = field.end()
    parts.append(template[end:])
    if not any(isinstance(part, pa.Array) for part in parts):
        return pa.repeat(pa.scalar(template, pa.string()), rows)
    return pc.binary_join_element_wise(*parts, "")


def _counted(number: pa.Array, one: str, many: str) -> pa.Array:
    shown = pc.if_else(pc.equal(number, "0"), "no", number)
    return pc.binary_join_element_wise(shown, pc.if_else(pc.equal(number, "1"), one, many), " ")


def json_objects(columns: Mapping[str, pa.Array], rows: int) -> pa.Array:
    """Write one JSON object per row; keys in the given order, absent values left out."""
    if not columns:
        return pa.repeat(pa.scalar("{}", pa.string()), rows)
    members = [pc.fill_null(_member(name, values), "") for name, values in columns.items()]
    joined = pc.replace_substring_regex(pc.binary_join_element_wise(*members, ""), "^, ", "")
    return pc.binary_join_element_wise("{", joined, "}", "")


def _member(name: str, values: pa.Array) -> pa.Array:
    key = ", " + json.dumps(name) + ": "
    if pa.types.is_boolean(values.type) or pa.types.is_integer(values.type):
        return pc.binary_join_element_wise(key, values.cast(pa.string()), "")
    for plain, escaped in _JSON_ESCAPES:
        values = pc.replace_substring(values, plain, escaped)
    values = pc.replace_substring_regex(values, r"[\x00-\x1f]", " ")
    return pc.binary_join_element_wise(key + '"', values, '"', "")
