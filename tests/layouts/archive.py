"""The pages in a zip, as it comes by mail."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from tests.layouts.pages import graph

if TYPE_CHECKING:
    from tests.layouts.tenant import Tenant


def zipped(tenant: Tenant) -> dict[str, bytes]:
    """One archive with everything below a folder."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in graph(tenant).items():
            archive.writestr(f"export/{path}", data)
    return {"export.zip": content.getvalue()}
