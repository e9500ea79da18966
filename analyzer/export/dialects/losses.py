"""What a dialect cannot say: for the reader, why it became unknown and how to export it right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

DIALECT = "dialect"
DEPTH_CUT = "depth-cut"

Object: TypeAlias = dict[str, Any]
"""One JSON object."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A reason why something became unknown. The same reason is told once per file."""

    rule: str
    message: str
    """Continues the file's name."""
    pointer: str = ""


Losses: TypeAlias = set[Loss]

CUT_BY_DEPTH = Loss(
    DEPTH_CUT,
    "has names of types, or joined text, where objects belong: ConvertTo-Json cut it off. What is missing"
    " there is treated as not exported. Export again with ConvertTo-Json -Depth 20.",
)
NAMELESS_SUBJECTS = Loss(
    DEPTH_CUT,
    "has people and groups without type and id, as ConvertTo-Json leaves them when the objects of a "
    "cmdlet are nested. Who they are is unknown. Export again with Invoke-MgGraphRequest -OutputType "
    "Json.",
)
TARGET_BY_SUBJECT = Loss(
    DIALECT,
    "says who holds an assignment by targetId only. That is the id of an access package subject, not of a"
    " user. Export assignments again with $expand=target.",
    "/targetId",
)
NO_AUTOMATIC_SETTINGS = Loss(
    DIALECT,
    "has policies in the beta dialect, which does not tell which of them assign automatically. Only those"
    " with a membership rule count as automatic. Export the v1.0 assignmentPolicies to be sure.",
    "/automaticRequestSettings",
)
NO_SUCH_SCOPE = Loss(
    DIALECT,
    "has policies for all existing connected organizations, a beta scope that v1.0 has no word for. Who "
    "may request through them is unknown. Export the v1.0 assignmentPolicies.",
    "/requestorSettings/scopeType",
)
DIRECT_POLICY_SWITCHED_OFF = Loss(
    DIALECT,
    "has policies for direct assignment that are switched off (acceptRequests). v1.0 does not tell that, "
    "and no check looks at it.",
    "/requestorSettings/acceptRequests",
)
TWO_ENDS = Loss(
    DIALECT,
    "has policies with a number of days and an end date as well. When their assignments end is unknown. "
    "Export the v1.0 assignmentPolicies.",
    "/durationInDays",
)
PARALLEL_STAGES = Loss(
    DIALECT,
    "has policies whose stages of approval run at the same time, which v1.0 cannot say. They are shown "
    "one after the other.",
    "/requestApprovalSettings/approvalMode",
)
CREDENTIALS_ASKED = Loss(
    DIALECT,
    "has policies that ask for verifiable credentials, which v1.0 does not tell. Whether people can "
    "present them is not looked at.",
    "/verifiableCredentialSettings",
)
