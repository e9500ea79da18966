"""The sample tenant Contoso as Microsoft Graph would answer for it: path to records."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from analyzer import datasets
from tests.repository import ROOT

FOLDER = ROOT / "sample_exports" / "contoso"


@cache
def service() -> dict[str, Any]:
    """Return every answer; shared: do not change it."""
    answers: dict[str, Any] = {}
    for name in datasets.DATASETS:
        path = datasets.request(name).partition("?")[0]
        if "{id}" not in path and (rows := records(name)):
            answers[path] = rows
    for group in records("groups"):
        answers[f"/groups/{group['id']}/owners"] = group.get("owners", [])
        members = FOLDER / "group_members" / f"{group['id']}.json"
        answers[f"/groups/{group['id']}/members"] = _rows(members) if members.exists() else []
    for application in records("service_principals"):
        path = f"/servicePrincipals/{application['id']}/appRoleAssignedTo"
        held = records("app_role_assignments")
        answers[path] = [row for row in held if row["resourceId"] == application["id"]]
    packages = "/identityGovernance/entitlementManagement/accessPackages"
    for package in records("access_packages"):
        for name in ("incompatibleAccessPackages", "incompatibleGroups"):
            answers[f"{packages}/{package['id']}/{name}"] = package.get(name, [])
    answers["/groups"] = [
        {name: value for name, value in group.items() if name not in {"owners", "members"}}
        for group in records("groups")
    ]
    return answers


@cache
def records(name: str) -> list[dict[str, Any]]:
    """Return a dataset's records."""
    files = sorted([*FOLDER.glob(f"{name}.json"), *(FOLDER / name).glob("page-*.json")])
    return [row for file in files for row in _rows(file)]


def _rows(file: Any) -> list[dict[str, Any]]:
    document = json.loads(file.read_text(encoding="utf-8"))
    return list(document["value"]) if "value" in document else [document]
