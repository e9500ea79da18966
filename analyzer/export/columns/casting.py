"""Columns of any Arrow type to the canonical type of the schema: what fits is cast, what does not is named.

A text may come as large_string, dictionary, UUID, date or moment; a number as any type that holds the value;
a struct or list with members missing, more or in another order, or as JSON text. Which types fit is decided
from the types alone, before any value is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.datasets import arrow_schema, resolved
from analyzer.export.columns.json_text import parse_text
from analyzer.export.notes import TYPE, Flaw

if TYPE_CHECKING:
    from collections.abc import Iterator

MOMENT = pa.timestamp("us", "UTC")
_TYPES = pa.types
_UUID_BYTES = 16
_PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_YEAR_1, _YEAR_10000 = -62_135_596_800, 253_402_300_800  # in seconds since 1970
_HEX = np.frombuffer(b"0123456789abcdef", np.uint8)
_HIGH_DIGITS = np.array([0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34])
_WORDS = {pa.bool_(): "true or false", pa.int64(): "whole numbers", pa.string(): "text"}


def unusable_columns(dataset: str, given: pa.Schema) -> Iterator[Flaw]:
    """Yield a flaw for each column, or member of a struct, whose type cannot become the schema's."""
    wanted = arrow_schema(dataset)
    for field in given:
        for path, kind, target in _misfits(field.type, wanted.field(field.name).type, field.name):
            belongs = _WORDS.get(target, str(target))
            message = (
                f"has {kind} in column {path}, where {belongs} should be; it is treated as not exported."
            )
            yield Flaw(TYPE, message, pointer="/" + path.replace(".", "/"), value=str(kind), incomplete=False)


def usable(given: pa.DataType, wanted: pa.DataType) -> bool:
    """Tell whether a column of one type can become another; members that cannot are left out."""
    if _TYPES.is_dictionary(given):
        return usable(given.value_type, wanted)
    if _TYPES.is_struct(wanted):
        fits = _TYPES.is_struct(given) or is_text(given)
    elif _TYPES.is_list(wanted):
        fits = is_text(given) or (is_list(given) and usable(given.value_type, wanted.value_type))
    elif _TYPES.is_string(wanted):
        fits = is_text(given) or _is_uuid(given) or _is_moment(given)
    elif _TYPES.is_boolean(wanted):
        fits = _TYPES.is_boolean(given)
    else:
        fits = _TYPES.is_integer(given) or _TYPES.is_floating(given) or _TYPES.is_decimal(given)
    return bool(fits or _TYPES.is_null(given))


def is_text(given: pa.DataType) -> bool:
    """Tell whether values of a type are text, in one of Arrow's forms."""
    if _TYPES.is_dictionary(given):
        return is_text(given.value_type)
    return bool(
        _TYPES.is_string(given)
        or _TYPES.is_large_string(given)
        or _TYPES.is_string_view(given)
        or _TYPES.is_binary(given)
        or _TYPES.is_large_binary(given)
        or _TYPES.is_binary_view(given)
    )


def is_list(given: pa.DataType) -> bool:
    """Tell whether values of a type are lists that can be read."""
    return bool(_TYPES.is_list(given) or _TYPES.is_large_list(given) or _TYPES.is_fixed_size_list(given))


def usable_paths(given: pa.DataType, wanted: pa.DataType, path: str) -> Iterator[str]:
    """Yield the dotted path of a usable column and of its usable struct members."""
    yield path
    if _TYPES.is_struct(given):
        for name in _shared(given, wanted):
            inside, target = given.field(name).type, wanted.field(name).type
            if usable(inside, target):
                yield from usable_paths(inside, target, f"{path}.{name}")


def target_type(dataset: str, name: str, given: pa.DataType) -> pa.DataType:
    """Return the type that a top-level column gets: the schema's, except that moments stay moments."""
    if _is_moment(given) and resolved(dataset)["properties"][name].get("format") == "date-time":
        return MOMENT
    return arrow_schema(dataset).field(name).type


def cast(array: pa.Array, wanted: pa.DataType) -> pa.Array:
    """Return the values in another type; `usable` has said that it can be.

    Raises:
        pa.ArrowInvalid: a value does not fit, such as 1.5 where a whole number belongs.
    """
    given = array.type
    if _TYPES.is_dictionary(given):
        return cast(array.dictionary_decode(), wanted)
    if given != wanted and not _TYPES.is_null(given):
        if is_text(given) and _TYPES.is_nested(wanted):
            return _cast_json(array, wanted)
        if _TYPES.is_struct(wanted):
            return _cast_struct(array, wanted)
        if _TYPES.is_list(wanted):
            return _cast_list(array, wanted)
        if _TYPES.is_string(wanted):
            return _cast_text(array)
        if _TYPES.is_floating(given):
            array = pc.if_else(pc.is_nan(array), None, array)  # how pandas writes a missing number
    if wanted == MOMENT and not _TYPES.is_null(given):
        _refuse_other_years(array)
    return array.cast(wanted, safe=wanted != MOMENT)  # nanoseconds may lose their last three digits


def _misfits(
    given: pa.DataType, wanted: pa.DataType, path: str
) -> Iterator[tuple[str, pa.DataType, pa.DataType]]:
    if not usable(given, wanted):
        yield path, given, wanted
    elif _TYPES.is_struct(given):
        for name in _shared(given, wanted):
            yield from _misfits(given.field(name).type, wanted.field(name).type, f"{path}.{name}")


def _shared(given: pa.DataType, wanted: pa.DataType) -> list[str]:
    """Return the members that both structs have once, in the schema's order."""
    return [member.name for member in wanted if given.get_field_index(member.name) >= 0]


def _cast_json(array: pa.Array, wanted: pa.DataType) -> pa.Array:
    found = parse_text("text", array.cast(pa.string()), wanted)
    if found is None or found.bad_rows:
        raise pa.ArrowInvalid("a text inside is not the JSON that belongs there")
    return found.values.combine_chunks()


def _cast_struct(array: pa.StructArray, wanted: pa.StructType) -> pa.StructArray:
    given = dict(zip((member.name for member in array.type), array.flatten(), strict=True))
    members = []
    for member in wanted:
        values = given.get(member.name)
        fits = values is not None and usable(values.type, member.type)
        members.append(cast(values, member.type) if fits else pa.nulls(len(array), member.type))
    return pa.StructArray.from_arrays(members, fields=list(wanted), mask=array.is_null())


def _cast_list(array: pa.Array, wanted: pa.ListType) -> pa.ListArray:
    return with_items(array, cast(array.flatten(), wanted.value_type), wanted)


def with_items(array: pa.Array, items: pa.Array, kind: pa.ListType) -> pa.ListArray:
    """Return lists of the same lengths as those of an array, null where it is, with other items."""
    lengths = pc.fill_null(pc.list_value_length(array), 0).to_numpy()
    offsets = np.concatenate([np.zeros(1, np.int32), np.cumsum(lengths, dtype=np.int32)])
    mask = array.is_null() if array.null_count else None
    return pa.ListArray.from_arrays(pa.array(offsets), items, type=kind, mask=mask)


def _cast_text(array: pa.Array) -> pa.StringArray:
    if _is_uuid(array.type):
        return _uuid_text(array)
    if _TYPES.is_timestamp(array.type):
        return pc.strftime(array.cast(MOMENT, safe=False), "%Y-%m-%dT%H:%M:%SZ")
    # Not a slice: of a slice that was cast, pc.ascii_lower makes an invalid array (pyarrow 26.0.1).
    return (pa.concat_arrays([array]) if array.offset else array).cast(pa.string())


def _refuse_other_years(moments: pa.Array) -> None:
    """Refuse years that neither a date-time in JSON nor Python can have; a cast would wrap them round.

    Raises:
        pa.ArrowInvalid: a year is not in 1 to 9999.
    """
    moments = moments if _TYPES.is_timestamp(moments.type) else moments.cast(pa.timestamp("s"))
    per_second = _PER_SECOND[moments.type.unit]
    extremes = pc.min_max(moments.cast(pa.int64())).as_py()
    earliest, latest = extremes["min"], extremes["max"]
    if earliest is not None and not _YEAR_1 * per_second <= earliest <= latest < _YEAR_10000 * per_second:
        raise pa.ArrowInvalid("a year is not between 1 and 9999")


def _is_moment(given: pa.DataType) -> bool:
    return bool(_TYPES.is_timestamp(given) or _TYPES.is_date(given))


def _is_uuid(given: pa.DataType) -> bool:
    if isinstance(given, pa.BaseExtensionType):
        return _is_uuid(given.storage_type)
    return bool(_TYPES.is_fixed_size_binary(given) and given.byte_width == _UUID_BYTES)


def _uuid_text(array: pa.Array) -> pa.StringArray:
    """Write 16 bytes as 36 characters."""
    storage = array.storage if isinstance(array, pa.ExtensionArray) else array
    size = len(storage)
    start = storage.offset * _UUID_BYTES
    values = np.frombuffer(storage.buffers()[1], np.uint8)[start : start + size * _UUID_BYTES]
    values = values.reshape(size, _UUID_BYTES)
    text = np.full((size, 36), ord("-"), np.uint8)
    text[:, _HIGH_DIGITS] = _HEX[values >> 4]
    text[:, _HIGH_DIGITS + 1] = _HEX[values & 15]
    written = pa.Array.from_buffers(pa.binary(36), size, [None, pa.py_buffer(text)]).cast(pa.binary())
    return pc.if_else(storage.is_valid(), written.cast(pa.string()), None)
