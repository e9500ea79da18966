"""What an export lacks, from Contoso with something taken away."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

import analyzer
from analyzer.planning.shortfall import brings
from tests.checks.case_files import cases_of
from tests.planning import contoso
from tests.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from analyzer.planning.export_plan import Plan, Step

ABSENT = "it is not in the export"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return shutil.copytree(contoso.FOLDER, tmp_path / "export")


def lacks(export: Path) -> dict[str, tuple[str, ...]]:
    """Return the reasons of each step."""
    return {step.request.dataset: step.reasons for step in plan_of(export).steps}


def plan_of(export: Path) -> Plan:
    return analyzer.open_export(export).plan()


def only_step(export: Path) -> Step:
    (step,) = plan_of(export).steps
    return step


def test_a_whole_export_lacks_nothing(export: Path) -> None:
    plan = plan_of(export)
    assert (plan.steps, plan.by_hand, plan.permissions) == ((), (), {})


@pytest.mark.parametrize("dataset", ["subscribed_skus", "access_packages", "assignments", "groups"])
def test_what_is_absent_unlocks_the_checks_that_are_not_evaluated_without_it(
    export: Path, dataset: str
) -> None:
    for path in export.glob(f"{dataset}*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    outcomes = analyzer.open_export(export).check().outcomes
    barred = {each.check.slug for each in outcomes if each.verdict == "not-evaluated"}
    steps = {step.request.dataset: step for step in plan_of(export).steps}
    assert ABSENT in steps[dataset].reasons
    assert set(steps[dataset].unlocks) == barred


def test_the_careless_export() -> None:
    plan = analyzer.open_export(ROOT / "sample_exports" / "partial").plan("partial")
    assert plan.by_hand == ("tickets",)
    assert {step.request.dataset: step.reasons for step in plan.steps} == {
        "subscribed_skus": (ABSENT,),
        "deleted_users": (ABSENT,),
        "directory_role_assignments": (ABSENT,),
        "assignments": ("it is incomplete: unfollowed-next-link in assignments/page-0002.json",),
        "group_members": ("1 of the groups that other data names are not in it",),
    }


def test_a_list_of_parents_that_is_there_is_not_asked_for_again(export: Path) -> None:
    shutil.rmtree(export / "group_members")
    step = only_step(export)
    assert (step.request.dataset, step.reasons, step.unlocks) == ("group_members", (ABSENT,), ())
    assert 0 < len(step.request.parents) < len(contoso.records("groups"))


def test_a_list_of_parents_that_is_not_there_comes_first(export: Path) -> None:
    shutil.rmtree(export / "group_members")
    (export / "groups.json").unlink()
    groups, *_, members = plan_of(export).steps
    assert (groups.request.dataset, members.request.dataset, members.request.parents) == (
        "groups",
        "group_members",
        (),
    )


def test_where_no_group_matters_nobody_asks_for_members(export: Path) -> None:
    """However often: there is nothing to ask, and the checks still see no members."""
    shutil.rmtree(export / "group_members")
    (export / "groups.json").write_text('{"value": []}', encoding="utf-8")
    assert plan_of(export).steps == ()


def test_groups_in_groups_count(export: Path) -> None:
    """Nothing but the members of another group names the group whose page is gone."""
    outer, inner = nested_pair()
    (export / "group_members" / f"{inner}.json").unlink()
    assert (export / "group_members" / f"{outer}.json").exists()
    assert inner in only_step(export).request.parents


def nested_pair() -> tuple[str, str]:
    groups = {group["id"] for group in contoso.records("groups")}
    for outer in sorted(groups):
        for member in contoso.service()[f"/groups/{outer}/members"]:
            if member["id"] in groups:
                return outer, member["id"]
    raise AssertionError("Contoso nests no group")


def without(field: str) -> Callable[[dict[str, object]], object]:
    return lambda row: row.pop(field, None)


def rewrite(export: Path, dataset: str, change: Callable[[dict[str, object]], object]) -> None:
    for file in [*export.glob(f"{dataset}.json"), *(export / dataset).glob("*.json")]:
        document = json.loads(file.read_text(encoding="utf-8"))
        for row in document["value"]:
            change(row)
        file.write_text(json.dumps(document), encoding="utf-8")


def test_a_property_that_no_record_has(export: Path) -> None:
    rewrite(export, "users", without("accountEnabled"))
    step = only_step(export)
    assert (step.request.dataset, step.reasons) == ("users", ("no record has accountEnabled",))
    assert "sign-in-blocked" in step.sharpens


def test_what_comes_inside_a_parent_is_asked_for_with_it(export: Path) -> None:
    rewrite(export, "access_packages", without("resourceRoleScopes"))
    step = only_step(export)
    assert step.request.dataset == "access_packages"
    assert step.reasons == (f"resource_role_scopes comes inside it: {ABSENT}",)
    assert "sharepoint-user-not-provisioned" in step.unlocks


@pytest.mark.parametrize(
    ("dataset", "path", "brought"),
    [
        ("users", "signInActivity.lastSignInDateTime", True),
        ("users", "manager.id", True),
        ("users", "sponsors", False),
        ("group_members", "memberType", True),
        ("assignments", "target.objectId", True),
        ("resource_role_scopes", "role.originId", True),
    ],
)
def test_what_the_request_brings(dataset: str, path: str, brought: bool) -> None:
    assert brings(dataset, path) is brought


def test_a_property_that_no_request_brings_is_told_and_not_asked_for(tmp_path: Path) -> None:
    """A policy asks sponsors, and `/users` cannot expand them next to the manager."""
    (case,) = (
        case for case in cases_of("requestor-is-only-approver") if case.name == "sponsors were not exported"
    )
    for dataset, records in case.export.items():
        (tmp_path / f"{dataset}.json").write_text(json.dumps(records), encoding="utf-8")
    plan = plan_of(tmp_path)
    assert plan.out_of_reach == {"users.sponsors": ("requestor-is-only-approver",)}
    assert "no record has sponsors" not in [reason for step in plan.steps for reason in step.reasons]
