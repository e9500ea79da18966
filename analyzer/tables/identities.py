"""Finding people by what somebody calls them: an id, a user principal name, a mail address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.tables.dataset import as_arrow, as_text
from analyzer.tables.keys import MISSING, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from analyzer.tables.three_valued import Codes, Mask

SEVERAL = -3
"""Stands for more than one person who answers to a name."""

_ID_DIGITS = 32
_GUEST_NAME = r"^(?P<local>.+)_(?P<domain>[^_@#]+)#EXT#@.*$"


def find_people(texts: pa.ChunkedArray, people: pd.DataFrame) -> Codes:
    """Find whom each text names: an id, else a user principal name, else a mail address; case is free.

    The living come before the deleted. A guest whose mail was not exported is found by the address hidden in
    his principal name. The directory puts the id, without its hyphens, before the principal name of a
    deleted user, so that the name is free again; it is ignored.

    Args:
        texts: what people wrote (string).
        people: relation of that name.

    Returns:
        int32 person codes; `UNKNOWN` for nobody, `SEVERAL` where a name is shared.
    """
    found = np.full(len(texts), UNKNOWN, np.int32)
    for column in _columns(people):
        rest = np.flatnonzero(found == UNKNOWN)
        if not len(rest):
            break
        match = the_one(texts.take(pa.array(rest)), [folded(as_arrow(column).combine_chunks())])
        found[rest] = np.where(match == MISSING, UNKNOWN, match)
    return found


def same_people(text: str, people: pd.DataFrame) -> Codes:
    """Return the codes of everybody whom one text names equally well, by the rule of `find_people`."""
    wanted = folded(pa.array([text], pa.string()))
    for column in _columns(people):
        found = places_of(wanted, folded(as_arrow(column)))
        if len(found):
            return found
    return np.array([], np.int32)


def _columns(people: pd.DataFrame) -> Iterator[pd.Series[str]]:
    """Yield the columns in which a name is looked for, each made only when those before it did not do."""
    gone = people["is_deleted"].to_numpy(bool)
    yield people["id"]
    yield from _living_first(people["user_principal_name"].mask(gone, _without_id(people)), gone)
    yield from _living_first(people["mail"].fillna(_hidden_mail(people["user_principal_name"])), gone)
    yield people["user_principal_name"]


def _living_first(column: pd.Series[str], gone: Mask) -> Iterator[pd.Series[str]]:
    yield column.mask(gone)
    yield column.mask(~gone)


def the_one(texts: pa.ChunkedArray, columns: Sequence[pa.Array]) -> Codes:
    """Find the position at which each text stands in some of the columns, which `folded` has made.

    Case and outer blanks are free.

    Returns:
        int32 positions; `MISSING` for none, `SEVERAL` for more than one.
    """
    return positions_in(folded(texts), columns)


def positions_in(wanted: pa.ChunkedArray, columns: Sequence[pa.Array]) -> Codes:
    """Find the position at which each text stands in some of the columns, as both are spelt.

    A directory is searched for the few texts, not the texts in the directory.

    Returns:
        int32 positions; `MISSING` for none, `SEVERAL` for more than one.
    """
    looked_for = _flat(pc.unique(wanted)).drop_null()
    found = []
    for column in columns if len(looked_for) else []:
        place = pc.indices_nonzero(pc.is_in(column, value_set=looked_for)).cast(pa.int32())
        found.append(pa.table({"key": column.take(place), "place": place}))
    if not found:
        return np.full(len(wanted), MISSING, np.int32)
    bounds = pa.concat_tables(found).group_by("key").aggregate([("place", "min"), ("place", "max")])
    shared = pc.not_equal(bounds["place_min"], bounds["place_max"])
    answer = pc.if_else(shared, pa.scalar(SEVERAL, pa.int32()), bounds["place_min"])
    position = pc.index_in(wanted, value_set=_flat(bounds["key"]))
    return np.asarray(pc.fill_null(answer.take(position), MISSING)).astype(np.int32)


def _hidden_mail(principal_names: pd.Series[str]) -> pd.Series[str]:
    """Return the address in a guest's name: `ann_fabrikam.com#EXT#@…` is ann@fabrikam.com."""
    parts = pc.extract_regex(as_arrow(principal_names), _GUEST_NAME)
    mail = pc.binary_join_element_wise(pc.struct_field(parts, "local"), pc.struct_field(parts, "domain"), "@")
    return as_text(mail).set_axis(principal_names.index)


def _without_id(people: pd.DataFrame) -> pd.Series[str]:
    """Return the principal names that deleted users had."""
    gone = people[people["is_deleted"].to_numpy(bool)]
    names = gone["user_principal_name"]
    marked = names.str.slice(0, _ID_DIGITS).str.lower() == gone["id"].str.replace("-", "").str.lower()
    rest = names.where(~marked.fillna(value=False).to_numpy(bool), names.str.slice(_ID_DIGITS))
    return rest.reindex(people.index)


def places_of(wanted: pa.Array | pa.ChunkedArray, column: pa.Array | pa.ChunkedArray) -> Codes:
    """Return every position at which the column holds one of the texts."""
    return np.asarray(pc.indices_nonzero(pc.is_in(column, value_set=_flat(wanted).drop_null()))).astype(
        np.int32
    )


def folded(texts: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Return texts in lower case without outer blanks; nothing is null."""
    return bare(pc.utf8_lower(texts))


def bare(texts: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Return texts without outer blanks; nothing is null."""
    trimmed = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _flat(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
