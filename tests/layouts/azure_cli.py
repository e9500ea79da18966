"""`az rest --url … > users.json`: what Graph answers, its members sorted and indented, one file per page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.layouts.pages import documents

if TYPE_CHECKING:
    from tests.layouts.tenant import Tenant


def az_rest(tenant: Tenant) -> dict[str, bytes]:
    """Return pages as a shell's `>` writes them."""
    return {path: _printed(document).encode() for path, document in documents(tenant).items()}


def az_rest_windows(tenant: Tenant) -> dict[str, bytes]:
    """Return pages as the `>` of Windows PowerShell writes them: UTF-16, and lines end in CR and LF."""
    return {
        path: _printed(document).replace("\n", "\r\n").encode("utf-16")
        for path, document in documents(tenant).items()
    }


def az_rest_values(tenant: Tenant) -> dict[str, bytes]:
    """Return what `--query value` leaves of pages: bare arrays, without context and without link."""
    return {
        path: _printed(document.get("value", document) if isinstance(document, dict) else document).encode()
        for path, document in documents(tenant).items()
    }


def _printed(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True, separators=(",", ": ")) + "\n"
