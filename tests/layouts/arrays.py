"""One bare array per dataset, gzipped."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.layouts.tenant import Tenant


def gzipped_arrays(tenant: Tenant) -> dict[str, bytes]:
    """Return an array per dataset; members of groups and resources of catalogs are tables too."""
    return {
        f"{dataset}.json.gz": gzip.compress(json.dumps(records).encode())
        for dataset, records in tenant.tables().items()
    }
