"""Whose assignment is it: a subject's user, through every bridge that the export has.

`subject.id` is not a user's id; `objectId` is, and many exports lack it (exports.md 2.1.6, graph.md trap 7).
Then the same subject may be seen elsewhere with its object id, or the person who made the request, or names
may tell. Object ids and subject ids are unique, and so is a user principal name within a tenant: what they
tell is certain. A mail address may be shared or left over: what it tells is probable, and a verdict that
hangs on it stays undetermined. Where object ids were exported, a subject without one is not in the directory
(Graph, accessPackageSubject), whatever its mail address says. Two answers from one bridge are none.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.tables.dataset import Dataset, as_arrow, lower
from analyzer.tables.identities import SEVERAL, folded, positions_in
from analyzer.tables.keys import MISSING, Keys
from analyzer.tables.relations import HINT, relation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from analyzer.tables.three_valued import Codes, Mask

OBJECT_ID = "object id"
SUBJECT_ID = "subject id"
REQUEST = "request"
PRINCIPAL_NAME = "principal name"
PROBABLE_REQUEST = "request, perhaps on behalf"
MAIL = "mail"
NOTHING = "nothing"
CERTAIN = (OBJECT_ID, SUBJECT_ID, REQUEST, PRINCIPAL_NAME)
PROBABLE = (PROBABLE_REQUEST, MAIL)
BRIDGES = (*CERTAIN, *PROBABLE, NOTHING)
"""In the order in which they are trusted."""

_OF_TARGET = pa.array(["useradd", "adminadd"])
"""Types of requests whose requestor is the target: "the subject who requested or, if a direct assignment, was
assigned" (Graph, accessPackageAssignmentRequest)."""
_OF_ANOTHER = pa.array(["onbehalfadd", "approverremove"])
"""Types whose requestor is somebody else. Of all others, such as a manager's userRemove, one cannot tell."""


class Link(NamedTuple):
    """Who stands behind subjects, one entry per row of their dataset."""

    person: Codes
    """Certain: a code, `UNKNOWN` for somebody the export does not hold, `MISSING` where nothing tells."""
    probable: Codes
    """Where nothing certain tells: who it probably is, else `MISSING`."""
    bridge: pd.Categorical[str]
    """What told it, one of `BRIDGES`."""


class SubjectLinks:
    """Finds the users behind subjects. Look-up tables are made when the first subject needs them."""

    def __init__(
        self, people: pd.DataFrame, keys: Keys, assignments: Dataset | None, requests: Dataset | None
    ) -> None:
        self._people = people
        self._keys = keys
        self._assignments = assignments
        self._requests = requests
        self._found: dict[tuple[str, str], Link] = {}

    def of(self, dataset: Dataset, path: str) -> Link:
        """Link the subjects at a path: target, requestor or assignment.target."""
        place = dataset.name, path
        if place not in self._found:
            self._found[place] = self._link(dataset, path)
        return self._found[place]

    def _link(self, dataset: Dataset, path: str) -> Link:
        person = self._keys.codes(dataset.optional(f"{path}.objectId"))
        probable = np.full(len(dataset), MISSING, np.int32)
        bridge = np.where(person == MISSING, _number(NOTHING), _number(OBJECT_ID)).astype(np.int8)
        rows = np.flatnonzero((person == MISSING) & ~applications(dataset, path))
        if len(rows):
            told = {"id", "assignment", "requestType", path.partition(".")[0]}
            table = dataset.table.select([name for name in dataset.table.column_names if name in told])
            some = Dataset(dataset.name, table.take(pa.array(rows)), dataset.present)
            for name, codes in (*self._by_id(some, path), *self._by_name(some, path)):
                found = person if name in CERTAIN else probable
                new = rows[(bridge[rows] == _number(NOTHING)) & (codes != MISSING)]
                found[new] = codes[np.searchsorted(rows, new)]
                bridge[new] = _number(name)
        return Link(person, probable, pd.Categorical.from_codes(bridge, categories=pd.Index(BRIDGES)))

    def _by_id(self, some: Dataset, path: str) -> list[tuple[str, Codes]]:
        by_subject = self._persons(self._subjects, some.optional(f"{path}.id"))
        certain, probable = (self._persons(known, _assignment(some)) for known in self._targets)
        own, perhaps = _for_oneself(some) if path == "requestor" else (True, False)
        return [
            (SUBJECT_ID, by_subject),
            (REQUEST, np.where(own, certain, MISSING)),
            (PROBABLE_REQUEST, np.where(perhaps, certain, np.where(own, probable, MISSING))),
        ]

    def _by_name(self, some: Dataset, path: str) -> list[tuple[str, Codes]]:
        principal, mail = some.optional(f"{path}.principalName"), some.optional(f"{path}.email")
        by_principal = (PRINCIPAL_NAME, _only_match(principal, lambda: [self._names[1]]))
        if f"{path}.objectId" in some.present:
            return [by_principal]
        return [
            by_principal,
            (MAIL, _only_match(principal, lambda: [self._names[0], self._mails])),
            (MAIL, _only_match(mail, lambda: [self._names[0], self._mails])),
        ]

    @cached_property
    def _names(self) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
        """Principal names of everybody, and of the living, folded."""
        is_living = pa.array(~self._people["is_deleted"].to_numpy(bool))
        names = folded(as_arrow(self._people["user_principal_name"]))
        return names, pc.if_else(is_living, names, pa.scalar(None, pa.string()))

    @cached_property
    def _mails(self) -> pa.ChunkedArray:
        return folded(as_arrow(self._people["mail"]))

    def _persons(self, seen: Sequence[pa.Table], wanted: pa.ChunkedArray) -> Codes:
        """Look up the people whose object id was seen under a key, and no other's."""
        keys = _flat(pc.unique(wanted)).drop_null()
        if not len(keys):
            return np.full(len(wanted), MISSING, np.int32)
        known = _one_answer([table.filter(pc.is_in(table["key"], value_set=keys)) for table in seen])
        return self._keys.codes(known["answer"].take(pc.index_in(wanted, value_set=_flat(known["key"]))))

    @cached_property
    def _subjects(self) -> list[pa.Table]:
        """Object ids by subject id, wherever both were seen together."""
        places = [
            (self._assignments, "target"),
            (self._requests, "requestor"),
            (self._requests, "assignment.target"),
        ]
        return [_pairs(dataset, f"{path}.id", path) for dataset, path in places if dataset is not None]

    @cached_property
    def _targets(self) -> tuple[list[pa.Table], list[pa.Table]]:
        """Object ids of targets by assignment id: certain, and probable."""
        certain, probable = [], []
        if self._assignments is not None:
            certain.append(_pairs(self._assignments, "id", "target"))
        if self._requests is not None:
            own, perhaps = (pa.array(mask) for mask in _for_oneself(self._requests))
            made = _pairs(self._requests, "assignment.id", "requestor")
            certain += [_pairs(self._requests, "assignment.id", "assignment.target"), made.filter(own)]
            probable.append(made.filter(perhaps))
        return certain, probable


@relation
def subject_links(
    people: pd.DataFrame,
    person_keys: Keys,
    assignments: Dataset | None = HINT,
    assignment_requests: Dataset | None = HINT,
) -> SubjectLinks:
    """What finds the users behind subjects (see `SubjectLinks`)."""
    return SubjectLinks(people, person_keys, assignments, assignment_requests)


def applications(dataset: Dataset, path: str) -> Mask:
    """Tell which subjects are applications, not people."""
    kind = lower(dataset.optional(f"{path}.subjectType"))
    return np.asarray(pc.fill_null(pc.equal(kind, "serviceprincipal"), False), dtype=bool)


def _assignment(some: Dataset) -> pa.ChunkedArray:
    return some.optional("id" if some.name == "assignments" else "assignment.id")


def _for_oneself(requests: Dataset) -> tuple[Mask, Mask]:
    """Tell of which requests the requestor is the target, and of which that may be."""
    kind = lower(requests.optional("requestType"))
    own, others = (np.asarray(pc.is_in(kind, value_set=types)) for types in (_OF_TARGET, _OF_ANOTHER))
    return own, ~own & ~others


def _pairs(dataset: Dataset, key: str, subject: str) -> pa.Table:
    """Return key and object id of every row, null where not exported."""
    columns = {"key": dataset.optional(key), "answer": dataset.optional(f"{subject}.objectId")}
    return pa.table({name: column.cast(pa.string()) for name, column in columns.items()})


def _one_answer(tables: Sequence[pa.Table]) -> pa.Table:
    """Return the keys that have exactly one answer, with it."""
    nothing = pa.table({"key": pa.array([], pa.string()), "answer": pa.array([], pa.string())})
    every = pa.concat_tables(tables or [nothing]).drop_null()
    bounds = every.group_by("key").aggregate([("answer", "min"), ("answer", "max")])
    single = bounds.filter(pc.equal(bounds["answer_min"], bounds["answer_max"]))
    return pa.table({"key": single["key"], "answer": single["answer_min"]})


def _only_match(texts: pa.ChunkedArray, columns: Callable[[], Sequence[pa.ChunkedArray]]) -> Codes:
    """Return the one person (code: position in the columns) who has the text in a column; case is free.

    The columns are made for texts that are there only.
    """
    if texts.null_count == len(texts):
        return np.full(len(texts), MISSING, np.int32)
    found = positions_in(folded(texts), columns())
    return np.where(found == SEVERAL, MISSING, found).astype(np.int32)


def _flat(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _number(bridge: str) -> int:
    return BRIDGES.index(bridge)
