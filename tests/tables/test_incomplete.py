"""Rows that may be missing: absence then proves nothing, and no check passes on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from analyzer.api import open_export
from tests.tables.snapshots import AS_OF, report_of, source_of, write

if TYPE_CHECKING:
    from pathlib import Path

    from analyzer.checking.outcome import Outcome

NEXT = "https://graph.microsoft.com/v1.0/users?$skiptoken=abc"
LICENSED = {
    "skuId": "s",
    "capabilityStatus": "Enabled",
    "servicePlans": [
        {"servicePlanId": "eec0eb4f-6444-4f95-aba0-50c24d67f998", "provisioningStatus": "Success"}
    ],
}


def outcome_of(folder: Path, export: dict[str, Any], slug: str) -> Outcome:
    analysis = open_export(write(folder, export), as_of=AS_OF).check(select=[slug])
    (outcome,) = analysis.outcomes
    return outcome


def test_a_whole_dataset_has_no_gaps(tmp_path: Path) -> None:
    pages = {
        "users/page-1": {"value": [{"id": "ann"}], "@odata.nextLink": NEXT},
        "users/page-2": {"value": [{"id": "bob"}]},
    }
    assert source_of(tmp_path, pages).dataset("users").complete


def test_a_next_page_that_nobody_fetched_is_a_gap(tmp_path: Path) -> None:
    users = source_of(tmp_path, {"users": {"value": [{"id": "ann"}], "@odata.nextLink": NEXT}}).dataset(
        "users"
    )
    assert not users.complete
    assert "users.json" in users.gaps[0]


def test_a_record_that_was_set_aside_is_a_gap(tmp_path: Path) -> None:
    users = source_of(tmp_path, {"users": [{"id": None}, {"id": "ann"}, {"id": ""}]}).dataset("users")
    assert users.column("id").to_pylist() == ["ann"]
    assert users.gaps == ("2 invalid records set aside",)


@pytest.mark.parametrize(
    "skus",
    [{"value": [LICENSED], "@odata.nextLink": NEXT}, [LICENSED, {"skuId": None}]],
    ids=["next page", "set aside"],
)
def test_no_check_passes_on_a_dataset_with_gaps(tmp_path: Path, skus: object) -> None:
    outcome = outcome_of(tmp_path, {"subscribed_skus": skus}, "license-missing")
    assert outcome.verdict.value == "undetermined"
    assert "subscribed_skus is incomplete" in outcome.reason


def test_a_finding_is_a_finding_all_the_same(tmp_path: Path) -> None:
    tickets = {
        "value": [{"user": "ann", "access_package": "p", "link": "https://x.example"}],
        "@odata.nextLink": NEXT,
    }
    export = {"tickets": tickets, "access_packages": [{"id": "p"}], "users": []}
    assert outcome_of(tmp_path, export, "my-access-link-wrong").verdict.value == "found"


def test_a_property_that_no_record_carries_was_not_exported(tmp_path: Path) -> None:
    users = source_of(tmp_path, {"users": [{"id": "ann", "mail": None}]}).dataset("users")
    assert users.has("mail")
    assert not users.has("accountEnabled")
    assert users.missed == {"accountEnabled"}, "so that a report can say what would decide"


def test_in_a_dataset_without_records_nothing_is_missed(tmp_path: Path) -> None:
    users = source_of(tmp_path, {"users": []}).dataset("users")
    assert not users.has("accountEnabled")
    assert users.missed == set()


def test_memberships_alone_are_judged_without_anybody_to_look_up(tmp_path: Path) -> None:
    members = [{"groupId": "g1", "memberId": "ann"}, {"groupId": "g1"}]
    report = report_of(tmp_path, {"group_members": members})
    assert [(row["row"], row["rule"]) for row in report.problems.to_pylist()] == [(2, "required")]
