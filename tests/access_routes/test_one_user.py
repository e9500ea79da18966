"""Ada's routes are those that a person would write down, whichever way one asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from analyzer.access_routes.rendering import ROUTE_COLUMNS
from analyzer.access_routes.walk import RELATIONS_USED
from analyzer.errors import UsageError
from analyzer.tables.relations import RELATIONS, datasets_of
from tests.access_routes.asking import opened, routes_of, rows, shortly
from tests.access_routes.one_user import ADA, EXPECTED, tenant
from tests.tables.snapshots import relations_of

if TYPE_CHECKING:
    from pathlib import Path

CONTRACT = [
    "user_id",
    "user_principal_name",
    "resource_type",
    "resource_id",
    "resource_name",
    "role",
    "route",
    "access_package_id",
    "access_package_name",
    "policy_id",
    "policy_name",
    "assignment_id",
    "via_group_id",
    "via_group_name",
    "start",
    "end",
    "confidence",
]


def by_content(row: dict[str, Any]) -> list[str]:
    return [str(row[key]) for key in sorted(row)]


def test_the_columns_of_the_contract_come_first() -> None:
    assert list(ROUTE_COLUMNS[: len(CONTRACT)]) == CONTRACT


BESIDE_MEMBERSHIPS = {
    "access_holders",
    "resource_roles",
    "package_grants",
    "assignment_origins",
    "policy_names",
}


def test_what_is_made_beside_the_memberships_does_not_wait_for_them(tmp_path: Path) -> None:
    relations = relations_of(tmp_path, tenant())
    relations.compute_beside("membership_edges", [RELATIONS[name] for name in RELATIONS_USED])
    made = {name for name in RELATIONS if relations.is_known(name)}
    assert made >= BESIDE_MEMBERSHIPS
    for name in made:
        assert "group_members" not in datasets_of(RELATIONS[name])


def test_every_route_of_one_user() -> None:
    told = shortly(routes_of(tenant(), ADA), EXPECTED)
    assert sorted(told, key=by_content) == sorted(EXPECTED, key=by_content)


@pytest.mark.parametrize("spelling", [ADA, "ADA", "ada@contoso.example", " Ada@Contoso.Example "])
def test_a_user_is_found_however_spelled(spelling: str) -> None:
    assert len(routes_of(tenant(), spelling)) == len(EXPECTED)


def test_one_user_of_everybody_has_the_same_routes() -> None:
    everybody = routes_of(tenant())
    assert [row for row in everybody if row["user_id"] == ADA] == routes_of(tenant(), ADA)
    assert {row["user_id"] for row in everybody} == {ADA, "bob"}


def test_names_are_told_with_the_ids() -> None:
    (row,) = [row for row in routes_of(tenant(), ADA) if row["assignment_id"] == "given"]
    named = ("user_principal_name", "resource_type", "access_package_name", "policy_id", "policy_name")
    assert [row[name] for name in named] == [
        "ada@contoso.example",
        "group",
        "The sales-tools",
        "anyone",
        "anyone",
    ]


def test_a_resource_and_a_package_narrow_the_answer(tmp_path: Path) -> None:
    snapshot = opened(tmp_path, tenant())
    assert set(snapshot.access(resource="crm").routes["user_id"]) == {ADA, "bob"}
    assert set(snapshot.access(resource="The App").routes["role"]) == {"Reader", "Operator"}
    through = snapshot.access(access_package="The vault").routes
    assert set(through["access_package_id"]) == {"vault"}
    assert len(through) == 3
    both = snapshot.access(user=ADA, resource="crm", access_package="vault").routes
    assert [row["held_twice"] for row in rows(both)] == [True]


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ({"user": "adda@contoso.example"}, "ada@contoso.example"),
        ({"resource": "juniorrs"}, "juniors"),
        ({"access_package": "the vaults"}, "The vault"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(tmp_path: Path, asked: dict[str, str], near: str) -> None:
    with pytest.raises(UsageError) as told:
        opened(tmp_path, tenant()).access(**asked)
    assert next(iter(asked.values())) in told.value.message
    assert near in told.value.hint


def test_a_shared_mail_address_is_ambiguous(tmp_path: Path) -> None:
    twins = [{**user, "mail": "shared@contoso.example"} for user in tenant()["users"]]
    with pytest.raises(UsageError, match="3 users answer to") as told:
        opened(tmp_path, tenant() | {"users": twins}).access(user="shared@contoso.example")
    assert "ada, bob" in told.value.hint
