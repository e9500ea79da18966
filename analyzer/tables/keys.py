"""Ids become small integers: an object's code is its row number in the dataset that holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.tables.id_index import IdIndex
from analyzer.tables.relations import relation

if TYPE_CHECKING:
    from analyzer.tables.dataset import Dataset
    from analyzer.tables.three_valued import Codes

UNKNOWN = -1
"""The code of an id that no record of its dataset has."""
MISSING = -2
"""The code of a reference that was null or not exported."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The ids of one kind of object, each once, in code order. Their case is free (RFC 9562, section 4)."""

    _exact: IdIndex
    _lower: IdIndex
    """The ids in lower case; the same object where they all are."""

    @property
    def ids(self) -> pa.Array:
        """The ids by code."""
        return self._exact.ids

    def __len__(self) -> int:
        return len(self.ids)

    def codes(self, references: pa.ChunkedArray | pa.Array) -> Codes:
        """Return an int32 code per reference: `UNKNOWN` for a dangling id, `MISSING` for null."""
        column = _whole(references)
        found = self._exact.positions(column)
        found[np.asarray(column.is_null())] = MISSING
        lost = np.flatnonzero(found == UNKNOWN)
        if len(lost):
            found[lost] = self._in_any_case(column.take(pa.array(lost)))
        return found

    def _in_any_case(self, references: pa.Array) -> Codes:
        """Look up what no id equals: nearly always in lower case already, and then there is nothing to do."""
        folded = pc.ascii_lower(references)
        if self._lower is self._exact and folded.equals(references):
            return np.full(len(references), UNKNOWN, np.int32)
        return self._lower.positions(folded)

    @classmethod
    def of(cls, *columns: pa.ChunkedArray) -> Keys:
        """Make keys from id columns that hold no id twice."""
        ids = pa.concat_arrays([_whole(column) for column in columns] or [pa.array([], pa.string())])
        folded = pc.ascii_lower(ids)
        exact = IdIndex(ids)
        return cls(exact, exact if folded.equals(ids) else IdIndex(folded))


def _whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return whole.cast(pa.string())


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
