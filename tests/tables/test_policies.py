"""Policies as both dialects tell of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.tables.snapshots import relations_of

if TYPE_CHECKING:
    from pathlib import Path

RULE = {
    "@odata.type": "#microsoft.graph.attributeRuleMembers",
    "membershipRule": "(user.department -eq 'Sales')",
}
GROUP = {"@odata.type": "#microsoft.graph.groupMembers", "groupId": "g1"}


def _v1(identifier: str, target: dict[str, Any], **more: Any) -> dict[str, Any]:
    scope = {"allowedTargetScope": "specificDirectoryUsers", "specificAllowedTargets": [target]}
    return {"id": identifier, "accessPackage": {"id": "a"}, **scope, **more}


def _beta(identifier: str, target: dict[str, Any]) -> dict[str, Any]:
    allowed = {
        "scopeType": "SpecificDirectorySubjects",
        "acceptRequests": True,
        "allowedRequestors": [target],
    }
    return {"id": identifier, "accessPackageId": "a", "requestorSettings": allowed}


AUTOMATIC = _v1("v1 rule", RULE, automaticRequestSettings={"requestAccessForAllowedTargets": True})


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ([AUTOMATIC, _v1("v1 group", GROUP)], [True, False]),
        ([_beta("beta rule", RULE), _beta("beta group", GROUP)], [True, False]),
        ([AUTOMATIC, _beta("beta rule", RULE), _beta("beta group", GROUP)], [True, True, False]),
    ],
    ids=["v1.0", "beta", "both in one file"],
)
def test_a_beta_policy_is_automatic_when_it_targets_a_rule(
    policies: list[dict[str, Any]], expected: list[bool], tmp_path: Path
) -> None:
    export = {"assignment_policies": policies, "access_packages": [{"id": "a"}], "users": [], "groups": []}
    found = relations_of(tmp_path, export)["policies"]
    assert found["automatic"].tolist() == expected
