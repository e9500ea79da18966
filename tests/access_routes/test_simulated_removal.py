"""What the simulation says is what is asked of an export from which the thing was really removed."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.access_routes.asking import opened, routes_of, rows
from tests.access_routes.tenants import tenant_of, without

if TYPE_CHECKING:
    from analyzer.reports.loss_report import LossReport
    from tests.second_opinion.records import Tenant

_some = settings(
    max_examples=3,
    derandomize=True,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
DATASETS = {
    "assignment": "assignments",
    "policy": "assignment_policies",
    "package": "access_packages",
    "group": "groups",
}


def simulated(tenant: Tenant, kind: str, identity: str) -> LossReport:
    with TemporaryDirectory() as folder:
        return opened(Path(folder), tenant).access_if_removed(kind, identity)


def of(people: set[tuple[Any, Any]], told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in told if (row["user_id"], row["user_principal_name"]) in people]


@pytest.mark.parametrize("kind", sorted(DATASETS))
@_some
@given(seed=st.integers(0, 2**32 - 1))
def test_asked_again_it_is_as_simulated(kind: str, seed: int) -> None:
    tenant = tenant_of(seed)
    if not tenant[DATASETS[kind]]:
        return
    identity = tenant[DATASETS[kind]][seed % len(tenant[DATASETS[kind]])]["id"]
    answer = simulated(tenant, kind, identity).answer
    before, after = rows(answer.before), rows(answer.after)
    people = {(row["user_id"], row["user_principal_name"]) for row in before}
    assert of(people, routes_of(tenant)) == before
    assert of(people, routes_of(without(tenant, kind, identity))) == after


@_some
@given(seed=st.integers(0, 2**32 - 1))
def test_with_only_the_record_gone_the_packages_tell_the_same(seed: int) -> None:
    tenant = tenant_of(seed)
    for assignment in tenant["assignments"][:1]:
        answer = simulated(tenant, "assignment", assignment["id"]).answer
        people = {(row["user_id"], row["user_principal_name"]) for row in rows(answer.before)}
        left = [each for each in tenant["assignments"] if each is not assignment]
        told = of(people, routes_of({**tenant, "assignments": left}))
        assert [row["assignment_id"] for row in told if row["route"] == "access-package"] == [
            row["assignment_id"] for row in rows(answer.after) if row["route"] == "access-package"
        ]
