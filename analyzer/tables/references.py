"""References to objects that no dataset holds: each becomes a problem row; the record stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.tables.dataset import flatten
from analyzer.tables.keys import UNKNOWN, Keys

if TYPE_CHECKING:
    from analyzer.tables.dataset import Dataset
    from analyzer.tables.source import ExportSource


@dataclass(frozen=True, slots=True)
class Reference:
    """A property that holds the id of an object in another dataset, or in one of several.

    `member` is set when `path` is a list of objects: the member that holds the id.
    """

    dataset: str
    path: str
    targets: tuple[str, ...]
    member: str = ""

    @property
    def pointer(self) -> str:
        """Return the JSON pointer of the property (lists without their index)."""
        return "/" + "/".join(part for part in (*self.path.split("."), self.member) if part)


PEOPLE = ("users", "deleted_users")
REFERENCES = (
    Reference("users", "manager.id", PEOPLE),
    Reference("access_packages", "catalog.id", ("catalogs",)),
    Reference("assignment_policies", "accessPackage.id", ("access_packages",)),
    Reference("assignment_policies", "specificAllowedTargets", PEOPLE, "userId"),
    Reference("assignment_policies", "specificAllowedTargets", ("groups",), "groupId"),
    Reference(
        "assignment_policies",
        "specificAllowedTargets",
        ("connected_organizations",),
        "connectedOrganizationId",
    ),
    Reference("assignments", "target.objectId", (*PEOPLE, "service_principals")),
    Reference("assignments", "accessPackage.id", ("access_packages",)),
    Reference("assignments", "assignmentPolicy.id", ("assignment_policies",)),
    Reference("assignment_requests", "requestor.objectId", (*PEOPLE, "service_principals")),
    Reference("assignment_requests", "accessPackage.id", ("access_packages",)),
    Reference("resource_role_scopes", "accessPackage.id", ("access_packages",)),
    Reference("catalog_resources", "catalog.id", ("catalogs",)),
    Reference("group_owners", "groupId", ("groups",)),
    Reference("incompatible_access_packages", "accessPackageId", ("access_packages",)),
    Reference("incompatible_access_packages", "incompatibleAccessPackageId", ("access_packages",)),
    Reference("incompatible_groups", "groupId", ("groups",)),
    Reference("connected_organization_sponsors", "connectedOrganizationId", ("connected_organizations",)),
)


def report_dangling(source: ExportSource) -> None:
    """Write a problem row for every reference to an object that a present dataset does not hold."""
    for reference in REFERENCES:
        if reference.dataset in source.read_names and source.has(reference.targets[0]):
            known = [source.dataset(name).column("id") for name in reference.targets if source.has(name)]
            _report(source, reference, Keys.of(*known))


def _report(source: ExportSource, reference: Reference, known: Keys) -> None:
    dataset = source.dataset(reference.dataset)
    rows, ids = _references(dataset, reference)
    lost = known.codes(ids) == UNKNOWN
    places = np.asarray(rows)[lost]
    own = places < source.own_rows(reference.dataset)
    values = ids.filter(pa.array(lost)).to_pylist()
    where = source.places(reference.dataset, places[own])
    wanted = " or ".join(reference.targets)
    message = (
        f"No record of {wanted} has this id; what depends on it is undetermined. Export it too, or mend it."
    )
    source.journal.problems_found(
        [
            (reference.dataset, file, row, reference.pointer, "reference", message, value)
            for (file, row), value in zip(
                where, (v for v, mine in zip(values, own, strict=True) if mine), strict=True
            )
        ]
    )


def _references(dataset: Dataset, reference: Reference) -> tuple[pa.Array, pa.ChunkedArray | pa.Array]:
    column = dataset.optional(reference.path)
    if not reference.member:
        return pa.array(np.arange(len(dataset))), column
    owner, element = flatten(column)
    return owner, pc.struct_field(element, reference.member)
