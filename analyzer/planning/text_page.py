"""A plan as a page that an administrator reads."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analyzer.planning.export_plan import Plan, Step

_WIDTH = 110
_FEW = 3
_ROLE = """\
Whoever signs in as a person also needs a directory role that may read all of it, such as Global Reader.
The owner of a catalog sees that catalog only, and the answers do not say that the rest is missing.
"""
_SCRIPTS = """\
A script that makes these requests and saves the answers in this layout, for PowerShell or for Python:

  {command} --format powershell --out collect.ps1
  {command} --format python --out collect.py
"""
_COMPLETING = """\
Put the folder that a script fills, as it is, into the folder of the export. Of a dataset that was incomplete,
remove the old files. Members of groups can name further groups: ask for the plan once more afterwards.
"""


def page(plan: Plan) -> str:
    """Return the plan as text: permissions, requests in order, and what is not in them."""
    return "\n".join((_head(plan), *_body(plan), *_tail(plan)))


def _head(plan: Plan) -> str:
    if plan.steps:
        what = f"What is missing from {plan.export}" if plan.export else "What to export"
        number = len(plan.steps)
        return f"{what}: {number} request{'s'[: number > 1]} of Microsoft Graph v1.0, which only read.\n"
    if plan.export:
        return f"Nothing that Microsoft Graph has would decide more about {plan.export}.\n"
    return "No check asks for anything.\n"


def _body(plan: Plan) -> Iterator[str]:
    if not plan.steps:
        return
    yield "Permissions to consent to\n"
    widest = max(map(len, plan.permissions))
    for name, takers in plan.permissions.items():
        yield _hanging(f"  {name.ljust(widest)}  ", ", ".join(takers))
    yield f"\n{_ROLE}\nRequests, in this order, every page of each"
    for number, step in enumerate(plan.steps, 1):
        yield "\n".join(("", *_request(number, step)))
    yield ""


def _request(number: int, step: Step) -> Iterator[str]:
    request = step.request
    yield f"{number:>3}  {request.dataset}"
    yield f"     GET {request.path}"
    for name, permission in request.extras.items():
        yield _item("without", f"{permission}, leave out {name}, or Graph refuses the whole request")
    if request.per:
        yield _item("ask", _whom(step))
    if request.carries:
        yield _item("brings", f"also {', '.join(request.carries)}, inside each record")
    yield _item("save as", request.saved_as)
    for reason in step.reasons:
        yield _item("missing", reason)
    if step.unlocks:
        yield _item("needed by", ", ".join(step.unlocks))
    if step.sharpens:
        yield _item("helps", ", ".join(step.sharpens))


def _whom(step: Step) -> str:
    request = step.request
    if 0 < len(request.parents) <= _FEW:
        return f"for these of the {request.per}: {', '.join(request.parents)}"
    if request.parents:
        return f"for {len(request.parents):,} of the {request.per}; the scripts have their ids"
    if request.only_named:
        return f"once for each of the {request.per} whose id stands in the answers to the other requests"
    return f"once for each of the {request.per}"


def _tail(plan: Plan) -> Iterator[str]:
    if plan.by_hand:
        yield _hanging("Yours to write, for Graph has none: ", f"{', '.join(plan.by_hand)} (README.md)\n")
    for path, checks in plan.out_of_reach.items():
        yield _hanging("Brought by none of the requests: ", f"{path}, which {', '.join(checks)} would use\n")
    if plan.steps and plan.export:
        yield _COMPLETING
    if not plan.export:
        yield _hanging("Not asked for, since no check reads it: ", f"{', '.join(plan.not_asked)}\n")
    if plan.steps:
        yield _SCRIPTS.format(command=f"analyzer plan{' --for EXPORT' if plan.export else ''}").rstrip("\n")


def _item(label: str, text: str) -> str:
    return _hanging(f"     {label.ljust(10)} ", text)


def _hanging(start: str, text: str) -> str:
    filled = textwrap.fill(
        text,
        _WIDTH,
        initial_indent=start,
        subsequent_indent=" " * min(len(start), 35),
        break_on_hyphens=False,
        break_long_words=False,
    )
    return f"{filled}\n" if text.endswith("\n") else filled
