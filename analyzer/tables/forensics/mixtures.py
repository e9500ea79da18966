"""Two things in one folder: two tenants, or two times."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from analyzer.export.recognition import GUID
from analyzer.tables.dataset import flatten
from analyzer.tables.forensics.evidence import Sign, Symptom
from analyzer.tables.moment import stated_moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.tables.dataset import Dataset
    from analyzer.tables.forensics.evidence import Evidence

_TOLERATED = timedelta(days=1)
"""Between the dates of two names, or a manifest and the data: an export may run over midnight."""
_STALE = timedelta(days=30)
_MANY_USERS = 20
"""In a smaller tenant nobody may sign in for a month."""
_REVIEWS = "access_reviews"
"""Its instances may lie in the future."""
_FILES_OF_A_LIST = 3
"""Of more files each may be one object, with a date in its name."""
_LOGS = frozenset({"audit_events", "assignment_requests", _REVIEWS, "tickets"})
"""Datasets that are cut into files by date on purpose."""
_DATE = re.compile(r"(?<!\d)(20\d\d)([-_.]?)(0[1-9]|1[0-2])\2([0-3]\d)(?!\d)")


def _tenants(evidence: Evidence) -> Iterator[Sign]:
    organization, domains = evidence.read("organization"), evidence.read("domains")
    skus = evidence.read("subscribed_skus")
    ids = _texts(organization, "id")
    by_sku = {prefix for text in _texts(skus, "id") if GUID.fullmatch(prefix := text.partition("_")[0])}
    first_domains = _initial_of(organization) | _initial(domains)
    for dataset, what, found in (
        ("organization" if ids else "subscribed_skus", "tenant ids", ids | by_sku),
        ("organization" if organization else "domains", "initial domains", first_domains),
    ):
        if len(found) > 1:
            named = ", ".join(sorted(found)[:5])
            yield Sign(dataset, f"The export names {len(found)} {what}: {named}.", (), value=named)
            return


def _texts(dataset: Dataset | None, column: str) -> set[str]:
    if dataset is None:
        return set()
    return {text.lower() for text in pc.unique(dataset.optional(column)).drop_null().to_pylist()}


def _initial(domains: Dataset | None) -> set[str]:
    if domains is None:
        return set()
    chosen = domains.table.filter(pc.fill_null(domains.optional("isInitial"), False))
    return {name.lower() for name in chosen.column("id").to_pylist() if name}


def _initial_of(organization: Dataset | None) -> set[str]:
    if organization is None:
        return set()
    _, entries = flatten(organization.optional("verifiedDomains"))
    return {each["name"].lower() for each in entries.to_pylist() if each["isInitial"] and each["name"]}


def _dates(evidence: Evidence) -> Iterator[Sign]:
    yield from _names_apart(evidence)
    yield from _newer_than_the_manifest(evidence)
    yield from _stale_users(evidence)


def _names_apart(evidence: Evidence) -> Iterator[Sign]:
    """Two dates in the names of files and folders; object ids and logs by the day do not count."""
    found: dict[datetime, tuple[str, str]] = {}
    inventory = evidence.source.inventory
    for file in inventory.files:
        if "20" in file.path and file.dataset not in _LOGS:
            few = len(inventory.of(file.dataset)) <= _FILES_OF_A_LIST
            dated = file.path if few else file.path.rpartition("/")[0]
            for match in _DATE.finditer(GUID.sub("", dated)):
                with suppress(ValueError):
                    day = datetime(int(match[1]), int(match[3]), int(match[4]), tzinfo=UTC)
                    found.setdefault(day, (file.dataset, file.path))
    if found and max(found) - min(found) > _TOLERATED:
        old, new = found[min(found)], found[max(found)]
        observed = f"{old[1]} and {new[1]} carry dates that are {(max(found) - min(found)).days} days apart."
        yield Sign(old[0], observed, tuple(sorted({old[0], new[0]})), file=old[1])


def _newer_than_the_manifest(evidence: Evidence) -> Iterator[Sign]:
    manifest, journal = evidence.source.inventory.manifest, evidence.source.journal
    stated = stated_moment(manifest).time if manifest else None
    if manifest is None or stated is None:
        return
    newer = {
        name: newest
        for name, newest in journal.newest_of.items()
        if newest > stated + _TOLERATED and name != _REVIEWS
    }
    if newer:
        name = max(newer, key=lambda each: (newer[each], each))
        observed = (
            f"{name} speaks of {newer[name]:%Y-%m-%d} as past, but {manifest.name} says that the export is "
            f"of {stated:%Y-%m-%d}."
        )
        yield Sign(name, observed, tuple(sorted(newer)), file=manifest.name)


def _stale_users(evidence: Evidence) -> Iterator[Sign]:
    """Nobody signed in for a month before the newest request: then the users are older than the requests."""
    users, newest = evidence.read("users"), evidence.source.journal.newest_of
    if users is None or len(users) < _MANY_USERS or "signInActivity" not in users.present:
        return
    if "users" in newest and "assignment_requests" in newest:
        apart = newest["assignment_requests"] - newest["users"]
        if apart > _STALE:
            observed = f"The newest sign-in of users is {apart.days} days older than the newest request."
            yield Sign("users", observed, ("users",))


MIXED_TENANTS = Symptom(
    rule="mixed-tenants",
    meaning=(
        "The files may come from several tenants: people and groups of the one are strangers to the other, "
        "and links would name the wrong domain."
    ),
    remedy="Keep each tenant's export in a folder of its own.",
    find=_tenants,
)
MIXED_DATES = Symptom(
    rule="mixed-dates",
    meaning=(
        "The files may have been exported at different times: who came or went in between looks like an "
        "error, and what looks open may be done."
    ),
    remedy="Export all of it in one go, into an empty folder.",
    find=_dates,
)
