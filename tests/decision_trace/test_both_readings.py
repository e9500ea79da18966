"""Why a scope is unknown is said for what it is; what is not documented, with both answers it may have."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from analyzer import open_export
from tests.second_opinion import records as make
from tests.second_opinion.files import write_json
from tests.second_opinion.records import AS_OF
from tests.second_opinion.why_cases import base, only

if TYPE_CHECKING:
    from pathlib import Path

    from analyzer.decision_trace.answer import Gate
    from tests.second_opinion.records import Record

_NAMES_THE_GROUP = only(make.policy("policy", "specificDirectoryUsers", (make.group_of("group"),)))
_NESTED_GUEST = [make.edge("group", "inner", "group"), make.edge("inner", "gus")]
_BY_TENANT = [make.connected("partner", tenant="elsewhere")]


def _doubt(folder: Path, user: str, **changes: list[Record]) -> Gate:
    tenant: dict[str, Any] = {**base(), **changes}
    write_json(tenant, folder)
    (doubt,) = open_export(folder, as_of=datetime.fromisoformat(AS_OF)).why(user, "package").undetermined
    return doubt


@pytest.mark.parametrize(
    ("user", "edges"),
    [
        pytest.param("cy", base()["group_members"], id="a member"),
        pytest.param("gus", _NESTED_GUEST, id="a guest, whose directory does not matter here"),
    ],
)
def test_both_readings_of_nested_groups(tmp_path: Path, user: str, edges: list[Record]) -> None:
    doubt = _doubt(tmp_path, user, assignment_policies=_NAMES_THE_GROUP, group_members=edges)
    assert (
        f"if they do, the policy 'policy' is for {user}; if only direct members do, it is not"
        in doubt.message
    )
    assert doubt.needs == "whether Microsoft counts members of nested groups, which is not documented"


@pytest.mark.parametrize("scope", ["allFriends", "unknownFutureValue", None])
@pytest.mark.parametrize("user", ["ada", "gus"])
def test_a_scope_that_nobody_knows(tmp_path: Path, user: str, scope: Any) -> None:
    policies = only(make.policy("policy", scope, automaticRequestSettings=None))
    tenant: dict[str, Any] = {**base(), "assignment_policies": policies}
    write_json(tenant, tmp_path)
    doubts = open_export(tmp_path, as_of=datetime.fromisoformat(AS_OF)).why(user, "package").undetermined
    assert {gate.needs for gate in doubts} == {
        "the scope of the policy, exported, and one that this version knows"
    }


def test_the_home_of_a_guest_matters_where_the_scope_goes_by_it(tmp_path: Path) -> None:
    policies = only(make.policy("policy", "specificConnectedOrganizationUsers", (make.people_of("partner"),)))
    doubt = _doubt(tmp_path, "gus", assignment_policies=policies, connected_organizations=_BY_TENANT)
    assert doubt.needs.startswith("the tenant that the person comes from")


@pytest.mark.parametrize("issuer", ["ExternalAzureAD", "google.com"])
def test_an_organization_that_the_export_lacks_is_what_is_missing(tmp_path: Path, issuer: str) -> None:
    policies = only(make.policy("policy", "specificConnectedOrganizationUsers", (make.people_of("gone"),)))
    users = [make.guest("gus", "fabrikam.example", issuer)]
    doubt = _doubt(tmp_path, "gus", assignment_policies=policies, connected_organizations=[], users=users)
    assert doubt.needs == "the connected organization that the policy names, which the export does not hold"


@pytest.mark.parametrize("scope", ["specificDirectoryUsers", "specificConnectedOrganizationUsers"])
def test_whom_the_policy_names_was_not_exported(tmp_path: Path, scope: str) -> None:
    unlisted = {"specificAllowedTargets": None, "automaticRequestSettings": None}
    policies = only({**make.policy("policy", scope), **unlisted})
    doubt = _doubt(tmp_path, "gus", assignment_policies=policies)
    assert doubt.needs == "whom the policy names (specificAllowedTargets), exported"
