"""How far each dataset goes, as run.json and the page of validate tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.api import open_export
from analyzer.tables.completeness import Extent, Parents
from tests.tables.snapshots import report_of, write

if TYPE_CHECKING:
    from pathlib import Path

NEXT = "https://graph.microsoft.com/v1.0/groups?$skiptoken=abc"


def coverage(folder: Path, export: dict[str, Any]) -> dict[str, Extent]:
    return {each.dataset: each for each in report_of(folder, export).coverage}


def test_a_dataset_in_files_of_its_own(tmp_path: Path) -> None:
    found = coverage(tmp_path, {"users/page-1": [{"id": "a"}], "users/page-2": [{"id": "b"}]})
    assert found == {"users": Extent(dataset="users", files=2, records=2, layouts=("json",), complete=True)}


def test_a_dataset_inside_another(tmp_path: Path) -> None:
    group = {"id": "g", "owners": [{"id": "a"}, {"id": "b"}]}
    found = coverage(tmp_path, {"groups": [group, {"id": "h"}]})
    owners = found["group_owners"]
    assert (owners.files, owners.records, owners.layouts) == (0, 2, ())


def test_what_stands_inside_incomplete_records_is_incomplete(tmp_path: Path) -> None:
    page = {"value": [{"id": "g", "owners": [{"id": "a"}]}], "@odata.nextLink": NEXT}
    owners = coverage(tmp_path, {"groups": page})["group_owners"]
    assert (owners.complete, owners.gaps) == (False, ("groups: unfollowed-next-link in groups.json",))


def test_relations_of_some_parents_only(tmp_path: Path) -> None:
    export = {"groups": [{"id": "g"}, {"id": "h"}], "group_members/g": {"value": [{"id": "u"}]}}
    assert coverage(tmp_path, export)["group_members"].parents == Parents("groups", 1, 2)


def test_a_table_of_relations_speaks_of_every_parent(tmp_path: Path) -> None:
    export = {"groups": [{"id": "g"}], "group_members": [{"groupId": "g", "memberId": "u"}]}
    assert coverage(tmp_path, export)["group_members"].parents is None


def test_why_records_may_be_missing(tmp_path: Path) -> None:
    found = coverage(tmp_path, {"groups": {"value": [{"id": "g"}, {"id": 5}], "@odata.nextLink": NEXT}})
    assert found["groups"].complete is False
    assert found["groups"].gaps == ("unfollowed-next-link in groups.json", "1 invalid record set aside")


def test_of_many_reasons_some_are_told(tmp_path: Path) -> None:
    page = {"value": [], "@odata.nextLink": NEXT}
    found = coverage(tmp_path, {f"group_members/g{number:02}": page for number in range(25)})
    assert len(found["group_members"].gaps) == 21
    assert found["group_members"].gaps[-1] == "and 5 more"


def test_empty_is_there_and_absent_is_not(tmp_path: Path) -> None:
    report = report_of(tmp_path, {"users": [{"id": "a"}], "groups": []})
    groups = next(each for each in report.coverage if each.dataset == "groups")
    assert (groups.records, groups.complete) == (0, True)
    assert "groups" not in report.absent
    assert "catalogs" in report.absent


def test_what_no_chosen_check_read_is_neither_complete_nor_absent(tmp_path: Path) -> None:
    skus = [{"id": "t_s", "skuId": "s"}]
    export = {"subscribed_skus": skus, "groups": [{"id": "g", "owners": [{"id": "a"}]}]}
    run = open_export(write(tmp_path, export)).check(select=["license-missing"]).run
    groups = next(each for each in run.coverage if each.dataset == "groups")
    assert (groups.files, groups.records, groups.complete) == (1, None, None)
    assert "group_owners" not in run.absent
