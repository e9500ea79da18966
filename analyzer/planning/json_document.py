"""A plan as data: the JSON document of `analyzer plan --format json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.version import __version__

if TYPE_CHECKING:
    from analyzer.planning.export_plan import Plan, Step


def document(plan: Plan) -> dict[str, Any]:
    """Return the plan as plain data; the keys are a promise, further ones may come."""
    return {
        "tool": f"analyzer {__version__}",
        "export": plan.export or None,
        "service": "https://graph.microsoft.com/v1.0",
        "permissions": [{"name": name, "for": list(takers)} for name, takers in plan.permissions.items()],
        "requests": [_step(step) for step in plan.steps],
        "by_hand": list(plan.by_hand),
        "out_of_reach": [
            {"property": path, "checks": list(checks)} for path, checks in plan.out_of_reach.items()
        ],
        "not_asked": list(plan.not_asked),
    }


def _step(step: Step) -> dict[str, Any]:
    request = step.request
    return {
        "dataset": request.dataset,
        "request": f"GET {request.path}",
        "instead": f"GET {request.instead}" if request.instead else None,
        "once_per": request.per or None,
        "only_named": request.only_named,
        "parents": list(request.parents),
        "carries": list(request.carries),
        "permissions": list(request.permissions),
        "saved_as": request.saved_as,
        "source": request.source,
        "unlocks": list(step.unlocks),
        "sharpens": list(step.sharpens),
        "reasons": list(step.reasons),
    }
