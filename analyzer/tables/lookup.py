"""The one object that somebody means by an id or a name, or a refusal that lists whom it could mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.errors import UsageError
from analyzer.spelling import nearest
from analyzer.tables.dataset import as_arrow, rows_where
from analyzer.tables.identities import (
    SEVERAL,
    bare,
    find_people,
    folded,
    places_of,
    positions_in,
    same_people,
)
from analyzer.tables.keys import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pandas as pd

    from analyzer.tables.three_valued import Codes

USER = "user"
_PLURAL = {"policy": "policies"}
_HOW_TO_NAME = {USER: "Give an id, a user principal name or a mail address."}
_FEW = 5_000
_SHOWN = 5


def find_objects(texts: pa.ChunkedArray, ids: pa.Array, names: pa.Array) -> Codes:
    """Find what each text names: an id, else a display name; case is free, but an exact name goes first.

    Returns:
        int32 positions; `UNKNOWN` for nothing, `SEVERAL` where a name is shared.
    """
    found = np.full(len(texts), UNKNOWN, np.int32)
    for form, column in _tiers(ids, names):
        rest = np.flatnonzero(found == UNKNOWN)
        match = positions_in(form(texts.take(pa.array(rest))), [column])
        found[rest] = np.where(match >= 0, match, np.where(match == SEVERAL, SEVERAL, UNKNOWN))
    return found


def find_one(kind: str, text: str, ids: pd.Series[str], names: pd.Series[str]) -> int:
    """Return the position of the one object that a text names.

    Raises:
        UsageError: there is none; or there are several, and their ids are listed.
    """
    found = same_objects(text, ids, names)
    if len(found) == 1:
        return int(found[0])
    if len(found):
        raise _shared(kind, text, found, ids, names)
    raise unknown(kind, text, names)


def find_person(text: str, people: pd.DataFrame) -> int:
    """Return the code of the one person who answers to a text, `UNKNOWN` for nobody.

    Raises:
        UsageError: several people do; their ids are listed.
    """
    person = int(find_people(pa.chunked_array([[text]], pa.string()), people)[0])
    if person == SEVERAL:
        raise _shared(USER, text, same_people(text, people), people["id"], people["display_name"])
    return person


def find_package(text: str, packages: pd.DataFrame) -> int:
    """Return the code of the one access package that a text names.

    Raises:
        UsageError: there is none, or there are several.
    """
    return find_one("access package", text, packages["id"], packages["display_name"])


def unknown_person(text: str, people: pd.DataFrame) -> UsageError:
    """Say that nobody answers to a text, and whom it may mean."""
    return _refused(USER, text, near_people(text, people))


def near_people(text: str, people: pd.DataFrame) -> list[str]:
    """Return the principal names of up to three people whose name, or address before the `@`, is alike.

    Everybody's address ends alike, so that the domain says nothing.
    """
    shown = people["user_principal_name"]
    addresses = (people[name].str.partition("@")[0] for name in ("mail", "user_principal_name"))
    return near_names(text.partition("@")[0], [people["display_name"], *addresses], shown)


def same_objects(text: str, ids: pd.Series[str], names: pd.Series[str]) -> Codes:
    """Return the positions of all objects that a text names equally well."""
    for form, column in _tiers(as_arrow(ids), as_arrow(names)):
        found = places_of(form(pa.chunked_array([[text]], pa.string())), column)
        if len(found):
            return found
    return np.array([], np.int32)


def unknown(kind: str, text: str, names: pd.Series[str]) -> UsageError:
    """Say that nothing is called that, and what is called nearly so."""
    return _refused(kind, text, near_names(text, [names], names))


def _refused(kind: str, text: str, near: list[str]) -> UsageError:
    how = _HOW_TO_NAME.get(kind, "Give an id, or the name as it is displayed.")
    told = f"Did you mean {' or '.join(near)}?" if near else how
    return UsageError(f"The export has no {kind} '{text}'.", told)


def near_names(text: str, columns: Sequence[pd.Series[str]], shown: pd.Series[str]) -> list[str]:
    """Return up to three names, in quotes, of what a misspelt text may mean, the likeliest first.

    Args:
        text: what somebody wrote.
        columns: the names to compare it with.
        shown: by what each row is told.
    """
    wanted, known = text.strip().lower(), dict[str, str]()
    for column in columns:
        lower = folded(as_arrow(column))
        rows = _worth_comparing(lower, wanted)
        names, told = lower.take(rows).to_pylist(), as_arrow(shown).take(rows).to_pylist()
        known |= {name: tell for name, tell in zip(names, told, strict=True) if tell is not None}
    return list(dict.fromkeys(f"'{known[each]}'" for each in nearest(wanted, known)))


def _tiers(ids: pa.Array, names: pa.Array) -> Iterator[tuple[Callable[..., pa.ChunkedArray], pa.Array]]:
    """Yield where to look, and how a text must be spelt to be found there."""
    yield folded, folded(ids)
    yield bare, bare(names)
    yield folded, folded(names)


def _shared(kind: str, text: str, rows: Codes, ids: pd.Series[str], names: pd.Series[str]) -> UsageError:
    """Refuse a name that several share, and list their ids."""
    candidates = sorted(
        zip(ids.iloc[rows], names.iloc[rows].fillna(""), strict=True), key=lambda each: str(each[0])
    )
    told = [
        f"{identity}" if name in {"", text, identity} else f"{identity} ({name})"
        for identity, name in candidates[:_SHOWN]
    ]
    more = f" and {len(rows) - _SHOWN:,} more" if len(rows) > _SHOWN else ""
    return UsageError(
        f"{len(rows):,} {_PLURAL.get(kind, f'{kind}s')} answer to '{text}'.",
        f"Give the id of one: {', '.join(told)}{more}.",
    )


def _worth_comparing(every: pa.ChunkedArray, text: str) -> pa.Array:
    """Choose the names worth comparing: a large tenant has too many to compare with all."""
    if len(every) <= _FEW:
        return pa.array(rows_where(pc.is_valid(every)))
    alike = pc.or_(pc.starts_with(every, text[:2]), pc.match_substring(every, text))
    return pa.array(rows_where(alike)[: _FEW if text else 0])
