"""A plan as a script: the requests are put into one of the two templates beside this module.

Nothing of the tenant goes into a script but ids, and only those that look like one.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analyzer.planning.export_plan import Plan
    from analyzer.planning.requests import Request

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def powershell(plan: Plan) -> str:
    """Return the script for Windows PowerShell 5.1 and PowerShell 7."""
    rows = "\n    ".join(_powershell_row(step.request) for step in plan.steps)
    scopes = ", ".join(plan.permissions) or "User.Read"
    return _template("collect.ps1").replace("<scopes>", scopes).replace("<requests>", rows)


def python(plan: Plan) -> str:
    """Return the script for Python, standard library only."""
    rows = "".join(f"    {_row(step.request)!r},\n" for step in plan.steps)
    filled = _template("collect.py").replace("<permissions>", "\n    ".join(plan.permissions) or "none")
    return filled.replace("= []  # <requests>", f"= [\n{rows}]")


def _template(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="ascii")


def _powershell_row(request: Request) -> str:
    cells = (f"{_powershell_name(name)} = {_powershell(value)}" for name, value in _row(request).items())
    return f"@{{ {'; '.join(cells)} }}"


def _powershell_name(name: str) -> str:
    return name.title().replace("_", "")


def _powershell(value: object) -> str:
    if isinstance(value, bool):
        return f"${str(value).lower()}"
    if isinstance(value, list):
        return f"@({', '.join(map(_powershell, value))})"
    doubled = str(value).replace("'", "''")
    return f"'{doubled}'"


def _row(request: Request) -> dict[str, object]:
    """Return what a script must know of a request, without what is empty."""
    row: dict[str, object] = {
        "dataset": request.dataset,
        "path": request.path,
        "instead": request.instead,
        "per": request.per,
        "only_named": request.only_named,
        "parents": [each for each in request.parents if _GUID.fullmatch(each)],
    }
    return {name: value for name, value in row.items() if value}
