"""The catalogue of datasets: names, shapes and identity, all read from `schemas/*.json`.

Importing this module costs no pandas, pyarrow or jsonschema.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from analyzer.paths import schemas_folder

if TYPE_CHECKING:
    import pyarrow as pa
    from referencing import Registry

# A literal, so that naming the datasets reads no file.
DATASETS: tuple[str, ...] = (
    "organization",
    "domains",
    "subscribed_skus",
    "users",
    "deleted_users",
    "groups",
    "group_members",
    "group_owners",
    "service_principals",
    "app_role_assignments",
    "directory_role_assignments",
    "entitlement_role_definitions",
    "entitlement_role_assignments",
    "catalogs",
    "catalog_resources",
    "access_packages",
    "resource_role_scopes",
    "incompatible_access_packages",
    "incompatible_groups",
    "assignment_policies",
    "assignments",
    "assignment_requests",
    "connected_organizations",
    "connected_organization_sponsors",
    "entitlement_settings",
    "access_reviews",
    "audit_events",
    "tickets",
)

COMMON = "common"
_IGNORED_IN_NAMES = str.maketrans("", "", "-_ ")


def schema(dataset: str) -> dict[str, Any]:
    """Return the JSON Schema document of a dataset, `$ref`s kept. It is shared: do not change it.

    Raises:
        KeyError: there is no such dataset.
    """
    if dataset not in DATASETS:
        raise KeyError(dataset)
    return _document(dataset)


@cache
def resolved(dataset: str) -> dict[str, Any]:
    """Return the same document with every `$ref` replaced by what it names. Shared: do not change it."""
    return cast("dict[str, Any]", _without_refs(schema(dataset)))


@cache
def arrow_schema(dataset: str) -> pa.Schema:
    """Return the canonical columns of a dataset, in the order of its JSON Schema.

    Objects become structs, arrays lists, integers int64, numbers float64. Everything written as text in JSON
    is a string, also dates, durations and enumerations.
    """
    import pyarrow as pa  # noqa: PLC0415

    return pa.schema(
        [pa.field(name, _arrow_type(node)) for name, node in resolved(dataset)["properties"].items()]
    )


def key(dataset: str) -> tuple[str, ...]:
    """Return the columns that tell one record from another."""
    return tuple(schema(dataset)["x-key"])


def title(dataset: str) -> str:
    """Return the name of a dataset for people."""
    return str(schema(dataset)["title"])


def request(dataset: str) -> str:
    """Return the Microsoft Graph v1.0 request that yields a dataset, or "" when Graph has none."""
    return _graph(dataset, "request")


def permission(dataset: str) -> str:
    """Return the least permission for that request, or "" when Graph has none."""
    return _graph(dataset, "permission")


def extras(dataset: str) -> dict[str, str]:
    """Return the properties in that request that take a permission of their own: property to permission."""
    return dict(schema(dataset).get("x-graph", {}).get("extras", {}))


def source(dataset: str) -> str:
    """Return the address of Microsoft's page about that request, or "" when Graph has none."""
    return _graph(dataset, "source")


def dataset_named(text: str) -> str | None:
    """Return the dataset that a file stem, folder or Graph segment names; case, `-`, `_` and space are free.

    Understands Graph's v1.0 and beta spellings. Extensions and page numbers are the caller's business.
    """
    return _names().get(_folded(text))


@cache
def registry() -> Registry[Any]:
    """Return every schema by its `$id`, so that no `$ref` ever leaves this machine."""
    from referencing import Registry, Resource

    documents = (_document(name) for name in (COMMON, *DATASETS))
    return Registry().with_resources((each["$id"], Resource.from_contents(each)) for each in documents)


@cache
def _document(name: str) -> dict[str, Any]:
    path = schemas_folder() / f"{name}.json"
    return cast("dict[str, Any]", json.loads(path.read_text(encoding="utf-8")))


def _graph(dataset: str, entry: str) -> str:
    return str(schema(dataset).get("x-graph", {}).get(entry, ""))


@cache
def _names() -> dict[str, str]:
    return {
        _folded(spelling): dataset
        for dataset in DATASETS
        for spelling in (dataset, *schema(dataset).get("x-graph", {}).get("aliases", ()))
    }


def _folded(text: str) -> str:
    return text.translate(_IGNORED_IN_NAMES).casefold()


def _without_refs(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_refs(item) for item in node]
    if not isinstance(node, dict):
        return node
    beside = {word: _without_refs(value) for word, value in node.items() if word != "$ref"}
    return {**_without_refs(_target(node["$ref"])), **beside} if "$ref" in node else beside


def _target(reference: str) -> Any:
    file, _, pointer = reference.partition("#")
    node: Any = _document(file.removesuffix(".json"))
    for step in pointer.strip("/").split("/"):
        node = node[step]
    return node


def _arrow_type(node: dict[str, Any]) -> pa.DataType:
    import pyarrow as pa  # noqa: PLC0415

    scalars = {"string": pa.string(), "boolean": pa.bool_(), "integer": pa.int64(), "number": pa.float64()}
    kind = _kind(node)
    if kind == "object":
        return pa.struct([pa.field(name, _arrow_type(child)) for name, child in node["properties"].items()])
    return pa.list_(_arrow_type(node["items"])) if kind == "array" else scalars[kind]


def _kind(node: dict[str, Any]) -> str:
    kinds = [node["type"]] if isinstance(node["type"], str) else node["type"]
    return next(kind for kind in kinds if kind != "null")
