"""The export itself says how many records there are: fewer are a gap, told once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from analyzer.api import open_export
from tests.tables.snapshots import AS_OF, source_of, write

if TYPE_CHECKING:
    from pathlib import Path

G, H = "02bd9fd6-8f93-4758-87c3-1fb73740a315", "5793aa3b-cca9-4794-679a-4a0b1f0a4d0c"
NEXT = {"@odata.nextLink": "https://graph.microsoft.com/v1.0/groups?$skiptoken=abc"}
Export = dict[str, dict[str, Any]]


def page(*ids: str, count: object = None, more: bool = False) -> dict[str, Any]:
    stated = {} if count is None else {"@odata.count": count}
    return {**stated, **(NEXT if more else {}), "value": [{"id": each} for each in ids]}


def taken_apart(export: Export) -> Export:
    """A word that makes each page take the careful road, and is nothing worse; the number comes last."""
    return {
        name: {"value": [{**each, "displayName": "NaN"} for each in content["value"]]}
        | {key: value for key, value in content.items() if key != "value"}
        for name, content in export.items()
    }


ROADS = pytest.mark.parametrize("road", [dict, taken_apart], ids=["in one pass", "record by record"])

WHOLE: dict[str, Export] = {
    "as many": {"groups": page("a", "b", count=2)},
    "more: somebody came meanwhile": {"groups": page("a", "b", count=1)},
    "on the first of two pages": {"groups/page-1": page("a", count=2, more=True), "groups/page-2": page("b")},
    "on each page": {"groups/page-1": page("a", count=2, more=True), "groups/page-2": page("b", count=2)},
    "of two lists": {"groups/staff": page("a", "b", count=2), "groups/guests": page("c", count=1)},
    "no number": {"groups": page("a", count="many")},
    "yes is no number": {"groups": page("a", count=True)},
}
FEWER: dict[str, tuple[str, Export, tuple[str, ...]]] = {
    "one file": ("groups", {"groups": page("a", count=3)}, ("fewer-than-stated in groups.json",)),
    "no records": ("groups", {"groups": page(count=1)}, ("fewer-than-stated in groups.json",)),
    "the last page is missing, and its link was not kept": (
        "groups",
        {"groups/page-1": page("a", count=3), "groups/page-2": page("b")},
        ("fewer-than-stated in groups/page-1.json",),
    ),
    "of one group only": (
        "group_owners",
        {f"group_owners/{G}": page("u", count=2), f"group_owners/{H}": page("u", "v", count=2)},
        (f"fewer-than-stated in group_owners/{G}.json",),
    ),
    "a link says it already": (
        "groups",
        {"groups": page("a", count=3, more=True)},
        ("unfollowed-next-link in groups.json",),
    ),
    "the numbers of the pages say it already": (
        "groups",
        {"groups/page-1": page("a", count=3, more=True), "groups/page-3": page("c")},
        ("missing-page in groups/page-*.json",),
    ),
}


@ROADS
@pytest.mark.parametrize("case", WHOLE)
def test_enough(case: str, road: Any, tmp_path: Path) -> None:
    assert source_of(tmp_path, road(WHOLE[case])).dataset("groups").gaps == ()


@ROADS
@pytest.mark.parametrize("case", FEWER)
def test_fewer(case: str, road: Any, tmp_path: Path) -> None:
    dataset, export, gaps = FEWER[case]
    assert source_of(tmp_path, road(export)).dataset(dataset).gaps == gaps


def test_what_is_said(tmp_path: Path) -> None:
    source = source_of(tmp_path, {"groups": page("a", count=1200)})
    source.dataset("groups")
    (problem,) = source.journal.problems().to_pylist()
    assert problem["message"].startswith("groups.json says that there are 1,200 records, and 1 came.")
    assert (problem["value"], problem["pointer"]) == ("1200", "/@odata.count")


def test_memberships_too(tmp_path: Path) -> None:
    """They are streamed, not kept."""
    source = source_of(tmp_path, {f"group_members/{G}": page("u", count=2)})
    stream = source.dataset("group_members")
    assert stream.whole().num_rows == 1
    assert stream.gaps == (f"fewer-than-stated in group_members/{G}.json",)


@pytest.mark.parametrize(("count", "verdict"), [(1, "passed"), (2, "undetermined")])
def test_absence_from_such_a_list_proves_nothing(count: int, verdict: str, tmp_path: Path) -> None:
    plan = {"servicePlanId": "eec0eb4f-6444-4f95-aba0-50c24d67f998", "provisioningStatus": "Success"}
    sku = {"skuId": "s", "capabilityStatus": "Enabled", "servicePlans": [plan]}
    export = write(tmp_path, {"subscribed_skus": {"@odata.count": count, "value": [sku]}})
    (outcome,) = open_export(export, as_of=AS_OF).check(select=["license-missing"]).outcomes
    assert outcome.verdict.value == verdict


def azurehound(count: object) -> dict[str, Any]:
    data = [{"kind": "AZUser", "data": {"id": "u"}}, {"kind": "AZVM", "data": {"id": "v"}}]
    return {"data": data, "meta": {"type": "azure", "version": 5, "count": count}}


@pytest.mark.parametrize(("count", "gaps"), [(2, 0), (1, 0), (3, 1), ("3", 0), (None, 0)])
def test_azurehound_counts_what_it_wrote(count: object, gaps: int, tmp_path: Path) -> None:
    users = source_of(tmp_path, {"out": azurehound(count)}).dataset("users")
    assert users.gaps == ("fewer-than-stated in out.json",) * gaps


MANIFESTS: dict[str, tuple[dict[str, Any], int]] = {
    "as many": ({"datasets": {"groups": 2}}, 0),
    "a page was lost": ({"datasets": {"groups": 3}}, 1),
    "another dataset": ({"datasets": {"users": 3}}, 0),
    "somebody else's": ({"datasets": ["groups"]}, 0),
    "a failed request says it already": (
        {"datasets": {"groups": 3}, "errors": [{"dataset": "groups", "error": "500"}]},
        1,
    ),
}


@pytest.mark.parametrize("case", MANIFESTS)
def test_the_manifest_says_how_many_came(case: str, tmp_path: Path) -> None:
    manifest, gaps = MANIFESTS[case]
    source = source_of(tmp_path, {"groups": page("a", "b"), "manifest": manifest})
    assert len(source.dataset("groups").gaps) == gaps


def test_roles_of_packages_are_not_the_packages_that_a_manifest_counts(tmp_path: Path) -> None:
    export = {"manifest": {"datasets": {"resource_role_scopes": 1}}}
    files = {f"resource_role_scopes/{G}": {"@odata.count": 1, "id": G, "resourceRoleScopes": []}}
    assert source_of(tmp_path, export | files).dataset("resource_role_scopes").gaps == ()
