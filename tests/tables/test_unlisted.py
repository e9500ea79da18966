"""Policies and assignments in a folder per package: a package without one may have some all the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from analyzer.export.inventory import take_inventory
from analyzer.tables.source import ExportSource

if TYPE_CHECKING:
    from pathlib import Path

P1, P2, P3 = (f"{number}0000000-0000-4000-8000-000000000000" for number in (1, 2, 3))
TREE = "IdentityGovernance/EntitlementManagement/AccessPackages"
PACKAGES: dict[str, Any] = {f"{TREE}/{each}/{each}.json": {"id": each} for each in (P1, P2)}
NESTED = "accessPackages.json"


def folder(dataset: str, package: str) -> dict[str, Any]:
    place = {"assignment_policies": "AssignmentPolicies", "assignments": "Assignments"}[dataset]
    return {f"{TREE}/{package}/{place}/{P3}/{P3}.json": {"id": f"{P3}-{package[0]}"}}


def gaps(root: Path, dataset: str, files: dict[str, Any]) -> tuple[str, ...]:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(json.dumps(content), encoding="utf-8")
    found: tuple[str, ...] = ExportSource(take_inventory(root)).dataset(dataset).gaps
    return found


@pytest.mark.parametrize("dataset", ["assignment_policies", "assignments"])
@pytest.mark.parametrize(
    ("packages", "beside", "is_whole"),
    [
        ([P1, P2], {}, True),
        ([P1], {}, False),
        ([P1], {"{dataset}.json": [{"id": "x"}]}, True),
        ([P1, P3], {}, False),
    ],
    ids=["each has a folder", "one has none", "the whole list lies beside it", "a folder too many"],
)
def test_packages_without_a_folder(
    dataset: str, packages: list[str], beside: dict[str, Any], is_whole: bool, tmp_path: Path
) -> None:
    files = PACKAGES | {name.format(dataset=dataset): content for name, content in beside.items()}
    for package in packages:
        files |= folder(dataset, package)
    expected = () if is_whole else (f"unlisted-owner in {TREE}",)
    assert gaps(tmp_path, dataset, files) == expected


@pytest.mark.parametrize(
    ("second", "is_whole"),
    [({"assignmentPolicies": []}, True), ({"assignmentPolicies": None}, False), ({}, False)],
    ids=["none", "null", "not expanded"],
)
def test_packages_that_hold_their_policies(second: dict[str, Any], is_whole: bool, tmp_path: Path) -> None:
    first = {"id": P1, "assignmentPolicies": [{"id": P3}]}
    expected = () if is_whole else (f"unlisted-owner in {NESTED}",)
    assert gaps(tmp_path, "assignment_policies", {NESTED: [first, {"id": P2, **second}]}) == expected


def test_a_folder_and_an_expansion_say_it_together(tmp_path: Path) -> None:
    files = PACKAGES | folder("assignment_policies", P1) | {NESTED: [{"id": P2, "assignmentPolicies": []}]}
    assert gaps(tmp_path, "assignment_policies", files) == ()


@pytest.mark.parametrize("name", ["accessPackages.json", "more/accessPackages.json"])
def test_of_two_copies_one_may_hold_what_the_other_lacks(name: str, tmp_path: Path) -> None:
    """What is asked for beside a tree counts wherever it lies: before the tree in reading order, or after."""
    files = PACKAGES | {name: [{"id": P1, "assignmentPolicies": [{"id": P3}]}]}
    assert len(gaps(tmp_path, "assignment_policies", files)) == 1  # nobody asked for those of the other
    source = ExportSource(take_inventory(tmp_path))
    assert source.dataset("assignment_policies").table["id"].to_pylist() == [P3]
    assert source.dataset("access_packages").table.num_rows == 2
