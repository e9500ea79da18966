"""Graph PowerShell: `Get-Mg... | ConvertTo-Json -Depth 20 | Out-File` in Windows PowerShell 5.1."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.export.dialects import writers

if TYPE_CHECKING:
    from tests.layouts.tenant import Tenant

BYTE_ORDER_MARK = b"\xff\xfe"


def powershell(tenant: Tenant) -> dict[str, bytes]:
    """An array per dataset, a bare object where there is one; capitals, UTF-16LE, CRLF."""
    found = {
        f"{dataset}.json": out_file(_converted([writers.powershell(record) for record in records]))
        for dataset, records in tenant.records.items()
    }
    for dataset, parents in tenant.children.items():
        for parent, records in parents.items():
            members = [_member(record) if dataset == "group_members" else record for record in records]
            found[f"{dataset}/{parent}.json"] = out_file([writers.powershell(each) for each in members])
    return found | ({"tickets.json": out_file(tenant.tickets)} if tenant.tickets else {})


def out_file(value: Any) -> bytes:
    """Return what `Out-File` of Windows PowerShell 5.1 leaves."""
    return BYTE_ORDER_MARK + json.dumps(value, indent=4).replace("\n", "\r\n").encode("utf-16-le")


def _converted(records: list[Any]) -> Any:
    """`ConvertTo-Json` unrolls an array of one."""
    return records[0] if len(records) == 1 else records


def _member(record: dict[str, Any]) -> dict[str, Any]:
    """`Get-MgGroupMember` returns directory objects: only the type and the id are properties we know."""
    return {key: value for key, value in record.items() if key in {"id", "@odata.type"}}
