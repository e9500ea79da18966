"""Makes the edits that `why` proposes in the records of an export, as an administrator would."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analyzer.decision_trace.answer import Edit
    from tests.second_opinion.records import Record, Tenant

_INSIDE = {
    "incompatible_groups": ("incompatibleGroups", "groupId"),
    "incompatible_access_packages": ("incompatibleAccessPackages", "incompatibleAccessPackageId"),
}


def edited(tenant: Tenant, edits: Iterable[Edit]) -> Tenant:
    """Return the tenant after the edits; the one given stays as it is."""
    after = copy.deepcopy(dict(tenant))
    for edit in edits:
        rows = after.setdefault(edit.dataset, [])
        if edit.action == "add":
            rows.append(edit.record | edit.values)
        elif edit.action == "remove":
            after[edit.dataset] = [row for row in rows if not _meant(row, edit.record)]
            _remove_inside(after, edit)
        else:
            for row in rows:
                if _meant(row, edit.record):
                    for path, value in edit.values.items():
                        _set(row, path.split("."), value)
    return after


def _meant(row: Record, record: dict[str, str]) -> bool:
    return all(row.get(name) == value for name, value in record.items())


def _remove_inside(tenant: Tenant, edit: Edit) -> None:
    """Take an edge out of the package that carries it, too."""
    if edit.dataset in _INSIDE:
        member, key = _INSIDE[edit.dataset]
        for package in tenant["access_packages"]:
            if package["id"] == edit.record["accessPackageId"] and member in package:
                package[member] = [each for each in package[member] if each["id"] != edit.record[key]]


def _set(record: dict[str, Any], path: list[str], value: Any) -> None:
    *parents, last = path
    for name in parents:
        record[name] = record.get(name) or {}
        record = record[name]
    record[last] = value
