"""Ids become small integers: an object's code is its row number in the dataset that holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.tables.relations import relation

if TYPE_CHECKING:
    from analyzer.tables.dataset import Dataset
    from analyzer.tables.three_valued import Codes

UNKNOWN = -1
"""The code of an id that no record of its dataset has."""
MISSING = -2
"""The code of a reference that was null or not exported."""


_FEW = 4
"""How many times fewer references than ids there must be to make the look-up table of the references."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The ids of one kind of object, each once, in code order. Their case is free (RFC 9562, section 4)."""

    ids: pa.Array
    _folded: pa.Array
    """The ids in lower case; the same object where they all are."""

    def __len__(self) -> int:
        return len(self.ids)

    def codes(self, references: pa.ChunkedArray | pa.Array) -> Codes:
        """Return an int32 code per reference: `UNKNOWN` for a dangling id, `MISSING` for null."""
        found = _look_up(references, self.ids)
        lost = np.flatnonzero(found == UNKNOWN)
        if len(lost):
            found[lost] = self._in_any_case(references.take(pa.array(lost)))
        return found

    def _in_any_case(self, references: pa.ChunkedArray | pa.Array) -> Codes:
        """Look up what no id equals: nearly always in lower case already, and then there is nothing to do."""
        folded = pc.ascii_lower(references)
        if self._folded is self.ids and folded.equals(references):
            return np.full(len(references), UNKNOWN, np.int32)
        return _look_up(folded, self._folded)

    @classmethod
    def of(cls, *columns: pa.ChunkedArray) -> Keys:
        """Make keys from id columns that hold no id twice."""
        chunks = [chunk.cast(pa.string()) for column in columns for chunk in column.chunks]
        ids = pa.concat_arrays(chunks) if chunks else pa.array([], pa.string())
        folded = pc.ascii_lower(ids)
        return cls(ids, ids if folded.equals(ids) else folded)


def _look_up(references: pa.ChunkedArray | pa.Array, ids: pa.Array) -> Codes:
    """Return the position of each reference among the ids."""
    if _FEW * len(references) < len(ids):
        return _look_up_few(references, ids)
    found = pc.fill_null(pc.index_in(references, value_set=ids), UNKNOWN)
    if references.null_count:
        found = pc.if_else(pc.is_null(references), pa.scalar(MISSING, pa.int32()), found)
    return np.asarray(found).astype(np.int32)


def _look_up_few(references: pa.ChunkedArray | pa.Array, ids: pa.Array) -> Codes:
    """Look the ids up among the references: a small table is made, and stays in the processor's cache."""
    distinct = pc.unique(references).drop_null()
    place = np.asarray(pc.fill_null(pc.index_in(ids, value_set=distinct), -1))
    rows = np.flatnonzero(place >= 0)
    code = np.full(len(distinct) + 1, UNKNOWN, np.int32)
    code[-1] = MISSING
    code[place[rows]] = rows
    found: Codes = code[np.asarray(pc.fill_null(pc.index_in(references, value_set=distinct), -1))]
    return found


@relation
def person_keys(users: Dataset, deleted_users: Dataset | None = None) -> Keys:
    """Codes of everybody the directory knows: users first, then deleted users."""
    if deleted_users is None:
        return Keys.of(users.column("id"))
    gone, here = deleted_users.column("id"), users.column("id")
    return Keys.of(here, gone.filter(pa.array(Keys.of(here).codes(gone) == UNKNOWN)))


@relation
def catalog_keys(catalogs: Dataset | None = None) -> Keys:
    """Codes of catalogs; none when the export lacks them."""
    return Keys.of(catalogs.column("id")) if catalogs is not None else Keys.of()


@relation
def package_keys(access_packages: Dataset) -> Keys:
    """Codes of access packages."""
    return Keys.of(access_packages.column("id"))


@relation
def policy_keys(assignment_policies: Dataset) -> Keys:
    """Codes of assignment policies."""
    return Keys.of(assignment_policies.column("id"))


@relation
def organization_keys(connected_organizations: Dataset | None = None) -> Keys:
    """Codes of connected organizations; none when the export lacks them."""
    return Keys.of(connected_organizations.column("id")) if connected_organizations is not None else Keys.of()


@relation
def service_principal_keys(service_principals: Dataset | None = None) -> Keys:
    """Codes of service principals; none when the export lacks them."""
    return Keys.of(service_principals.column("id")) if service_principals is not None else Keys.of()
