"""What an exporter left out without a word: synced accounts, other catalogs, objects of the same name."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.tables.forensics.evidence import Sign, Symptom, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.tables.dataset import Dataset
    from analyzer.tables.forensics.evidence import Evidence

_SYNCED = "onPremisesSyncEnabled"
_FEW_LOST = 10
"""Dangling ids that deleted accounts may well explain."""
_LOST_SHARE = 10
"""One lost reference to so many records is more than deleted accounts explain."""
_NAMES_COMPARED = 50
_OF_PACKAGES = (
    "assignment_policies",
    "assignments",
    "resource_role_scopes",
    "incompatible_access_packages",
)
"""What goes when its package goes, so that a package it names exists. Requests outlive packages."""


def _cloud_only(evidence: Evidence) -> Iterator[Sign]:
    tenant_syncs = _tenant_syncs(evidence.read("organization"))
    users = evidence.read("users")
    if tenant_syncs is False or (users is not None and _some_synced(users)):
        return  # many a tenant syncs its people but no groups
    for name in ("users", "groups"):
        dataset, lost = evidence.read(name), evidence.lost(name)
        if dataset is None or not lost or _SYNCED not in dataset.present or _some_synced(dataset):
            continue
        if tenant_syncs or (lost >= _FEW_LOST and lost * _LOST_SHARE >= len(dataset)):
            synced = ", and the organization says that it syncs" if tenant_syncs else ""
            observed = (
                f"None of the {len(dataset):,} {name} is synchronized from on premises{synced}, while "
                f"the export lacks {name} for {counted(lost, 'reference')}."
            )
            yield Sign(name, observed, (name,))


def _some_synced(dataset: Dataset) -> bool:
    return bool(pc.any(dataset.optional(_SYNCED), min_count=0).as_py())


def _tenant_syncs(organization: Dataset | None) -> bool | None:
    if organization is None or not len(organization) or _SYNCED not in organization.present:
        return None
    return _some_synced(organization)


def _catalog_scope(evidence: Evidence) -> Iterator[Sign]:
    packages = evidence.read("access_packages")
    if packages is None or len(pc.unique(packages.optional("catalog.id")).drop_null()) != 1:
        return
    lost = evidence.lost("access_packages", of=_OF_PACKAGES)
    others = _unlisted_catalogs(evidence)
    if not lost and not others:
        return
    signs = []
    if lost:
        signs.append(f"the export lacks packages for {counted(lost, 'reference')}")
    if others:
        signs.append(f"roles are assigned in {counted(others, 'catalog')} that it lacks")
    observed = f"All access packages are of one catalog, while {' and '.join(signs)}."
    yield Sign("access_packages", observed, ("access_packages", "catalogs"))


def _unlisted_catalogs(evidence: Evidence) -> int:
    roles, catalogs = evidence.read("entitlement_role_assignments"), evidence.read("catalogs")
    if roles is None or catalogs is None:
        return 0
    named = pc.extract_regex(roles.optional("appScopeId"), r"(?i)^/AccessPackageCatalog/(?P<id>[^/]+)$")
    return len(_distinct(pc.struct_field(named, "id")) - _distinct(catalogs.optional("id")))


def _distinct(ids: pa.ChunkedArray) -> set[str]:
    return set(pc.unique(pc.utf8_lower(ids)).drop_null().to_pylist())


def _named_files(evidence: Evidence) -> Iterator[Sign]:
    for name in sorted(evidence.source.read_names):
        dataset, lost = evidence.read(name), evidence.lost(name)
        if dataset is None or not lost or "displayName" not in dataset.table.column_names:
            continue
        if len(evidence.source.inventory.of(name)) == evidence.source.own_rows(name) > 1:
            file = _named_by_name(evidence, name, dataset)
            if file:
                observed = (
                    f"The files of {name} are named by display name, such as {file}, while the export "
                    f"lacks {name} for {counted(lost, 'reference')}."
                )
                yield Sign(name, observed, (name,), file=file)


def _named_by_name(evidence: Evidence, name: str, dataset: Dataset) -> str | None:
    """Return a file if each is named like the object in it, and not by its id."""
    some = dataset.table.slice(0, min(_NAMES_COMPARED, evidence.source.own_rows(name)))
    files = [file for file, _ in evidence.source.places(name, np.arange(len(some)))]
    names, ids = some.column("displayName").to_pylist(), some.column("id").to_pylist()
    for file, each, identity in zip(files, names, ids, strict=True):
        stem = _letters(PurePosixPath(file).stem)
        if not each or stem != _letters(each) or stem == _letters(identity):
            return None
    return files[0]


def _letters(text: str) -> str:
    """Reduce a name to what survives in the name of a file."""
    return "".join(filter(str.isalnum, text.casefold()))


def _overlapping_pages(evidence: Evidence) -> Iterator[Sign]:
    journal = evidence.source.journal
    for name in sorted({dataset for dataset, _, _ in journal.overlaps}):
        pairs = [(first, file) for dataset, first, file in journal.overlaps if dataset == name]
        beside = [pair for pair in pairs if _folder(pair[0]) == _folder(pair[1])]
        later = {file for _, file in pairs}
        if not beside or journal.duplicates[name] >= sum(journal.rows[file] for file in later):
            continue  # a file that is there twice lost nothing
        first, file = beside[0]
        observed = (
            f"{counted(journal.duplicates[name], 'record')} of {name} came again, such as from {first} in "
            f"{file}; each was kept once."
        )
        yield Sign(name, observed, (name,), file=file)


def _folder(path: str) -> tuple[str, str]:
    place = PurePosixPath(path)
    return str(place.parent), place.suffix


CLOUD_ONLY = Symptom(
    rule="cloud-only",
    meaning=(
        "The exporter may have been told to leave synchronized objects out: these are not deleted, only "
        "missing."
    ),
    remedy="Export again without that filter (EntraExporter: without -CloudUsersAndGroupsOnly).",
    find=_cloud_only,
)
CATALOG_SCOPE = Symptom(
    rule="catalog-scope",
    meaning=(
        "Whoever exported may see one catalog only, and Graph does not say that there are others: what is "
        "not here may exist all the same."
    ),
    remedy=(
        "Export again as an Identity Governance Administrator or a Global Reader, or with application "
        "permissions."
    ),
    find=_catalog_scope,
)
NAMED_FILES = Symptom(
    rule="named-files",
    meaning="Of objects with the same name the last may have overwritten the others.",
    remedy="Export again with one file per id, or one list of all objects.",
    find=_named_files,
)
OVERLAPPING_PAGES = Symptom(
    rule="overlapping-pages",
    meaning=(
        "Pages overlap when something is added while they are fetched, or when they are asked for by offset; "
        "then as many records may have slipped through between two pages."
    ),
    remedy="Follow @odata.nextLink rather than $skip, and export while little changes.",
    find=_overlapping_pages,
    is_problem=False,
)
