"""Finds whom and what a user names on the command line or in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.errors import UsageError
from analyzer.spelling import nearest
from analyzer.tables.dataset import as_arrow
from analyzer.tables.identities import SEVERAL, find_people

if TYPE_CHECKING:
    import pandas as pd

    from analyzer.tables.relations import Relations
    from analyzer.tables.three_valued import Codes

_FEW = 5_000
_SHOWN = 5


def find_person(relations: Relations, text: str) -> int:
    """Return the code (of `access_holders`) of a person named by id, user principal name or mail address.

    Somebody whom only an assignment or an app role names is found by id.

    Raises:
        UsageError: nobody, or more than one person, is called that.
    """
    table, people = relations["access_holders"].table, relations["people"]
    person = int(find_people(pa.chunked_array([[text]]), people)[0])
    if person >= 0:
        return person
    if person == SEVERAL:
        same = np.union1d(_equal(people["user_principal_name"], text), _equal(people["mail"], text))
        ids = _listed(people["id"], same.astype(np.int32))
        raise UsageError(f"Several people answer to '{text}'.", f"Give the id: {ids}.")
    strangers = _equal(table["id"], text)
    if len(strangers) == 1:
        return int(strangers[0])
    raise _unknown("user", text, table["name"])


def find_package(relations: Relations, text: str) -> int:
    """Return the code of an access package named by id or by its exact display name.

    Raises:
        UsageError: none, or more than one, is called that.
    """
    packages = relations["packages"]
    return _one_of("access package", text, packages["id"], packages["display_name"])


def find_resources(relations: Relations, text: str) -> Codes:
    """Return the codes of the resources with an id, or else with an exact display name.

    Raises:
        UsageError: there is none.
    """
    table = relations["resource_roles"].resources
    for column in (table["id"], table["name"]):
        found = _equal(column, text)
        if len(found):
            return found
    raise _unknown("resource", text, table["name"])


def find_row(kind: str, text: str, ids: pd.Series[str], names: pd.Series[str]) -> int:
    """Return the position of the one object with that id, or else with that exact display name.

    Raises:
        UsageError: none, or more than one, is called that.
    """
    return _one_of(kind, text, ids, names)


def _one_of(kind: str, text: str, ids: pd.Series[str], names: pd.Series[str]) -> int:
    for column in (ids, names):
        found = _equal(column, text)
        if len(found) == 1:
            return int(found[0])
        if len(found) > 1:
            raise UsageError(
                f"'{text}' is the name of {len(found)} {kind}s.", f"Give the id: {_listed(ids, found)}."
            )
    raise _unknown(kind, text, names)


def _equal(column: pd.Series[str], text: str) -> Codes:
    lower = pc.utf8_lower(as_arrow(column))
    same = pc.fill_null(pc.equal(lower, text.strip().lower()), False)
    return np.flatnonzero(np.asarray(same)).astype(np.int32)


def _listed(ids: pd.Series[str], rows: Codes) -> str:
    shown = [str(each) for each in ids.iloc[rows[:_SHOWN]]]
    return ", ".join(shown) + (", …" if len(rows) > _SHOWN else "")


def _unknown(kind: str, text: str, names: pd.Series[str]) -> UsageError:
    near = nearest(text.strip().lower(), _candidates(names, text.strip().lower()))
    hint = (
        f"Did you mean {' or '.join(near)}?" if near else "Name it by its id, or exactly as it is displayed."
    )
    return UsageError(f"The export has no {kind} '{text}'.", hint)


def _candidates(names: pd.Series[str], text: str) -> list[str]:
    """Choose the names worth comparing: a large tenant has too many to compare with all."""
    every = pc.utf8_lower(pc.drop_null(pc.unique(as_arrow(names))))
    if len(every) > _FEW and text:
        alike = pc.or_(pc.starts_with(every, text[:2]), pc.match_substring(every, text))
        every = every.filter(alike)[:_FEW]
    return [str(each) for each in every.to_pylist()]
