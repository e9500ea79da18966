"""What every schema must look like, whatever it models."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from analyzer.datasets import COMMON, DATASETS, key, registry, resolved, schema
from analyzer.paths import schemas_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = schemas_folder().glob("*.json")
DOCUMENTS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in FILES}
EDGES = {
    "group_members": ("groupId", "memberId"),
    "group_owners": ("groupId", "ownerId"),
    "incompatible_access_packages": ("accessPackageId", "incompatibleAccessPackageId"),
    "incompatible_groups": ("accessPackageId", "groupId"),
    "connected_organization_sponsors": ("connectedOrganizationId", "sponsorId"),
}
REQUIRED = {
    **dict.fromkeys(DATASETS, ("id",)),
    **EDGES,
    "subscribed_skus": ("skuId",),
    "entitlement_settings": (),
    "tickets": ("user", "access_package"),
}
ASSERTIONS = {"type", "properties", "required", "items", "enum", "format", "minLength", "$ref"}
ANNOTATIONS = {"title", "description", "x-graph", "x-graph-nullable", "x-key", "x-ours"}
DOCUMENT_WORDS = {"$schema", "$id", "$defs"}

everywhere = pytest.mark.parametrize("name", [COMMON, *DATASETS])
datasets = pytest.mark.parametrize("name", DATASETS)


def subschemas(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in (*node.get("properties", {}).values(), *node.get("$defs", {}).values()):
        yield from subschemas(child)
    if "items" in node:
        yield from subschemas(node["items"])


def test_there_is_one_schema_per_dataset() -> None:
    assert sorted(DOCUMENTS) == sorted([COMMON, *DATASETS])


@everywhere
def test_it_is_valid_2020_12_under_its_own_name(name: str) -> None:
    from jsonschema import Draft202012Validator

    assert DOCUMENTS[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert DOCUMENTS[name]["$id"] == f"{name}.json"
    Draft202012Validator.check_schema(DOCUMENTS[name])


@everywhere
def test_only_known_keywords(name: str) -> None:
    document, *inner = subschemas(DOCUMENTS[name])
    assert set(document) <= ASSERTIONS | ANNOTATIONS | DOCUMENT_WORDS
    assert {word for node in inner for word in node} <= ASSERTIONS | ANNOTATIONS


@everywhere
def test_every_reference_names_a_shared_shape(name: str) -> None:
    resolver = registry().resolver(base_uri=f"{name}.json")
    for node in subschemas(DOCUMENTS[name]):
        if "$ref" in node:
            assert node["$ref"].startswith("common.json#/$defs/")
            assert resolver.lookup(node["$ref"]).contents["type"] == ["object", "null"]


def test_every_shared_shape_is_used() -> None:
    used = {node.get("$ref", "") for document in DOCUMENTS.values() for node in subschemas(document)}
    assert {f"common.json#/$defs/{shape}" for shape in DOCUMENTS[COMMON]["$defs"]} <= used


@datasets
def test_every_property_is_required_or_allows_null(name: str) -> None:
    for node in subschemas(resolved(name)):
        for field, child in node.get("properties", {}).items():
            assert ("null" in child["type"]) != (field in node.get("required", ())), field
            assert "enum" not in child or (None in child["enum"]) == ("null" in child["type"]), field


@datasets
def test_only_what_a_record_is_meaningless_without_is_required(name: str) -> None:
    document = schema(name)
    assert tuple(document.get("required", ())) == REQUIRED[name]
    assert all(document["properties"][field]["minLength"] == 1 for field in REQUIRED[name])
    assert [node["required"] for node in subschemas(resolved(name)) if "required" in node][1:] == []


@everywhere
def test_everything_is_described(name: str) -> None:
    for node in subschemas(DOCUMENTS[name]):
        for field, child in node.get("properties", {}).items():
            assert child["description"].endswith("."), field
        for shape, definition in node.get("$defs", {}).items():
            assert definition["title"], shape
    assert DOCUMENTS[name]["title"]
    assert DOCUMENTS[name]["description"].endswith(".")


@datasets
def test_it_says_where_it_comes_from(name: str) -> None:
    document = schema(name)
    if name == "tickets":
        assert document["x-ours"]
        return
    origin = document["x-graph"]
    assert set(origin) <= {"type", "subtypes", "request", "permission", "source", "aliases", "extras"}
    assert origin["type"].startswith("microsoft.graph.")
    assert origin["request"].startswith("/")
    assert ".Read" in origin["permission"]
    for extra, permission in origin.get("extras", {}).items():
        assert f",{extra}" in origin["request"]
        assert permission in origin["permission"]
    assert origin["source"].startswith("https://learn.microsoft.com/graph/api/")
    assert len(set(origin["aliases"])) == len(origin["aliases"])


@datasets
def test_the_key_is_made_of_columns(name: str) -> None:
    columns = {path.partition(".")[0] for path in key(name)}
    assert set(REQUIRED[name]) <= columns <= set(schema(name)["properties"])


@pytest.mark.parametrize("name", ["users", "groups"])
def test_the_request_selects_what_the_schema_models(name: str) -> None:
    """Graph leaves out what nobody selects; expansions and a property that needs more rights stay out."""
    properties = resolved(name)["properties"]
    left_out = {"manager", "sponsors", "members", "owners", "employeeLeaveDateTime"}
    selected = schema(name)["x-graph"]["request"].partition("$select=")[2].partition("&")[0].split(",")
    assert selected == [field for field in properties if field not in left_out]


@pytest.mark.parametrize(
    ("dataset", "nested"),
    [
        ("assignment_policies", resolved("access_packages")["properties"]["assignmentPolicies"]["items"]),
        ("resource_role_scopes", resolved("access_packages")["properties"]["resourceRoleScopes"]["items"]),
    ],
)
def test_nested_records_have_the_shape_of_their_dataset(dataset: str, nested: dict[str, Any]) -> None:
    """But for the id, which an expansion may lack, and the parent, which nesting already tells."""
    own = resolved(dataset)["properties"]
    differing = {field for field in own if own[field] != nested["properties"].get(field)}
    assert differing <= {"id", "accessPackage"}
    assert set(nested["properties"]) <= set(own)


@pytest.mark.parametrize(
    ("name", "record", "fault"),
    [
        ("users", {"id": "1", "manager": None, "sponsors": [{"id": None}], "futureProperty": 1}, ""),
        ("users", {"displayName": "No id"}, "required"),
        ("users", {"id": ""}, "minLength"),
        ("users", {"id": None}, "type"),
        ("users", {"id": "1", "identities": {"issuer": "mail"}}, "type"),
        ("assignments", {"id": "1", "state": "vanished"}, "enum"),
        ("assignments", {"id": "1", "target": {"objectId": 7}}, "type"),
        ("assignments", {"id": "1", "schedule": {"expiration": {"type": None}}}, ""),
        ("access_packages", {"id": "1", "assignmentPolicies": [{"expiration": {"type": "never"}}]}, "enum"),
        ("entitlement_settings", {}, ""),
        ("tickets", {"user": "a@b.example", "access_package": "P"}, ""),
    ],
)
def test_records(name: str, record: dict[str, Any], fault: str) -> None:
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(schema(name), registry=registry())
    rules = [error.validator for error in validator.iter_errors(record)]
    assert rules == ([fault] if fault else [])
