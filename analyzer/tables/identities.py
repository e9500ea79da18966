"""Finding people by what somebody calls them: an id, a user principal name, a mail address."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.export.columns.utf8 import is_ascii
from analyzer.tables.dataset import as_arrow, as_text, rows_where
from analyzer.tables.keys import MISSING, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pandas as pd

    from analyzer.tables.three_valued import Codes

    Form = Callable[[pa.Array], pa.Array]

SEVERAL = -3
"""Stands for more than one person who answers to a name."""

_ID_DIGITS = 32
_ASCII_BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f "
"""What Unicode takes for a blank, as far as it is ASCII."""
_GUEST_MARK = "#EXT#@"
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
    rest = np.arange(len(texts))
    for column in _columns(people):
        match = positions_in(folded(texts.take(pa.array(rest))), [as_arrow(column)], folded)
        found[rest] = np.where(match == MISSING, UNKNOWN, match)
        rest = np.flatnonzero(found == UNKNOWN)
        if not len(rest):
            break
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
    names, mails = people["user_principal_name"], people["mail"]
    yield people["id"]
    yield _of(people, names, deleted=False)
    yield _of(people, _without_id(people), deleted=True)
    mails = mails.fillna(_hidden_mail(names))
    yield _of(people, mails, deleted=False)
    yield _of(people, mails, deleted=True)
    yield names


def _of(people: pd.DataFrame, column: pd.Series[str], *, deleted: bool) -> pd.Series[str]:
    """Keep what is said of the deleted, or of the living."""
    gone = pa.array(people["is_deleted"].to_numpy(bool))
    text, nothing = as_arrow(column), pa.scalar(None, pa.string())
    return as_text(pc.if_else(gone, text, nothing) if deleted else pc.if_else(gone, nothing, text))


def positions_in(
    wanted: pa.ChunkedArray, columns: Sequence[pa.ChunkedArray | pa.Array], form: Form | None = None
) -> Codes:
    """Find the position at which each text stands in some of the columns, as both are spelt.

    A directory is searched for the few texts, not the texts in the directory; `form` spells it anew, piece by
    piece, so that only the piece takes memory.

    Returns:
        int32 positions; `MISSING` for none, `SEVERAL` for more than one.
    """
    looked_for = _flat(pc.unique(wanted)).drop_null()
    found = [*chain.from_iterable(_met(looked_for, column, form) for column in columns if len(looked_for))]
    if not found:
        return np.full(len(wanted), MISSING, np.int32)
    bounds = pa.concat_tables(found).group_by("key").aggregate([("place", "min"), ("place", "max")])
    shared = pc.not_equal(bounds["place_min"], bounds["place_max"])
    answer = pc.if_else(shared, pa.scalar(SEVERAL, pa.int32()), bounds["place_min"])
    position = pc.index_in(wanted, value_set=_flat(bounds["key"]))
    return np.asarray(pc.fill_null(answer.take(position), MISSING)).astype(np.int32)


def _met(looked_for: pa.Array, column: pa.ChunkedArray | pa.Array, form: Form | None) -> Iterator[pa.Table]:
    """Yield where the texts stand: key, and its place in the column (int32)."""
    begin = 0
    for piece in column.chunks if isinstance(column, pa.ChunkedArray) else [column]:
        texts = form(piece) if form else piece
        place = pa.array(rows_where(pc.is_in(texts, value_set=looked_for)), pa.int32())
        if len(place):
            yield pa.table({"key": texts.take(place), "place": pc.add(place, begin)})
        begin += len(piece)


def _hidden_mail(principal_names: pd.Series[str]) -> pd.Series[str]:
    """Return the address in a guest's name: `ann_fabrikam.com#EXT#@…` is ann@fabrikam.com."""
    names = as_arrow(principal_names)
    rows = rows_where(pc.match_substring(names, _GUEST_MARK))
    parts = pc.extract_regex(names.take(pa.array(rows)), _GUEST_NAME)
    mail = pc.binary_join_element_wise(pc.struct_field(parts, "local"), pc.struct_field(parts, "domain"), "@")
    index = principal_names.index
    return as_text(mail).set_axis(index[rows]).reindex(index)


def _without_id(people: pd.DataFrame) -> pd.Series[str]:
    """Return the principal names that deleted users had."""
    gone = people[people["is_deleted"].to_numpy(bool)]
    names = gone["user_principal_name"]
    marked = names.str.slice(0, _ID_DIGITS).str.lower() == gone["id"].str.replace("-", "").str.lower()
    rest = names.where(~marked.fillna(value=False).to_numpy(bool), names.str.slice(_ID_DIGITS))
    return rest.reindex(people.index)


def places_of(wanted: pa.Array | pa.ChunkedArray, column: pa.Array | pa.ChunkedArray) -> Codes:
    """Return every position at which the column holds one of the texts."""
    return rows_where(pc.is_in(column, value_set=_flat(wanted).drop_null())).astype(np.int32)


def folded(texts: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Return texts in lower case without outer blanks; nothing is null."""
    if is_ascii(texts):  # as names mostly are, and five times as fast
        # Trimmed first: of a slice that was cast, ascii_lower makes an invalid array (pyarrow 26.0.1).
        return _or_null(pc.ascii_lower(pc.ascii_trim(texts, _ASCII_BLANKS)))
    return bare(pc.utf8_lower(texts))


def bare(texts: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Return texts without outer blanks; nothing is null."""
    return _or_null(pc.utf8_trim_whitespace(texts))


def _or_null(texts: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    empty = pc.equal(texts, "")
    return pc.if_else(empty, pa.scalar(None, pa.string()), texts) if pc.any(empty).as_py() else texts


def _flat(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
