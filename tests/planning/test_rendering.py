"""The scripts hold the plan, do nothing but read, and are what their interpreters understand."""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import tree_sitter_powershell
from tree_sitter import Language, Parser

from analyzer.planning import collect
from analyzer.planning.export_plan import Plan, plan_from_scratch
from analyzer.planning.rendering import powershell, python
from analyzer.tables.moment import MANIFEST_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

PLAN = plan_from_scratch()
GROUP = "0b55145e-8065-5c0b-b0f7-e7447447cdce"
HOSTILE = ("'); Remove-Item C:\\ -Recurse #", "$(whoami)", "../../etc", f"{GROUP}\n'")
COMMANDS = {
    # its own functions
    "Add-Failure",
    "Get-Parents",
    "Save-Page",
    "Save-Pages",
    # Microsoft Graph
    "Get-MgContext",
    "Invoke-MgGraphRequest",
    # the folder it fills
    "Join-Path",
    "New-Item",
    "Split-Path",
    "Test-Path",
    # the rest
    "ConvertFrom-Json",
    "ConvertTo-Json",
    "ForEach-Object",
    "New-Object",
    "Out-Null",
    "Select-Object",
    "Start-Sleep",
    "Where-Object",
    "Write-Host",
}


def with_parents(*parents: str) -> Plan:
    """Return a plan that asks for the members of some groups."""
    (step,) = (step for step in PLAN.steps if step.request.dataset == "group_members")
    return Plan((replace(step, request=replace(step.request, parents=parents)),), ())


def parsed(script: str) -> Node:
    return Parser(Language(tree_sitter_powershell.language())).parse(script.encode()).root_node


def nodes(node: Node, kind: str) -> Iterator[str]:
    """Yield the text of every node of a kind."""
    if node.type == kind and node.text:
        yield node.text.decode()
    for child in node.children:
        yield from nodes(child, kind)


def python_requests(script: str) -> list[dict[str, object]]:
    """Return the requests that a Python script holds."""
    assigned = {
        node.target.id: node.value
        for node in ast.parse(script).body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value
    }
    found: list[dict[str, object]] = ast.literal_eval(assigned["REQUESTS"])
    return found


@pytest.mark.parametrize("plan", [PLAN, Plan((), ()), with_parents(GROUP)], ids=["whole", "empty", "parents"])
def test_powershell_understands_its_script(plan: Plan) -> None:
    root = parsed(powershell(plan))
    assert not root.has_error
    rows = [row for row in nodes(root, "hash_literal_expression") if "Path = '" in row]
    assert len(rows) == len(plan.steps)


def test_a_broken_script_would_be_noticed() -> None:
    assert parsed(powershell(PLAN).replace("finally {", "finally (")).has_error


def test_the_powershell_script_keeps_to_a_handful_of_commands_and_only_reads() -> None:
    root = parsed(powershell(PLAN))
    assert set(nodes(root, "command_name")) == COMMANDS
    (asking,) = (text for text in nodes(root, "command") if text.startswith("Invoke-MgGraphRequest"))
    assert "-Method GET " in asking


def test_the_powershell_script_holds_the_requests() -> None:
    texts = set(nodes(parsed(powershell(PLAN)), "verbatim_string_characters"))
    for step in PLAN.steps:
        assert f"'{step.request.path}'" in texts
        assert f"'{step.request.dataset}'" in texts


def test_a_quote_in_a_request_is_doubled() -> None:
    (step, *_) = PLAN.steps
    path = "/auditLogs/directoryAudits?$filter=loggedByService eq 'Entitlement Management'"
    script = powershell(Plan((replace(step, request=replace(step.request, path=path)),), ()))
    assert not parsed(script).has_error
    assert "eq ''Entitlement Management''' }" in script


def test_windows_powershell_reads_it_whatever_its_code_page() -> None:
    assert powershell(PLAN).isascii()
    assert python(PLAN).isascii()


def test_the_python_script_holds_the_requests() -> None:
    rows = python_requests(python(PLAN))
    assert [(row["dataset"], row["path"]) for row in rows] == [
        (step.request.dataset, step.request.path) for step in PLAN.steps
    ]
    assert {row["dataset"]: row["per"] for row in rows if "per" in row} == {
        step.request.dataset: step.request.per for step in PLAN.steps if step.request.per
    }


def test_the_python_script_needs_nothing_but_an_older_python() -> None:
    tree = ast.parse(python(PLAN), feature_version=(3, 9))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


def test_the_two_scripts_keep_to_the_same_rules() -> None:
    script = powershell(PLAN)
    (busy,) = re.findall(r"-notin ([\d, ]+)\)", script)
    assert {int(status) for status in busy.split(",")} == {0, *collect.BUSY}  # 0: the connection failed
    assert f"$try -eq {collect.TRIES} -or" in script
    assert f"$lost -eq {collect.GIVE_UP})" in script
    (manifest,) = re.findall(r"\$manifest = \[ordered\] @\{(.*?)\}", script, re.DOTALL)
    keys = re.findall(r"^ +(\w+) =", manifest, re.MULTILINE)
    assert keys == re.findall(r'^        "(\w+)": ', python(PLAN), re.MULTILINE)
    assert keys[1] in MANIFEST_KEYS


def test_the_permissions_stand_at_the_top() -> None:
    for script in (powershell(PLAN), python(PLAN)):
        assert all(name in script.partition("REQUESTS")[0] for name in PLAN.permissions)
        assert "<" not in script.partition("#>")[0].partition('"""\n')[0].replace("<#", "")


def test_ids_from_an_export_are_no_code() -> None:
    """Whoever made the export chose its ids: only what looks like one gets into a script."""
    plan = with_parents(GROUP, *HOSTILE)
    assert python_requests(python(plan))[0]["parents"] == [GROUP]
    script = powershell(plan)
    assert f"Parents = @('{GROUP}') }}" in script
    assert not any(hostile in script for hostile in HOSTILE)
    assert not parsed(script).has_error
