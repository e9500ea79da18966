"""Approver reachability: for every requestable policy and everybody whom it lets ask, what stops an approval.

The rules are in `reasoning/situation_problems.py` and `reasoning/stage_problems.py`; here they get words.
"""

from analyzer.reachability.approvals import APPROVAL_COLUMNS, Approvals, approvals_of
from analyzer.reachability.problems import PROBLEMS, Problem

__all__ = ["APPROVAL_COLUMNS", "PROBLEMS", "Approvals", "Problem", "approvals_of"]
