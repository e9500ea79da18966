"""Columns of another type become what the schema has."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from analyzer.export.columns.casting import cast


@pytest.mark.parametrize("kind", [pa.large_string(), pa.large_binary(), pa.string_view(), pa.binary()])
def test_text_of_every_kind_is_sound_wherever_it_is_cut(kind: pa.DataType) -> None:
    text = cast(pa.array(["ada", "bo", "GUS", "ANN"], kind).slice(2, 1), pa.string())
    lower = pc.ascii_lower(text)
    lower.validate(full=True)
    assert lower.to_pylist() == ["gus"]
