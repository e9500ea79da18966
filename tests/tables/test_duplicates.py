"""Pages overlap when a tenant changes while it is exported: each record counts once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.tables.snapshots import report_of, source_of

if TYPE_CHECKING:
    from pathlib import Path

ANN = {"id": "ann", "displayName": "Ann", "identities": [{"issuer": "mail", "signInType": "federated"}]}
BOB = {"id": "bob", "displayName": "Bob"}


def pages(*contents: list[dict[str, Any]]) -> dict[str, Any]:
    return {f"users/page-{number}": {"value": content} for number, content in enumerate(contents, start=1)}


def ids_of(folder: Path, export: dict[str, Any], dataset: str = "users") -> list[str]:
    ids: list[str] = source_of(folder, export).dataset(dataset).column("id").to_pylist()
    return ids


def test_the_same_record_on_two_pages_is_kept_once_and_counted(tmp_path: Path) -> None:
    export = pages([ANN, BOB], [BOB, ANN])
    assert ids_of(tmp_path, export) == ["ann", "bob"]
    report = report_of(tmp_path, export)
    assert report.duplicates == {"users": 2}
    assert report.problems.num_rows == 0


def test_the_same_id_with_other_content_keeps_the_first_and_names_both(tmp_path: Path) -> None:
    export = pages([ANN, BOB], [{**BOB, "displayName": "Robert"}])
    source = source_of(tmp_path, export)
    assert source.dataset("users").column("displayName").to_pylist() == ["Ann", "Bob"]

    (problem,) = report_of(tmp_path, export).problems.to_pylist()
    assert (problem["dataset"], problem["file"], problem["row"]) == ("users", "users/page-2.json", 1)
    assert (problem["rule"], problem["value"]) == ("duplicate-id", "bob")
    assert "row 2 of users/page-1.json" in problem["message"]


def test_a_third_copy_is_told_from_the_first_not_from_the_second(tmp_path: Path) -> None:
    export = pages([BOB], [{**BOB, "displayName": "Robert"}], [BOB])
    report = report_of(tmp_path, export)
    assert [row["file"] for row in report.problems.to_pylist()] == ["users/page-2.json"]
    assert report.duplicates == {"users": 2}


def test_a_difference_in_a_property_that_nothing_uses_is_a_difference(tmp_path: Path) -> None:
    report = report_of(tmp_path, pages([{**BOB, "jobTitle": "Clerk"}], [{**BOB, "jobTitle": "Boss"}]))
    assert [row["rule"] for row in report.problems.to_pylist()] == ["duplicate-id"]


def test_absent_and_null_are_the_same_content(tmp_path: Path) -> None:
    report = report_of(tmp_path, pages([BOB], [{**BOB, "mail": None}]))
    assert report.problems.num_rows == 0


def test_records_that_were_set_aside_are_no_copies(tmp_path: Path) -> None:
    report = report_of(tmp_path, pages([{"id": None}, BOB], [{"id": None}, BOB]))
    assert report.duplicates == {"users": 1}
    assert [row["rule"] for row in report.problems.to_pylist()] == ["type", "type"]


def test_one_role_scope_in_two_packages_is_two_rows(tmp_path: Path) -> None:
    scope = {"id": "member_sales", "role": {"originId": "Member_sales"}}
    rows = [{**scope, "accessPackage": {"id": package}} for package in ("a", "b", "a")]
    source = source_of(tmp_path, {"resource_role_scopes": rows})
    assert source.dataset("resource_role_scopes").column("id").to_pylist() == ["member_sales"] * 2
    assert source.journal.duplicates == {"resource_role_scopes": 1}


def test_an_edge_is_its_two_ends(tmp_path: Path) -> None:
    rows = [{"groupId": "g", "ownerId": owner, "ownerType": "user"} for owner in ("ann", "bob", "ann")]
    source = source_of(tmp_path, {"group_owners": rows})
    assert source.dataset("group_owners").column("ownerId").to_pylist() == ["ann", "bob"]


GUID = "11111111-2222-3333-4444-555555555555"


@pytest.mark.parametrize(("name", "rules"), [("Ann", []), ("Bob", ["duplicate-id"])])
def test_only_what_both_files_have_is_compared(tmp_path: Path, name: str, rules: list[str]) -> None:
    ann = {"id": GUID, "displayName": "Ann", "accountEnabled": True, "manager": {"id": "bob"}}
    sheet = f"userPrincipalName,displayName,id\na@contoso.com,{name},{GUID}\n"
    (tmp_path / "users.csv").write_text(sheet, encoding="utf-8")
    report = report_of(tmp_path, {"users": [ann]})
    assert report.duplicates == {"users": 1}
    assert [row["rule"] for row in report.problems.to_pylist() if row["file"] == "users.csv"] == rules
