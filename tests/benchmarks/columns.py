"""Columns made wholesale: ids, names, moments, choices. Everything is seeded and nothing loops over rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Flags = npt.NDArray[np.bool_]

_HEX = np.frombuffer("".join(f"{byte:02x}" for byte in range(256)).encode(), np.uint8).reshape(256, 2)
_TEXT_OF_32 = np.r_[0:8, 9:13, 14:18, 19:23, 24:36]
EPOCH = np.datetime64("2026-06-01T00:00:00", "s")


def guids(rng: np.random.Generator, count: int) -> pa.StringArray:
    """Return random GUIDs (version 4) as text."""
    raw = rng.integers(0, 256, (count, 16), dtype=np.uint8)
    text = np.full((count, 36), ord("-"), np.uint8)
    text[:, _TEXT_OF_32] = _HEX[raw].reshape(count, 32)
    text[:, 14], text[:, 19] = ord("4"), ord("a")
    offsets = np.arange(0, 36 * count + 1, 36, dtype=np.int32)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(text.reshape(-1)))


def chosen(
    rng: np.random.Generator,
    count: int,
    options: Sequence[str | None],
    weights: Sequence[float] | None = None,
) -> pa.Array:
    """Return one of the options for each row, null included."""
    share = None if weights is None else np.asarray(weights, float) / sum(weights)
    return pa.array(options, pa.string()).take(pa.array(rng.choice(len(options), count, p=share)))


def skewed(rng: np.random.Generator, count: int, things: int, exponent: float = 1.0) -> Ints:
    """Return `count` numbers below `things`, the first most often (Zipf)."""
    weights = np.cumsum(1.0 / np.arange(1, things + 1) ** exponent)
    drawn: Ints = np.searchsorted(weights, rng.random(count) * weights[-1]).astype(np.int64)
    return drawn


def moments(rng: np.random.Generator, count: int, days_back: int, days_ahead: int = 0) -> pa.Array:
    """Return ISO 8601 moments in UTC, that many days around the tenant's present."""
    seconds = rng.integers(-days_back * 86400, days_ahead * 86400 + 1, count)
    return pc.strftime(pa.array(EPOCH + seconds.astype("timedelta64[s]")), "%Y-%m-%dT%H:%M:%SZ")


def numbered(prefix: str, numbers: Ints, suffix: str = "") -> pa.Array:
    """Return texts such as `user 17`."""
    return joined(prefix, pa.array(numbers).cast(pa.string()), suffix)


def joined(*parts: pa.Array | str) -> pa.Array:
    """Return the parts of each row put together; null when any part is."""
    return pc.binary_join_element_wise(*(_string(part) for part in parts), "")


def kept(array: pa.Array, where: Flags) -> pa.Array:
    """Return the array with null where the flag is off."""
    return pc.if_else(pa.array(where), array, pa.scalar(None, array.type))


def struct(present: Flags | None = None, **fields: pa.Array) -> pa.StructArray:
    """Return a struct column; null where `present` is off. `odata_type` is spelled `@odata.type`."""
    names = ["@odata.type" if name == "odata_type" else name for name in fields]
    mask = None if present is None else pa.array(~present)
    return pa.StructArray.from_arrays(list(fields.values()), names=names, mask=mask)


def lists(values: pa.Array, lengths: Ints) -> pa.ListArray:
    """Return the values cut into one list per row."""
    return pa.ListArray.from_arrays(pa.array(np.r_[0, np.cumsum(lengths)].astype(np.int32)), values)


def constant(value: Any, count: int) -> pa.Array:
    """Return the same value on every row."""
    return pa.repeat(value, count)


def _string(part: pa.Array | str) -> pa.Array | pa.Scalar:
    return pa.scalar(part) if isinstance(part, str) else part
