"""Ruined files: a sentence or a row says so, the good records stay, and there is never a traceback."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from analyzer.api import open_export
from analyzer.cli import app
from analyzer.errors import ExitCode
from tests.degradation.damage import DAMAGES, GOOD, PAGE, RECORDS, user

if TYPE_CHECKING:
    from pathlib import Path

    from tests.degradation.damage import Damage

TEN_MEGABYTES = 10_000_000


def check(export: Path) -> int:
    """Run the command; what leaves it is an exit code, and with 3 one error and one hint."""
    result = CliRunner().invoke(app, ["check", str(export), "--out", str(export.parent / "report")])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert "Traceback" not in result.output
    if result.exit_code:
        lines = result.stderr.splitlines()
        assert [line.partition(":")[0] for line in lines] == ["Error", "Hint"]
    return result.exit_code


def report(export: Path, name: str) -> list[dict[str, str]]:
    """Read one table of the report."""
    with (export.parent / "report" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def problems_in(export: Path, file: str) -> list[dict[str, str]]:
    return [row for row in report(export, "problems") if row["file"] == file]


def verdicts(export: Path) -> dict[str, str]:
    return {row["check"]: row["verdict"] for row in report(export, "checks")}


def ids(export: Path) -> set[str]:
    return set(open_export(export).users["id"])


def put(path: Path, content: bytes | str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def page(records: list[dict[str, object]]) -> str:
    return json.dumps({"value": records})


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Return an export with a second, sound page of users; every test adds its ruined files."""
    folder = tmp_path / "export"
    put(folder / "users/page-0002.json", page([user(GOOD + 1)]))
    return folder


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.name)
def test_a_ruined_page_is_told_and_its_good_records_stay(export: Path, damage: Damage) -> None:
    put(export / damage.file, damage.content)
    assert check(export) == ExitCode.DONE
    assert problems_in(export, damage.file) != []
    assert ids(export) == {f"u{number}" for number in {*damage.survivors, GOOD + 1}}


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.name)
def test_a_ruined_page_is_no_proof_of_absence(export: Path, damage: Damage) -> None:
    """Nobody here lacks anything, as far as the sound page shows; the ruined one may show otherwise."""
    put(export / damage.file, damage.content)
    for dataset in (
        "access_packages",
        "assignment_policies",
        "groups",
        "group_members",
        "resource_role_scopes",
    ):
        put(export / f"{dataset}.json", page([]))
    for dataset in (
        "assignments",
        "assignment_requests",
        "deleted_users",
        "catalogs",
        "connected_organizations",
    ):
        put(export / f"{dataset}.json", page([]))
    assert check(export) == ExitCode.DONE
    told = verdicts(export)
    assert told["not-an-organizational-account"] == told["directory-not-in-policy"] == "undetermined"


@pytest.mark.parametrize("name", ["users.json", "users.parquet", "users.json.gz"])
def test_an_export_of_nothing_but_an_empty_file(tmp_path: Path, name: str) -> None:
    put(tmp_path / "export" / name, b"")
    if check(tmp_path / "export") == ExitCode.DONE:
        assert problems_in(tmp_path / "export", name) != []
        assert "passed" not in verdicts(tmp_path / "export").values()


@pytest.mark.parametrize(
    "content", ["{}", "[]", '{"value": []}', "null", '"text"', '{"error": {"code": "no"}}']
)
def test_a_single_file_that_holds_nothing(tmp_path: Path, content: str) -> None:
    file = tmp_path / "folder" / "unheard-of.json"
    put(file, content)
    assert check(file) == ExitCode.UNUSABLE_EXPORT
    assert check(file.parent) == ExitCode.UNUSABLE_EXPORT


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    assert check(tmp_path / "export") == ExitCode.UNUSABLE_EXPORT


def test_a_folder_that_is_named_like_a_file(export: Path) -> None:
    """It may be read or listed as unrecognised; it is not passed over in silence."""
    put(export / "users.json/page-0001.json", PAGE)
    (export / "groups.json").mkdir()
    assert check(export) == ExitCode.DONE
    run = json.loads((export.parent / "report/run.json").read_text("utf-8"))
    assert "users.json/page-0001.json" in json.dumps(run)


def test_a_line_of_ten_megabytes(export: Path) -> None:
    long = {**RECORDS[0], "extra": "x" * TEN_MEGABYTES}
    lines = [json.dumps(long), "y" * TEN_MEGABYTES, json.dumps(RECORDS[1])]
    put(export / "users/page-0001.ndjson", "\n".join(lines))
    assert check(export) == ExitCode.DONE
    (told,) = problems_in(export, "users/page-0001.ndjson")
    assert told["row"] == "2"
    assert len(told["value"]) < 1000
    assert ids(export) == {"u0", "u1", f"u{GOOD + 1}"}


def test_only_the_ruined_rows_are_told(export: Path) -> None:
    ruined = {number: {**RECORDS[number], "accountEnabled": "yes"} for number in range(0, GOOD, 10)}
    put(export / "users/page-0001.json", page([ruined.get(n, record) for n, record in enumerate(RECORDS)]))
    assert check(export) == ExitCode.DONE
    told = report(export, "problems")
    assert [(row["row"], row["pointer"], row["rule"]) for row in told] == [
        (str(number + 1), "/accountEnabled", "type") for number in ruined
    ]


def test_a_link_that_leads_in_circles(export: Path) -> None:
    (export / "loop").symlink_to(export, target_is_directory=True)
    (export / "groups.json").symlink_to(export / "groups.json")
    assert check(export) == ExitCode.DONE
    assert ids(export) == {f"u{GOOD + 1}"}


@pytest.mark.parametrize(
    "content", [b"", b"user;access_package\n\xff\xfe", b"\x00" * 100, b"user,link\nx,y\n", b'user,"access']
)
def test_tickets_that_are_no_table(export: Path, content: bytes) -> None:
    put(export / "access_packages.json", page([]))
    put(export / "tickets.csv", content)
    assert check(export) == ExitCode.DONE
    assert verdicts(export)["my-access-link-wrong"] != "passed"
