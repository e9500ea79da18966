"""The plan asks for what the checks declare, and says which request is for which check."""

from __future__ import annotations

import pytest

from analyzer.checking.catalogue import all_checks
from analyzer.planning.export_plan import Plan, Step, plan_from_scratch
from analyzer.planning.needs import needed_and_used, read_by_why
from analyzer.planning.requests import requests_for
from analyzer.tables.relations import Relations
from tests.tables.snapshots import source_of

PLAN = plan_from_scratch()


def brought(step: Step) -> tuple[str, ...]:
    return (step.request.dataset, *step.request.carries)


def test_it_brings_everything_that_a_check_reads_and_nothing_twice() -> None:
    wanted = frozenset[str]().union(
        read_by_why(), *(names for check in all_checks().values() for names in needed_and_used(check))
    )
    found = [name for step in PLAN.steps for name in brought(step)]
    assert sorted(found) == sorted(set(found))
    assert wanted == {*found, *PLAN.by_hand}
    assert PLAN.by_hand == ("tickets",)
    assert wanted.isdisjoint(PLAN.not_asked)


@pytest.mark.parametrize("slug", all_checks())
def test_every_check_finds_the_requests_it_is_for(slug: str) -> None:
    needed, used = needed_and_used(all_checks()[slug])
    unlocking = {name for step in PLAN.steps if slug in step.unlocks for name in brought(step)}
    helping = {name for step in PLAN.steps if slug in step.sharpens for name in brought(step)}
    assert needed - {"tickets"} <= unlocking
    assert used <= unlocking | helping
    assert not unlocking & helping


def test_an_empty_export_lacks_what_the_plan_says_is_needed(tmp_path_factory: pytest.TempPathFactory) -> None:
    """`unlocks` is the same thing as `not-evaluated`."""
    folder = tmp_path_factory.mktemp("export")
    relations = Relations(source_of(folder, {"audit_events": []}), lambda: None)  # type: ignore[arg-type,return-value]
    for slug, check in all_checks().items():
        missing = relations.missing(check.decide) - {"tickets"}
        unlocking = [step for step in PLAN.steps if slug in step.unlocks]
        assert missing <= {name for step in unlocking for name in brought(step)}


def test_permissions_are_each_asked_once_and_the_lesser_of_two_not_at_all() -> None:
    assert "GroupMember.Read.All" not in PLAN.permissions
    assert PLAN.permissions["Group.Read.All"] == ("groups", "group_owners", "group_members")
    assert PLAN.permissions["AuditLog.Read.All"] == ("users.signInActivity",)
    assert list(PLAN.permissions) == sorted(PLAN.permissions)
    assert all(".Read" in name and "Write" not in name for name in PLAN.permissions)
    (members,) = (step for step in PLAN.steps if step.request.dataset == "group_members")
    assert Plan((members,), ()).permissions == {"GroupMember.Read.All": ("group_members",)}


def test_parents_come_before_what_is_asked_for_each_of_them() -> None:
    order = [step.request.dataset for step in PLAN.steps]
    assert order == [request.dataset for request in requests_for(order)]
    assert all(
        order.index(step.request.per) < order.index(step.request.dataset)
        for step in PLAN.steps
        if step.request.per
    )
    assert order[-1] == "group_members"
