"""A proposed change names who may make it: the owners of the catalog, where the export tells them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from analyzer import open_export
from tests.second_opinion.files import write_json
from tests.second_opinion.records import AS_OF
from tests.second_opinion.why_cases import base

if TYPE_CHECKING:
    from pathlib import Path

OWNER, READER = "ae79f266-94d4-4dab-b730-feca7e132178", "44272f93-9762-48e8-af59-1b5351b1d6b3"


def role(
    principal: str, definition: str = OWNER, scope: str = "/AccessPackageCatalog/catalog"
) -> dict[str, str]:
    return {
        "id": f"{principal}-{definition}-{scope}",
        "principalId": principal,
        "roleDefinitionId": definition,
        "appScopeId": scope,
    }


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        ([role("bo")], "an owner of the catalog 'catalog' (bo), or"),
        ([role("cy"), role("bo"), role("bo", READER)], "(bo, cy), or"),
        ([role("bo", READER)], "an owner of the catalog 'catalog', or"),
        ([role("bo", scope="/AccessPackageCatalog/another")], "an owner of the catalog 'catalog', or"),
        ([role("bo", scope="/")], "an owner of the catalog 'catalog', or"),
        (None, "an owner of the catalog 'catalog', or"),
    ],
)
def test_the_owners_of_the_catalog_are_named(
    tmp_path: Path, roles: list[dict[str, str]] | None, told: str
) -> None:
    tenant = {**base(), **({} if roles is None else {"entitlement_role_assignments": roles})}
    tenant["catalogs"] = [{**tenant["catalogs"][0], "state": "unpublished"}]
    write_json(tenant, tmp_path)
    answer = open_export(tmp_path, as_of=datetime.fromisoformat(AS_OF)).why("ada", "package")
    (edit,) = answer.changes[0].edits
    assert told in edit.who
