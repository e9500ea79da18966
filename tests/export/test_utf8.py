"""What is told at once of ASCII is what a look at every character tells."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.export.columns.utf8 import is_sound

_PIECES = st.sampled_from([b"", b"ada", "ä".encode(), b"\xc3", b"\xff", b"\x7f", b"\x80"])
_BYTES = st.lists(st.one_of(st.none(), _PIECES), max_size=6)


def is_utf8(values: list[bytes | None]) -> bool:
    try:
        b"\n".join(value or b"" for value in values).decode()
    except UnicodeDecodeError:
        return False
    return True


def text(values: list[bytes | None], kind: pa.DataType) -> pa.Array:
    binary = pa.array(values, pa.large_binary() if pa.types.is_large_string(kind) else pa.binary())
    return pa.Array.from_buffers(kind, len(binary), binary.buffers())


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
@given(values=_BYTES, data=st.data())
def test_of_text(kind: pa.DataType, values: list[bytes | None], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(values)))
    length = data.draw(st.integers(0, len(values) - start))
    part = values[start : start + length]
    assert is_sound(text(values, kind).slice(start, length)) == is_utf8(part)


@given(values=_BYTES)
def test_of_text_in_structs_and_lists(values: list[bytes | None]) -> None:
    leaf = text(values, pa.string())
    struct = pa.StructArray.from_arrays([leaf, pa.array(range(len(leaf)))], ["name", "number"])
    nested = pa.ListArray.from_arrays(pa.array([0, len(leaf)], pa.int32()), struct)
    assert is_sound(struct) == is_sound(nested) == is_utf8(values)


def test_of_what_is_no_text() -> None:
    for values in (pa.array([1, None]), pa.nulls(2), pa.array([True]), pa.array([], pa.string())):
        assert is_sound(values)
