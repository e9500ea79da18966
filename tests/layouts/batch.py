"""A `$batch` answer: every response in one envelope."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.layouts.pages import documents

if TYPE_CHECKING:
    from tests.layouts.tenant import Tenant

PER_BATCH = 20


def batch(tenant: Tenant) -> dict[str, bytes]:
    """The answers of twenty requests per file; the id of a request says what its body does not."""
    answers = documents(tenant)
    tickets = {path: json.dumps(answers.pop(path)).encode() for path in ("tickets.json",) if path in answers}
    responses = [_response(path, body) for path, body in answers.items()]
    files = {
        f"answers-{number}.json": json.dumps({"responses": responses[start : start + PER_BATCH]}).encode()
        for number, start in enumerate(range(0, len(responses), PER_BATCH), 1)
    }
    return files | tickets


def _response(path: str, body: Any) -> dict[str, Any]:
    dataset, _, parent = path.removesuffix(".json").partition("/")
    segments = {
        "group_members": f"groups/{parent}/members",
        "catalog_resources": f"catalogs/{parent}/resources",
    }
    if parent.startswith("page-"):
        return {"id": dataset, "status": 200, "headers": {}, "body": body}
    return {"id": segments.get(dataset, dataset), "status": 200, "headers": {}, "body": body}
