"""How each problem is told: severity, title, a sentence with `{column}` fields, and a remedy."""

from __future__ import annotations

from typing import NamedTuple

from analyzer.checking.contract import Severity


class Problem(NamedTuple):
    """How a problem is told."""

    severity: Severity
    title: str
    message: str
    remediation: str


_STAGE = "Stage {stage} of the policy '{policy_name}' for '{access_package_name}'"
_LACKING = "; people such as {example_requestor} have none who can act, and no fallback approver stands in."
_ADD_FALLBACK = "Add fallback approvers to the stage"
PROBLEMS = {
    "no-approver-listed": Problem(
        Severity.CRITICAL,
        "approval is required, and no approver is listed",
        "The policy '{policy_name}' for '{access_package_name}' requires an approval, and lists no approver.",
        "Add approvers, or turn the approval off.",
    ),
    "dead-end": Problem(
        Severity.CRITICAL,
        "nobody can approve",
        _STAGE + " has nobody who can approve what people such as {example_requestor} ask for.",
        _ADD_FALLBACK + ", or approvers who are enabled.",
    ),
    "self-approval": Problem(
        Severity.CRITICAL,
        "the only approver is the requestor",
        _STAGE + " has nobody but the requestor to approve what {example_requestor} asks for.",
        "Add another approver: nobody approves their own request.",
    ),
    "only-after-escalation": Problem(
        Severity.MEDIUM,
        "nobody can approve before escalation",
        _STAGE + " has nobody who can approve what people such as {example_requestor} ask for, until it"
        " escalates to alternate approvers.",
        "Add an approver, or shorten the time before escalation.",
    ),
    "single-approver": Problem(
        Severity.LOW,
        "a single person can approve",
        _STAGE + " rests on a single person; for {example_requestor} it is {approver}.",
        "Add an approver, a group, or alternate approvers.",
    ),
    "manager-missing-without-fallback": Problem(
        Severity.HIGH,
        "no manager, and no fallback approver",
        _STAGE + " asks the manager" + _LACKING,
        "Set the manager attribute of the users. " + _ADD_FALLBACK + ".",
    ),
    "second-level-manager-missing": Problem(
        Severity.MEDIUM,
        "no second-level manager, and no fallback approver",
        _STAGE + " asks the manager's manager" + _LACKING,
        _ADD_FALLBACK + ".",
    ),
    "sponsor-missing-without-fallback": Problem(
        Severity.HIGH,
        "no sponsor, and no fallback approver",
        _STAGE + " asks sponsors" + _LACKING,
        "Set sponsors on the user or on the connected organization. " + _ADD_FALLBACK + ".",
    ),
    "approver-disabled": Problem(
        Severity.HIGH,
        "an approver's account is disabled",
        _STAGE + " lists {approver}, whose account is disabled.",
        "Name another approver.",
    ),
    "approver-deleted": Problem(
        Severity.HIGH,
        "an approver is deleted",
        _STAGE + " lists {approver}, whose account is deleted.",
        "Name another approver.",
    ),
    "approver-not-found": Problem(
        Severity.HIGH,
        "an approver is not in the directory",
        _STAGE + " lists an approver who is not among the users.",
        "Name another approver.",
    ),
    "approver-group-empty": Problem(
        Severity.HIGH,
        "an approver group has nobody who can act",
        _STAGE + " lists the group {approver}, in which nobody can act.",
        "Add members to the group, or name another one.",
    ),
    "approver-group-not-found": Problem(
        Severity.HIGH,
        "an approver group is not in the directory",
        _STAGE + " lists a group that is not among the groups.",
        "Name another group.",
    ),
    "escalation-window-impossible": Problem(
        Severity.MEDIUM,
        "the escalation cannot come when it is set to",
        _STAGE + " is set to escalate when it cannot: {detail}.",
        "Give the stage at least four days; escalate a day after half of its time, before its last day.",
    ),
    "alternate-same-as-primary": Problem(
        Severity.LOW,
        "an alternate approver is asked first as well",
        _STAGE + " escalates to somebody who is asked first as well.",
        "Name different people as alternate approvers.",
    ),
    "manager-used-twice": Problem(
        Severity.LOW,
        "two stages ask the same manager or sponsors",
        _STAGE + " asks for the same manager or sponsors as an earlier stage.",
        "Name other approvers in one of the stages.",
    ),
}
