"""Relations that Graph returns inside their parent (`$expand`) become rows of their own dataset.

A record of its own always wins over an expanded copy, which may be partial (graph.md, trap 9).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.datasets import arrow_schema
from analyzer.tables.dataset import flatten

if TYPE_CHECKING:
    from collections.abc import Mapping

EXPANDED_PAGE = 20
"""`$expand` of members and owners stops here without saying so (graph.md, trap 29)."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """Where a nested relation lies, and how its elements become rows."""

    parent: str
    path: str
    child: str
    columns: Mapping[str, str]
    """Child column to member of the element; `<parent>` is the parent's id."""
    stops_silently: bool = False


EXPANSIONS = (
    Expansion("access_packages", "assignmentPolicies", "assignment_policies", {"accessPackage": "<parent>"}),
    Expansion("access_packages", "resourceRoleScopes", "resource_role_scopes", {"accessPackage": "<parent>"}),
    Expansion(
        "access_packages",
        "incompatibleAccessPackages",
        "incompatible_access_packages",
        {"accessPackageId": "<parent>", "incompatibleAccessPackageId": "id"},
    ),
    Expansion(
        "access_packages",
        "incompatibleGroups",
        "incompatible_groups",
        {"accessPackageId": "<parent>", "groupId": "id"},
    ),
    Expansion(
        "groups",
        "members",
        "group_members",
        {"groupId": "<parent>", "memberId": "id", "memberType": "<type>"},
        stops_silently=True,
    ),
    Expansion(
        "groups",
        "owners",
        "group_owners",
        {"groupId": "<parent>", "ownerId": "id", "ownerType": "<type>"},
        stops_silently=True,
    ),
    Expansion(
        "connected_organizations",
        "internalSponsors",
        "connected_organization_sponsors",
        {"connectedOrganizationId": "<parent>", "sponsorId": "id", "sponsorKind": "=internal"},
    ),
    Expansion(
        "connected_organizations",
        "externalSponsors",
        "connected_organization_sponsors",
        {"connectedOrganizationId": "<parent>", "sponsorId": "id", "sponsorKind": "=external"},
    ),
)


class Expanded(NamedTuple):
    """Rows found inside parents: the child's canonical columns, and the parents whose list is whole."""

    table: pa.Table
    parents: frozenset[str]
    present: frozenset[str]


def expand(expansion: Expansion, parents: pa.Table) -> Expanded:
    """Take one nested relation out of its parents."""
    lists = parents.column(expansion.path)
    owner, element = flatten(lists)
    owner_id = parents.column("id").take(owner)
    schema = arrow_schema(expansion.child)
    columns = [_column(expansion, field, element, owner_id) for field in schema]
    table = pa.table(columns, schema=schema)
    whole = pc.is_valid(lists)
    if expansion.stops_silently:
        lengths = pc.fill_null(pc.list_value_length(lists), 0)
        whole = pc.and_(whole, pc.not_equal(lengths, EXPANDED_PAGE))
    listed = parents.column("id").filter(whole).to_pylist()
    return Expanded(table, frozenset(listed), paths_with_values(table))


def _column(expansion: Expansion, field: pa.Field, element: pa.Array, owner_id: pa.ChunkedArray) -> pa.Array:
    source = expansion.columns.get(field.name, field.name)
    if source == "<parent>":
        ids = owner_id.combine_chunks() if isinstance(owner_id, pa.ChunkedArray) else owner_id
        return ids if field.type == pa.string() else _reference(field.type, ids)
    if source == "<type>":
        kind = pc.struct_field(element, "@odata.type")
        return pc.replace_substring_regex(kind, r"^.*[.#]", "")
    if source.startswith("="):
        return pa.repeat(pa.scalar(source[1:], pa.string()), len(element))
    if element.type.get_field_index(source) < 0:
        return pa.nulls(len(element), field.type)
    return pc.struct_field(element, source).cast(field.type)


def _reference(kind: pa.DataType, ids: pa.Array) -> pa.Array:
    """Build `{id: …}` structs."""
    members = [ids if member.name == "id" else pa.nulls(len(ids), member.type) for member in kind]
    return pa.StructArray.from_arrays(members, fields=list(kind))


def paths_with_values(table: pa.Table) -> frozenset[str]:
    """Return the dotted paths that hold a value in some row."""
    found: set[str] = set()

    def walk(prefix: str, column: pa.ChunkedArray | pa.Array) -> None:
        if column.null_count == len(column):
            return
        found.add(prefix)
        if pa.types.is_struct(column.type):
            for member in column.type:
                walk(f"{prefix}.{member.name}", pc.struct_field(column, member.name))

    for name in table.column_names:
        walk(name, table.column(name))
    return frozenset(found)
