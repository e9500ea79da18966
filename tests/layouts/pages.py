"""Graph responses: one or several pages per dataset, a page per group and per catalog."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sample_exports.generate import layouts
from tests.export.dialects.writers import beta

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.layouts.tenant import Record, Tenant

PAGE = 40
GRAPH = "https://graph.microsoft.com"
SINGLE = ("entitlement_settings", "organization")
CONTEXTS = layouts.CONTEXTS | {
    "entitlement_settings": f"{layouts.GOVERNANCE}/settings",
    "catalog_resources": f"{layouts.GOVERNANCE}/resources",
}


def documents(
    tenant: Tenant, version: str = "v1.0", write: Callable[[str, Record], Record] = lambda _, record: record
) -> dict[str, Any]:
    """Return what Graph answers, by path."""
    found: dict[str, Any] = {}
    for dataset, records in tenant.records.items():
        context = f"{GRAPH}/{version}/$metadata#{CONTEXTS[dataset]}"
        written = [write(dataset, record) for record in records]
        starts = range(0, len(written), PAGE)
        if dataset in SINGLE:
            found[f"{dataset}.json"] = {"@odata.context": f"{context}/$entity", **written[0]}
        elif len(starts) < 2:
            found[f"{dataset}.json"] = {"@odata.context": context, "value": written}
        else:
            for number, start in enumerate(starts, 1):
                more = start + PAGE < len(written)
                link = {"@odata.nextLink": f"{GRAPH}/{version}/x?$skip={start + PAGE}"} if more else {}
                value = written[start : start + PAGE]
                found[f"{dataset}/page-{number}.json"] = {"@odata.context": context, **link, "value": value}
    for dataset, parents in tenant.children.items():
        for parent, records in parents.items():
            found[f"{dataset}/{parent}.json"] = {"value": [write(dataset, record) for record in records]}
    if tenant.tickets:
        found["tickets.json"] = tenant.tickets
    return found


def graph(tenant: Tenant) -> dict[str, bytes]:
    """v1.0."""
    return encoded(documents(tenant))


def graph_beta(tenant: Tenant) -> dict[str, bytes]:
    """Beta: other names, other words, other units."""
    return encoded(documents(tenant, "beta", beta))


def encoded(pages: dict[str, Any]) -> dict[str, bytes]:
    """Return documents as UTF-8."""
    return {path: json.dumps(page, ensure_ascii=False).encode() for path, page in pages.items()}
