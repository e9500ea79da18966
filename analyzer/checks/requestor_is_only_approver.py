"""requestor-is-only-approver: nobody else could approve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.contract import Category, Severity, Subject, check
from analyzer.checking.frames import stack

if TYPE_CHECKING:
    from pandas import DataFrame, Series


@check(
    slug="requestor-is-only-approver",
    title="The requestor is the only approver",
    category=Category.APPROVALS,
    severity=Severity.HIGH,
    subject=Subject.ASSIGNMENT_REQUEST,
    message="In some approval stage of {what} nobody but '{who}' could approve.",
    remediation="Add another approver, or an alternate with escalation, to the stage.",
    reference="https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-approval-policy",
    blind_spots="managers, sponsors and group members that were not exported; approvers chosen at run time",
)
def requestor_is_only_approver(
    open_requests: DataFrame,
    self_approved_requests: Series[bool],
    likely_policy: Series[int],
    self_approving: DataFrame,
) -> DataFrame:
    """Fires when nobody but the requestor could approve, for a pending request or already by the policy.

    ## Why it matters
    Nobody may approve their own request: it does not even show on their approvals page. Such a request waits
    until it is denied by itself.

    ## How it is decided
    For each stage: primary approvers, and alternates where escalation is on; fallback approvers only where
    the manager or sponsor is not found; without disabled and deleted people. A request pending approval
    fires when some stage has its requestor and nobody else. A requestable policy fires when it names a
    person who is alone in some stage.

    ## What it cannot see
    Delegated approvers, approvers chosen by a custom extension, who has already decided, and whether members
    of nested groups are asked.
    """
    pending = open_requests["pending_approval"] & open_requests["is_open"]
    return stack(
        open_requests[["person", "package"]].assign(
            policy=likely_policy,
            subject_id=open_requests["id"],
            subject_name=open_requests["subject_name"],
            fires=pending & self_approved_requests,
            what="the request",
            who=open_requests["subject_name"].fillna(open_requests["id"]),
        ),
        self_approving,
    )
