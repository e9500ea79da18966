"""Which requestors stand alike: same managers and sponsors, but for who they are.

What a stage makes of a requestor depends on which of the requestor's own approvers (manager, sponsors) are
found, are able, are the same person, or are the requestor; and on who of all these a stage lists as well.
So people whom no stage lists are told apart only by their place among the requestor's approvers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from analyzer.reasoning.sequences import number_sequences, positions_within
from analyzer.tables.subjects import codes_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analyzer.tables.three_valued import Codes, Mask

_NAME = np.int64(1) << 33
_OWN, _FIRST = 2, 3
"""Labels: 0 not found, 1 unknown, 2 the requestor, 3 the first approver, 4 the second…"""


class Classes(NamedTuple):
    """Classes of requestors, dense from 0."""

    of_requestor: NDArray[np.int64]
    """Class by row of `potential_requestors`."""
    shape: NDArray[np.int64]
    """By class: the same number where only the names of people whom stages list differ."""
    names: pd.DataFrame
    """class, slot (-1: the requestor), person: who of a class a stage may list (int64, int64, int32)."""


def classes_of(requestors: pd.DataFrame, own_approvers: pd.DataFrame, listed: Mask) -> Classes:
    """Divide requestors into classes.

    Args:
        requestors: relation `potential_requestors`.
        own_approvers: columns case, number (int64: which kind of approver), person, able, maybe_self.
        listed: by person code: some stage lists the person.
    """
    rows = own_approvers.drop_duplicates(["case", "number", "person"])
    rows = rows.sort_values(["case", "number", "person"], ignore_index=True)
    requestor, case = codes_of(requestors, "person"), codes_of(rows, "case")
    person = codes_of(rows, "person")
    own = (person >= 0) & (person == requestor[case])
    named = _is_listed(person, listed) & ~own
    says = _facts(rows) * (_NAME * 2)
    unnamed = says + _labels(case, person, own)
    full = np.where(named, says + _NAME + person, unnamed)
    asks_by_name = _is_listed(requestor, listed)
    outside = (requestor < 0).astype(np.int64)
    number = number_sequences(case, full, np.where(asks_by_name, _NAME + requestor, outside))
    shape = number_sequences(case, unnamed, outside)
    _, example = np.unique(number, return_index=True)
    names = pd.DataFrame({"case": case, "slot": positions_within(case), "person": person})[named]
    asking = np.flatnonzero(asks_by_name)
    themselves = pd.DataFrame({"case": asking, "slot": -1, "person": requestor[asking]})
    names = pd.concat([names, themselves]).astype({"person": np.int32})
    names = names[np.isin(names["case"], example)]
    names = names.assign(**{"class": number[names["case"]]})
    return Classes(number, shape[example], names[["class", "slot", "person"]])


def _is_listed(person: Codes, listed: Mask) -> Mask:
    answer = np.zeros(len(person), bool)
    answer[person >= 0] = listed[person[person >= 0]]
    return answer


def _facts(rows: pd.DataFrame) -> NDArray[np.int64]:
    """Return the kind of approver, whether able, and whether perhaps the requestor, as one number."""
    columns = rows["number"], rows["able"].astype("Int8").fillna(2), rows["maybe_self"]
    number, able, maybe_self = (np.asarray(each, dtype=np.int64) for each in columns)
    facts: NDArray[np.int64] = (number * 3 + able) * 2 + maybe_self
    return facts


def _labels(case: Codes, person: Codes, own: Mask) -> NDArray[np.int64]:
    """Label people by the place where they are first met among the requestor's approvers."""
    pair = (case.astype(np.int64) << 32) | (person.astype(np.int64) & 0xFFFFFFFF)
    number, distinct = pd.factorize(pair)
    first = np.zeros(len(distinct), np.int64)
    backwards = np.arange(len(pair))[::-1]
    first[number[backwards]] = positions_within(case)[backwards]
    label: NDArray[np.int64] = np.where(person < 0, person.astype(np.int64) + 2, _FIRST + first[number])
    label[own] = _OWN
    return label
