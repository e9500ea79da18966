"""Case files: the rule of one check, told as small exports that differ in the one thing that matters.

    [base]                                    # what every case of the file starts from
    users = [{id = "ann", accountEnabled = true}]

    [[case]]
    name = "a disabled account fires"         # the rule in one line
    users = [{id = "ann", accountEnabled = false}]
    expect = ["ann"]                          # the findings: subject id, or "subject id|resource id"

How a case meets the base: a record with the key of a base record changes what it names and keeps the rest
(objects inside likewise, lists are replaced); any other record is added; `[]` empties the dataset.

Beside datasets a case may have
    undetermined   how many rows cannot be decided (default 0)
    verdict        where it does not follow from the two above
    reason         words that the reason of the verdict must contain
    lacks          what the admin did not export: datasets ("groups"), properties ("users.accountEnabled")
    cells          per finding: cells of the report, or members of its evidence
    problems       rules of validation that some record breaks on purpose
    as_of          the moment the export speaks about (default 2026-01-01T00:00:00Z)

Three abbreviations: "<null>" is null; an object with an `@odata.type` may be written as that type and its one
value ("singleUser ann", "domainIdentitySource fabrikam.com", "internalSponsors"); an edge is its columns.
"""

from __future__ import annotations

import copy
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, reduce
from pathlib import Path
from typing import Any

from analyzer import datasets

CASES = Path(__file__).with_name("cases")
AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
NULL = "<null>"
VALUE_OF_TYPE = {
    "singleUser": "userId",
    "groupMembers": "groupId",
    "connectedOrganizationMembers": "connectedOrganizationId",
    "singleServicePrincipal": "servicePrincipalId",
    "attributeRuleMembers": "membershipRule",
    "requestorManager": "managerLevel",
    "targetManager": "managerLevel",
    "azureActiveDirectoryTenant": "tenantId",
    "domainIdentitySource": "domainName",
    "externalDomainFederation": "domainName",
    "socialIdentitySource": "socialIdentitySourceType",
    "user": "id",
    "group": "id",
    "servicePrincipal": "id",
}

Record = dict[str, Any]
Export = dict[str, list[Record]]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One small export, and what a check must say about it."""

    slug: str
    name: str
    export: Export
    expect: tuple[str, ...] = ()
    undetermined: int = 0
    verdict: str = ""
    reason: str = ""
    cells: dict[str, Record] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    as_of: datetime = AS_OF

    @property
    def expected_verdict(self) -> str:
        """Return the stated verdict, else the one that the findings and undetermined rows amount to."""
        by_rows = "found" if self.expect else "undetermined" if self.undetermined else "passed"
        return self.verdict or by_rows

    def __str__(self) -> str:
        return f"{self.slug}: {self.name}"


@cache
def cases_of(slug: str) -> tuple[Case, ...]:
    """Read the case file of one check."""
    document = tomllib.loads((CASES / f"{slug}.toml").read_text(encoding="utf-8"))
    return tuple(_case(slug, document["base"], dict(written)) for written in document["case"])


def slugs() -> list[str]:
    """Return the checks that have a case file."""
    return sorted(path.stem for path in CASES.glob("*.toml"))


def all_cases() -> list[Case]:
    """Return every case of every file."""
    return [case for slug in slugs() for case in cases_of(slug)]


def _case(slug: str, base: Export, written: Record) -> Case:
    own = {name: written.pop(name) for name in list(written) if name in datasets.DATASETS}
    lacks = written.pop("lacks", [])
    export = {name: _joined(name, base.get(name, []), own.get(name)) for name in {**base, **own}}
    meant = {name: _in_full(records, _items(name)) for name, records in export.items()}
    for each in lacks:
        _forget(meant, each)
    expect, problems = (tuple(written.pop(name, ())) for name in ("expect", "problems"))
    return Case(slug=slug, export=meant, expect=expect, problems=problems, **written)


def _joined(dataset: str, base: list[Record], own: list[Record] | None) -> list[Record]:
    if own is None or not own:
        return copy.deepcopy(base) if own is None else []
    records = {_key(dataset, record): record for record in base}
    for record in own:
        key = _key(dataset, record)
        records[key] = _changed(records.get(key, {}), record)
    return list(records.values())


def _key(dataset: str, record: Record) -> tuple[str, ...]:
    paths = (path.split(".") for path in datasets.key(dataset))
    return tuple(str(reduce(lambda node, step: node.get(step, {}), path, record)) for path in paths)


def _changed(base: Record, change: Record) -> Record:
    merged = copy.deepcopy(base)
    for name, value in change.items():
        both = isinstance(value, dict) and isinstance(merged.get(name), dict)
        merged[name] = _changed(merged[name], value) if both else value
    return merged


def _items(dataset: str) -> Record:
    return {
        "type": "array",
        "items": {"type": "object", "properties": datasets.resolved(dataset)["properties"]},
    }


def _in_full(value: Any, node: Record) -> Any:
    """Write the abbreviations out; a name that the schema does not know is an error in the case."""
    if value == NULL:
        return None
    if isinstance(value, list):
        return [_in_full(each, node["items"]) for each in value]
    if isinstance(value, str) and "@odata.type" in node.get("properties", {}):
        return _typed(value)
    if isinstance(value, dict):
        strange = value.keys() - node["properties"].keys()
        if strange:
            raise ValueError(f"{sorted(strange)} are in no schema: {value}")
        return {name: _in_full(each, node["properties"][name]) for name, each in value.items()}
    return value


def _typed(text: str) -> Record:
    kind, _, value = text.partition(" ")
    made: Record = {"@odata.type": f"#microsoft.graph.{kind}"}
    if value:
        name = VALUE_OF_TYPE[kind]
        made[name] = int(value) if name == "managerLevel" else value
    return made


def _forget(export: Export, lacking: str) -> None:
    dataset, *path = lacking.split(".")
    if not path:
        export.pop(dataset, None)
        return
    for record in export[dataset]:
        holder = reduce(lambda node, step: node.get(step) or {}, path[:-1], record)
        holder.pop(path[-1], None)
