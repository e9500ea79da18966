"""Whom putting a group under a package would cost the membership, and the check of the checklist, agree.

`resource-members-without-assignment` is the same question asked of what packages grant already.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from analyzer import api
from tests.access_routes.asking import opened, rows
from tests.access_routes.loss_tenants import loss_tenant
from tests.second_opinion import records as make

if TYPE_CHECKING:
    from analyzer.api import Snapshot

SAMPLES = Path(__file__).resolve().parents[2] / "sample_exports"
CHECK = "resource-members-without-assignment"


def out_of_the_group(snapshot: Snapshot, group: str, package: str) -> set[str]:
    """Return who is surely no direct member any more once the package grants the membership."""
    answer = snapshot.access_if_put_under(group, package).answer
    before, after = (
        {
            row["user_id"]
            for row in rows(routes)
            if (row["route"], row["resource_id"]) == ("group-direct", group)
        }
        for routes in (answer.before, answer.after)
    )
    at_risk = {row["user_id"] for row in rows(answer.rows) if row["outcome"] == "at-risk"}
    assert at_risk <= before - after  # the others keep it through a group inside
    return before - after


def found_by_the_check(snapshot: Snapshot) -> set[tuple[str, str]]:
    findings = snapshot.check(select=[CHECK]).findings.to_pylist()
    members = [row for row in findings if '"role": "member"' in row["evidence"]]
    return {(row["resource_id"], row["user_id"]) for row in members}


@pytest.mark.parametrize("sample", ["adatum", "contoso", "fabrikam"])
def test_what_packages_grant_already_is_told_alike(sample: str) -> None:
    snapshot = api.open_export(SAMPLES / sample)
    dynamic = {
        row["resource_id"] for row in rows(snapshot.access().routes) if row["route"] == "group-dynamic"
    }
    granted = {  # one package each: who has an assignment of another one that grants it is covered, too
        row["resource_id"]: row["access_package_id"]
        for row in rows(snapshot.access().routes)
        if (row["route"], row["resource_type"], row["role"]) == ("access-package", "group", "Member")
    }
    found = found_by_the_check(snapshot)
    by_hand = sorted((group, package) for group, package in granted.items() if group not in dynamic)
    at_risk = {group for group, _ in found}
    asked = [each for each in by_hand if each[0] in at_risk] + [
        each for each in by_hand if each[0] not in at_risk
    ][:3]
    simulated = {
        (group, user) for group, package in asked for user in out_of_the_group(snapshot, group, package)
    }
    assert asked
    assert simulated == found


@settings(
    max_examples=4,
    derandomize=True,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32 - 1))
def test_once_it_is_granted_the_check_finds_who_was_simulated(seed: int) -> None:
    tenant = loss_tenant(seed)
    package = tenant["access_packages"][0]["id"]
    for group in [each["id"] for each in tenant["groups"] if each.get("groupTypes") == []][:1]:
        scopes = [*tenant["resource_role_scopes"], make.membership_grant(package, group)]
        with TemporaryDirectory() as before, TemporaryDirectory() as after:
            simulated = out_of_the_group(opened(Path(before), tenant), group, package)
            changed = opened(Path(after), {**tenant, "resource_role_scopes": scopes})
            assert simulated == {user for where, user in found_by_the_check(changed) if where == group}
