"""The tables of the beta dialect against what Graph declares: names of beta left, of v1.0 right."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from analyzer.datasets import DATASETS
from analyzer.export.dialects.beta import ROOTS, SCOPES, SHAPES
from tests.export.dialects.case_files import cases
from tests.export.dialects.writers import SCOPES as WRITTEN_SCOPES
from tests.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator


def _facts(version: str) -> dict[str, Any]:
    text = (ROOT / "tests" / "schemas" / f"graph_{version}_facts.json").read_text(encoding="utf-8")
    facts: dict[str, Any] = json.loads(text)
    return facts


V1 = _facts("v1")
BETA_TYPES = _facts("beta")["types"]

# Shapes that are several types, or whose type has another name in one of the dialects.
IN_BETA = {
    "requestApprovalSettings": ("approvalSettings",),
    "reviewSettings": ("assignmentReviewSettings",),
    "subjectSet": ("singleUser", "groupMembers", "connectedOrganizationMembers"),
    "accessPackageQuestion": ("accessPackageTextInputQuestion", "accessPackageMultipleChoiceQuestion"),
    "accessPackageResourceRole": ("accessPackageResourceRole", "accessPackageResourceScope"),
}
IN_V1 = {
    "requestorSettings": ("accessPackageAssignmentRequestorSettings",),
    "requestApprovalSettings": ("accessPackageAssignmentApprovalSettings",),
    "reviewSettings": ("accessPackageAssignmentReviewSettings",),
    "approvalStage": ("accessPackageApprovalStage",),
    "accessPackageQuestion": ("accessPackageTextInputQuestion", "accessPackageMultipleChoiceQuestion"),
    "accessPackageResourceRole": ("accessPackageResourceRole", "accessPackageResourceScope"),
}
OURS = {("accessPackageResourceRoleScope", "accessPackage")}
"""Members that the schemas add (`x-ours`)."""
INSIDE = {"accessPackageQuestion": "accessPackageLocalizedContent"}
"""Shapes that also rewrite an object inside them."""


def _properties(types: dict[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        kind: str | None = f"microsoft.graph.{name}"
        while kind is not None:
            declared = types[kind]
            for key, fact in declared["properties"].items():
                found[key] = fact if isinstance(fact, str) else fact["type"]
            kind = declared["base"]
    return found


def _inner(types: dict[str, Any], full_name: str) -> dict[str, str]:
    name = full_name.removeprefix("Collection(").removesuffix(")").removeprefix("microsoft.graph.")
    return _properties(types, (name,))


def _steps(types: dict[str, Any], declared: dict[str, str], path: str) -> Iterator[bool]:
    first, _, second = path.partition(".")
    yield first in declared
    if second:
        yield second in _inner(types, declared[first])


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_what_moves_is_declared_by_beta(name: str) -> None:
    declared = _properties(BETA_TYPES, IN_BETA.get(name, (name,)))
    inside = _properties(BETA_TYPES, (INSIDE[name],)) if name in INSIDE else {}
    shape = SHAPES[name]
    for path in (*shape.moves, *shape.durations):
        assert all(_steps(BETA_TYPES, declared, path)), path
    for key in shape.rewritten:
        assert key in declared or key in inside, key
    for key in shape.durations:
        assert declared[key] == "Edm.Int32"


@pytest.mark.parametrize("name", sorted(set(SHAPES) - {"subjectSet"}))
def test_where_it_moves_to_is_declared_by_v1(name: str) -> None:
    declared = _properties(V1["types"], IN_V1.get(name, (name,)))
    shape = SHAPES[name]
    for path in shape.moves.values():
        assert all(_steps(V1["types"], declared, path)), path
    for key, pattern in shape.durations.values():
        assert declared[key] == "Edm.Duration"
        assert "{}" in pattern
    for key in {*shape.members, *shape.words}:
        assert key in declared or (name, key) in OURS, key


def test_every_scope_of_v1_that_beta_has_a_word_for_is_reached() -> None:
    members = set(V1["enums"]["microsoft.graph.allowedTargetScope"])
    assert set(SCOPES.values()) <= members
    assert {beta.lower(): v1 for v1, beta in WRITTEN_SCOPES.items()} == SCOPES


def test_shapes_are_those_of_datasets() -> None:
    assert set(ROOTS) <= set(DATASETS)
    assert {
        *ROOTS.values(),
        *(inner for shape in SHAPES.values() for inner in shape.members.values()),
    } == set(SHAPES)


TYPES = {dataset: shape for dataset, shape in ROOTS.items() if shape in SHAPES}


@pytest.mark.parametrize("case", [pytest.param(case, id=case.case) for case in cases("beta")])
def test_our_cases_use_no_name_that_neither_dialect_has(case: Any) -> None:
    """A misspelt key in a case would prove nothing."""
    shape = TYPES[case.dataset]
    beta = _properties(BETA_TYPES, IN_BETA.get(shape, (shape,)))
    v1 = _properties(V1["types"], IN_V1.get(shape, (shape,)))
    assert set(case.given) <= {*beta, *v1}
    assert set(case.becomes) <= {*beta, *v1}
