"""The schemas against what Microsoft Graph v1.0 declares: names, types, nullability, enumeration members."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from analyzer.datasets import DATASETS, resolved

if TYPE_CHECKING:
    from collections.abc import Iterator

FACTS = json.loads((Path(__file__).parent / "graph_v1_facts.json").read_text(encoding="utf-8"))
SCALARS = {
    "Edm.String": ("string", None),
    "Edm.Guid": ("string", None),
    "Edm.Boolean": ("boolean", None),
    "Edm.Int32": ("integer", None),
    "Edm.DateTimeOffset": ("string", "date-time"),
    "Edm.Date": ("string", "date"),
    "Edm.Duration": ("string", "duration"),
}
FROM_GRAPH = [name for name in DATASETS if "x-graph" in resolved(name)]


@dataclass(frozen=True)
class Modelled:
    """One property of a schema and what Graph declares under that name."""

    path: str
    node: dict[str, Any]
    required: bool
    declarations: list[dict[str, Any]]

    @property
    def is_collection(self) -> bool:
        return str(self.declarations[0]["type"]).startswith("Collection(")

    @property
    def graph_type(self) -> str:
        return str(self.declarations[0]["type"]).removeprefix("Collection(").removesuffix(")")

    @property
    def leaf(self) -> dict[str, Any]:
        items: dict[str, Any] = self.node["items"] if self.is_collection else self.node
        return items


def declared(root: str, name: str) -> Iterator[dict[str, Any]]:
    kind: str | None = root
    while kind is not None:
        known = FACTS["types"][kind]
        if name in known["properties"]:
            yield known["properties"][name]
        kind = known["base"]


def modelled(node: dict[str, Any], graph_type: str, path: str) -> Iterator[Modelled]:
    roots = [graph_type, *node.get("x-graph", {}).get("subtypes", ())]
    for name, child in node["properties"].items():
        if "x-ours" in child:
            continue
        found = [each for root in roots for each in declared(root, name)]
        here = Modelled(f"{path}.{name}", child, name in node.get("required", ()), found)
        yield here
        if found and here.graph_type in FACTS["types"]:
            yield from modelled(here.leaf, here.graph_type, here.path)


def all_modelled(dataset: str) -> list[Modelled]:
    document = resolved(dataset)
    return list(modelled(document, document["x-graph"]["type"], dataset))


@pytest.fixture(params=FROM_GRAPH)
def properties(request: pytest.FixtureRequest) -> list[Modelled]:
    return all_modelled(request.param)


def test_every_property_is_declared_by_graph_or_marked_as_ours(properties: list[Modelled]) -> None:
    assert [each.path for each in properties if not each.declarations] == []


def test_types_of_a_family_agree_on_shared_properties(properties: list[Modelled]) -> None:
    assert [each.path for each in properties if len({one["type"] for one in each.declarations}) != 1] == []


def test_collections_are_arrays_and_nothing_else_is(properties: list[Modelled]) -> None:
    assert [each.path for each in properties if ("array" in each.node["type"]) != each.is_collection] == []


def test_scalars_have_the_type_and_format_that_graph_declares(properties: list[Modelled]) -> None:
    for each in properties:
        if each.graph_type in SCALARS:
            kind, form = SCALARS[each.graph_type]
            assert (kind in each.leaf["type"], each.leaf.get("format")) == (True, form), each.path
            assert "enum" not in each.leaf, each.path


def test_enumerations_list_the_members_in_graph_order_and_null(properties: list[Modelled]) -> None:
    for each in properties:
        if each.graph_type in FACTS["enums"]:
            assert each.leaf["enum"] == [*FACTS["enums"][each.graph_type], None], each.path
            assert each.leaf["type"] == ["string", "null"], each.path


def test_complex_types_are_objects(properties: list[Modelled]) -> None:
    for each in properties:
        if each.graph_type in FACTS["types"]:
            assert "object" in each.leaf["type"], each.path


def test_what_a_shape_says_it_models_is_what_graph_puts_there(properties: list[Modelled]) -> None:
    for each in properties:
        assert each.leaf.get("x-graph", {}).get("type", each.graph_type) == each.graph_type, each.path


def test_non_null_in_graph_is_noted_where_the_schema_allows_null(properties: list[Modelled]) -> None:
    for each in properties:
        nullable = all(one["nullable"] for one in each.declarations)
        noted = each.node.get("x-graph-nullable", True)
        assert noted == (nullable or each.required), each.path


def test_every_fact_is_used() -> None:
    """Facts that nothing models are leftovers."""
    used = {id(one) for name in FROM_GRAPH for each in all_modelled(name) for one in each.declarations}
    known = {
        (kind, name): id(fact)
        for kind, each in FACTS["types"].items()
        for name, fact in each["properties"].items()
    }
    assert [where for where, identity in known.items() if identity not in used] == []
