"""The plan: the requests to make, what each is good for, and the permissions they take together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analyzer import datasets
from analyzer.planning.needs import needed_by, used_by, wanted_datasets
from analyzer.planning.requests import requests_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analyzer.planning.requests import Request

INCLUDED_IN = {"GroupMember.Read.All": "Group.Read.All"}
"""A permission that another one grants as well: each page of `source` lists both, this one as the lesser."""


@dataclass(frozen=True, slots=True)
class Step:
    """One request, and the checks it is for."""

    request: Request
    unlocks: tuple[str, ...]
    """Checks that are not evaluated without it."""
    sharpens: tuple[str, ...]
    """Checks that decide more with it."""
    reasons: tuple[str, ...] = ()
    """What an export lacks of it, one sentence each; none in a plan from scratch."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to export."""

    steps: tuple[Step, ...]
    by_hand: tuple[str, ...]
    """Datasets that checks read and Graph does not have."""
    export: str = ""
    """The export that the plan completes; "" for a plan from scratch."""
    out_of_reach: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Properties (`users.sponsors`) that no request brings, and the checks that looked for them."""

    @property
    def permissions(self) -> dict[str, tuple[str, ...]]:
        """Return the permissions to consent to, sorted, each with what takes it: a dataset, or a property."""
        takers: dict[str, list[str]] = {}
        asked = {name for step in self.steps for name in step.request.permissions}
        for step in self.steps:
            for name in step.request.permissions:
                wider = INCLUDED_IN.get(name, name)
                takers.setdefault(wider if wider in asked else name, []).append(step.request.taking(name))
        return {name: tuple(takers[name]) for name in sorted(takers)}

    @property
    def not_asked(self) -> tuple[str, ...]:
        """Return the datasets that no check reads."""
        return tuple(name for name in datasets.DATASETS if name not in wanted_datasets())


def plan_from_scratch() -> Plan:
    """Return the plan for a tenant of which nothing was exported yet."""
    wanted = wanted_datasets()
    steps = tuple(_step(request) for request in requests_for(wanted))
    return Plan(steps, tuple(name for name in sorted(wanted) if not datasets.request(name)))


def _step(request: Request) -> Step:
    brought = (request.dataset, *request.carries)
    unlocks = {slug for name in brought for slug in needed_by(name)}
    sharpens = {slug for name in brought for slug in used_by(name)} - unlocks
    return Step(request, tuple(sorted(unlocks)), tuple(sorted(sharpens)))
