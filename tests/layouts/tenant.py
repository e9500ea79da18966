"""A sample tenant as plain records, before any layout."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from typing import Any

from tests.repository import ROOT

Record = dict[str, Any]
SAMPLES = ROOT / "sample_exports"


@dataclass
class Tenant:
    """Records as v1.0 has them."""

    records: dict[str, list[Record]] = field(default_factory=dict)
    """By dataset."""
    children: dict[str, dict[str, list[Record]]] = field(default_factory=dict)
    """By dataset and id of the parent, for what the sample has in a file per parent."""
    tickets: list[Record] = field(default_factory=list)

    def tables(self) -> dict[str, list[Record]]:
        """Return everything by dataset; what was listed per parent names its parent."""
        flat = dict(self.records)
        if members := self.children.get("group_members"):
            flat["group_members"] = [
                {"groupId": group, "memberId": each["id"], "memberType": short_type(each)}
                for group, listed in members.items()
                for each in listed
            ]
        if resources := self.children.get("catalog_resources"):
            flat["catalog_resources"] = [
                {**each, "catalog": {"id": catalog}}
                for catalog, listed in resources.items()
                for each in listed
            ]
        return flat | ({"tickets": self.tickets} if self.tickets else {})


def sample(name: str) -> Tenant:
    """Return one of the samples that are JSON."""
    tenant = Tenant()
    for path in sorted((SAMPLES / name).rglob("*.json")):
        dataset, *rest = path.relative_to(SAMPLES / name).with_suffix("").parts
        document = json.loads(path.read_text("utf-8"))
        found = document if isinstance(document, list) else document.get("value", [document])
        if rest and not rest[0].startswith("page-"):
            tenant.children.setdefault(dataset, {})[rest[0]] = found
        else:
            tenant.records.setdefault(dataset, []).extend(found)
    tickets = SAMPLES / name / "tickets.csv"
    if tickets.exists():
        tenant.tickets = list(csv.DictReader(tickets.read_text("utf-8").splitlines()))
    return tenant


def short_type(record: Record) -> str:
    """Return `user` for `#microsoft.graph.user`."""
    return str(record["@odata.type"]).rpartition(".")[2]
