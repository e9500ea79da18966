"""How each dataset is got from Microsoft Graph, read from its schema's `x-graph`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analyzer import datasets
from analyzer.tables.expansions import EXPANSIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

EACH = "{id}"
_GOVERNANCE = "/identityGovernance/"
_NAMES_MORE_PARENTS = "group_members"
"""Members may be groups, whose members are wanted too: it is asked for when nothing else names groups."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request of Microsoft Graph v1.0, every page of it."""

    dataset: str
    path: str
    """Begins with `/`; `{id}` stands for the id of one parent."""
    permissions: tuple[str, ...]
    source: str
    """Microsoft's page about the request."""
    carries: tuple[str, ...] = ()
    """Datasets that come inside the answer."""
    per: str = ""
    """The dataset of the parents, when the request is made once for each."""
    only_named: bool = False
    """Only parents that some other answer names are asked about: a directory has far more."""
    parents: tuple[str, ...] = ()
    """The parents to ask about, when they are known."""
    extras: Mapping[str, str] = field(default_factory=dict)
    """Properties that take a permission of their own: property to permission."""

    @property
    def instead(self) -> str:
        """Return the path without the extras, for whoever lacks the permission; "" when there are none."""
        if not self.extras:
            return ""
        return re.sub(f",(?:{'|'.join(self.extras)})\\b", "", self.path)

    def taking(self, permission: str) -> str:
        """Return what takes one of the permissions: the dataset, or only `users.signInActivity`."""
        only = [f"{self.dataset}.{name}" for name, needed in self.extras.items() if needed == permission]
        return ", ".join(only) or self.dataset

    @property
    def saved_as(self) -> str:
        """Return where our reader looks for the first page."""
        return f"{self.dataset}/{EACH}.json" if self.per else f"{self.dataset}/page-0001.json"


def requests_for(wanted: Iterable[str]) -> tuple[Request, ...]:
    """Return the fewest requests that yield the datasets, in the order in which to make them.

    Parents come before what is asked for each of them. What Graph does not have is left out.
    """
    own = {carrier(name) or name for name in wanted if datasets.request(name)}
    parents = {parent_of(name) for name in own} - {""}
    return tuple(sorted((_request(name) for name in own | parents), key=_order))


def carrier(name: str) -> str:
    """Return the dataset whose own request brings this one along inside its records, or ""."""
    if EACH not in datasets.request(name):
        return ""
    inside = (each for each in EXPANSIONS if each.child == name and not each.stops_silently)
    return next((each.parent for each in inside if _expands(each.parent, each.path)), "")


def parent_of(name: str) -> str:
    """Return the dataset that lists the parents of a request with `{id}`, or ""."""
    before, each, _ = datasets.request(name).partition(f"/{EACH}")
    lists = {datasets.request(other).partition("?")[0]: other for other in datasets.DATASETS}
    return lists[before] if each else ""


def _expands(parent: str, path: str) -> bool:
    return re.search(rf"\b{path}\b", datasets.request(parent).partition("$expand=")[2]) is not None


def _request(name: str) -> Request:
    parent = parent_of(name)
    return Request(
        dataset=name,
        path=datasets.request(name),
        permissions=tuple(datasets.permission(name).split(", ")),
        source=datasets.source(name),
        carries=tuple(other for other in datasets.DATASETS if carrier(other) == name),
        per=parent,
        extras=datasets.extras(name),
        only_named=bool(parent) and not datasets.request(parent).startswith(_GOVERNANCE),
    )


def _order(request: Request) -> tuple[bool, bool, int]:
    last = request.dataset == _NAMES_MORE_PARENTS
    return bool(request.per), last, datasets.DATASETS.index(request.dataset)
