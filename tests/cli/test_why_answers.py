"""`analyzer why`: the JSON document and the table of tickets, as CONTRACT section 4 has them."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from types import NoneType
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from analyzer import open_export
from analyzer.errors import ExitCode, UsageError
from tests.cli.test_why import HOSTILE, refused
from tests.cli.test_why import run as ask
from tests.repository import ROOT
from tests.second_opinion import records as make
from tests.second_opinion.files import write_json
from tests.second_opinion.why_cases import base
from tests.second_opinion.why_command import COLUMNS
from tests.second_opinion.why_tenants import random_why_tenant
from tests.second_opinion.why_tickets import random_tickets
from tests.tables.snapshots import write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.second_opinion.records import Tenant

AS_OF = datetime.fromisoformat(make.AS_OF)
SHAPE = {
    "user": dict,
    "access_package": dict,
    "as_of": str,
    "verdict": str,
    "visible": (bool, NoneType),
    "link": (str, NoneType),
    "blockers": list,
    "undetermined": list,
    "policies": list,
}
SHAPE_OF_A_POLICY = {
    "policy_id": str,
    "policy_name": str,
    "admits": (bool, NoneType),
    "reason": str,
    "tier": (int, NoneType),
    "next": (dict, NoneType),
}
VERDICTS = {"can-request", "already-assigned", "request-open", "cannot-request", "undetermined"}


@pytest.fixture
def tenant() -> Tenant:
    return base()


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def assert_shape(found: dict[str, Any], shape: dict[str, Any]) -> None:
    for name, kind in shape.items():
        assert isinstance(found[name], kind), name


def test_the_document_has_the_shape_of_the_contract(tenant: Tenant, folder: Path) -> None:
    tenant["assignments"] = [make.assignment("assignment", make.person("bo"))]
    tenant["assignment_requests"] = [make.request("request", make.person("cy"))]
    export = write(folder, tenant)
    documents = []
    for user in ("ada", "gus", "nobody", "new@fabrikam.example", "bo", "cy"):
        result = ask(export, user, "package", "--json")
        assert (result.exit_code, result.stderr) == (ExitCode.DONE, "")
        documents.append(json.loads(result.stdout))  # one document and nothing else
    for document in documents:
        assert_shape(document, SHAPE)
        assert document["as_of"] == make.AS_OF
        assert document["verdict"] in VERDICTS
        for gate in document["blockers"]:
            assert_shape(gate, dict.fromkeys(("rule", "message", "remediation"), str))
        for gate in document["undetermined"]:
            assert_shape(gate, dict.fromkeys(("rule", "needs"), str))
            assert gate["needs"]
        for policy in document["policies"]:
            assert_shape(policy, SHAPE_OF_A_POLICY)
    assert {document["verdict"] for document in documents} == VERDICTS
    assert any(policy["next"] for document in documents for policy in document["policies"])


@pytest.mark.parametrize("seed", range(5))
def test_one_answer_is_the_row_of_its_ticket(seed: int, tmp_path: Path) -> None:
    tenant = random_why_tenant(seed)
    write_json(tenant, tmp_path / "export")
    tickets = pd.DataFrame(random_tickets(tenant, seed, 6))
    tickets.to_json(tmp_path / "tickets.json", orient="records")
    rows = open_export(tmp_path / "export", as_of=AS_OF, tickets=tmp_path / "tickets.json").why_tickets()
    snapshot = open_export(tmp_path / "export", as_of=AS_OF)
    compared = 0
    for row in rows.to_dict("records"):
        try:
            answer = snapshot.why(row["user"], row["access_package"])
        except UsageError:  # a name that several share
            assert row["verdict"] in {"undetermined", "cannot-request"}
            continue
        rules = [
            ";".join(sorted({gate.rule for gate in gates}))
            for gates in (answer.blockers, answer.undetermined)
        ]
        offered = ";".join(sorted(policy.policy_id for policy in answer.offered))
        visible = None if pd.isna(row["visible"]) else row["visible"]
        link = None if pd.isna(row["link"]) else row["link"]
        assert (answer.verdict, answer.visible, answer.link, *rules, offered) == (
            row["verdict"],
            visible,
            link,
            row["blockers"],
            row["undetermined"],
            row["policies"],
        )
        compared += 1
    assert compared


def test_the_table_has_the_columns_of_the_contract(tenant: Tenant, folder: Path, tmp_path: Path) -> None:
    tickets, out = tmp_path / "tickets.csv", tmp_path / "why.csv"
    link = make.link("package")
    tickets.write_text(f"user,access_package,link\nada,The package,{link}\ngus,package,\n", encoding="utf-8")
    result = ask(write(folder, tenant), "--tickets", tickets, "--out", out)
    assert (result.exit_code, result.stdout) == (ExitCode.DONE, "")
    said = " ".join(result.stderr.split())
    assert said == f"2 tickets: 1 can-request, 1 cannot-request. The answers are in {out}"
    first, second = table(out)
    assert tuple(first) == COLUMNS
    assert tuple(first.values()) == (
        *("ada", "The package", "ada", "package", "can-request", "true", "", "", link, "right", "policy"),
    )
    assert (second["verdict"], second["visible"]) == ("cannot-request", "false")
    assert (second["blockers"], second["link_verdict"]) == ("directory-not-in-policy", "")


def test_a_package_that_is_not_there_costs_its_own_ticket_only(
    tenant: Tenant, folder: Path, tmp_path: Path
) -> None:
    tickets, out = tmp_path / "tickets.csv", tmp_path / "why.csv"
    tickets.write_text("user,access_package\nada,nothing\nada,package\n,package\n", encoding="utf-8")
    result = ask(write(folder, tenant), "--tickets", tickets, "--out", out)
    assert [row["verdict"] for row in table(out)] == ["undetermined", "can-request"]
    assert "- tickets.csv, row 3: user is null where text is expected." in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--tickets", "tickets.csv"], "--tickets needs a place for the answers."),
        (["ada", "package", "--out", "why.csv"], "--out goes with --tickets."),
        (
            ["ada", "package", "--tickets", "tickets.csv", "--out", "why.csv"],
            "--tickets goes with --out only",
        ),
        (["--json", "--tickets", "tickets.csv", "--out", "why.csv"], "--tickets goes with --out only"),
        (["--tickets", "tickets.csv", "--out", "export/why.csv"], "lies inside the export."),
        (["--tickets", "nowhere.csv", "--out", "why.csv"], "nowhere.csv is not a file."),
        (["--tickets", "tickets.docx", "--out", "why.csv"], "is no format tickets can be read from."),
        (["--tickets", "empty.csv", "--out", "why.csv"], "No ticket could be read."),
        (["--tickets", "empty.csv", "--out", "why.csv"], "read. empty.csv is empty, not even a header"),
        (
            ["--tickets", "strange.csv", "--out", "why.csv"],
            "No ticket could be read: strange.csv has no access_package and no user in any row.",
        ),
        (
            ["--tickets", "mixed.csv", "--out", "why.csv"],
            "No ticket could be read. mixed.csv, row 1: user is null",
        ),
        (["--tickets", "half.csv", "--out", "why.csv"], "half.csv has no access_package in any row."),
        (
            ["--tickets", "tickets.csv", "--out", "tickets.csv"],
            "'tickets.csv' is the list of tickets itself.",
        ),
        (["--tickets", "broken.json", "--out", "why.csv"], "No ticket could be read. broken.json"),
    ],
)
def test_what_is_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write(folder, base())
    files = {
        "tickets.csv": "user,access_package\nada,package\n",
        "empty.csv": "",
        "strange.csv": "a,b\n1,2\n",
        "half.csv": "user\nada\n",
        "mixed.csv": "user,access_package\n,package\nada,\n",
    }
    for name, text in {**files, "tickets.docx": "ada", "broken.json": "ada"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert said in refused(ask("export", *arguments))
    assert not (tmp_path / "why.csv").exists()
    assert not (folder / "why.csv").exists()


def test_a_list_without_tickets_is_answered(tenant: Tenant, folder: Path, tmp_path: Path) -> None:
    tickets, out = tmp_path / "tickets.csv", tmp_path / "why.csv"
    tickets.write_text("user,access_package\n", encoding="utf-8")
    result = ask(write(folder, tenant), "--tickets", tickets, "--out", out)
    assert (result.exit_code, " ".join(result.stderr.split())) == (ExitCode.DONE, f"0 tickets in {tickets}.")
    assert out.read_text(encoding="utf-8") == f"{','.join(COLUMNS)}\n"


def test_names_are_harmless_in_every_place(tenant: Tenant, folder: Path, tmp_path: Path) -> None:
    tenant["access_packages"][0]["displayName"] = HOSTILE
    tenant["users"][0]["displayName"] = HOSTILE
    export = write(folder, tenant)
    result = ask(export, "ada", "package", "--json")
    assert json.loads(result.stdout)["user"]["display_name"] == HOSTILE
    assert result.stdout.isascii()
    html = open_export(export, as_of=AS_OF).why("ada", "package")._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    pd.DataFrame([{"user": HOSTILE, "access_package": HOSTILE}]).to_json(
        tmp_path / "tickets.json", orient="records"
    )
    ask(export, "--tickets", tmp_path / "tickets.json", "--out", tmp_path / "why.csv")
    (row,) = table(tmp_path / "why.csv")
    assert row["access_package_id"] == "package"
    assert row["user"] == row["access_package"]
    assert row["user"].startswith("'=1+1")
    assert not {"\u202e", "\x1b", "\n"} & set(row["user"])


def test_only_what_is_needed_is_read() -> None:
    snapshot = open_export(ROOT / "sample_exports" / "fabrikam", as_of=AS_OF)
    snapshot.why("katrin.beck@fabrikam.com", "Ledger")
    read = snapshot._source.read_names  # noqa: SLF001  # what the run says it has read
    assert not read & {
        "access_reviews",
        "app_role_assignments",
        "audit_events",
        "catalog_resources",
        "directory_role_assignments",
        "entitlement_role_definitions",
        "entitlement_settings",
        "group_owners",
        "service_principals",
        "tickets",
    }
