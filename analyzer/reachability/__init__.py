"""Approver reachability: for every requestable policy and everybody whom it lets ask, what stops an approval.

The rules are in `reasoning`: `situation_problems`, `stage_problems`, `approver_mail`, `waiting_requests`,
`denied_requests`, `risk_stage`. Here they get words.
"""

from analyzer.reachability.approvals import APPROVAL_COLUMNS, PARTS, Approvals, approvals_of
from analyzer.reachability.problems import NEVER_KNOWN, PROBLEMS, Problem

__all__ = ["APPROVAL_COLUMNS", "NEVER_KNOWN", "PARTS", "PROBLEMS", "Approvals", "Problem", "approvals_of"]
