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
_REQUEST = "The request of {example_requestor} for '{access_package_name}'"
NO_SECURITY_ADMINISTRATOR = "security-administrator-missing"
NEVER_KNOWN = (
    "whom an approver has delegated to",  # C59
    "whether ID Protection or Insider Risk asks Security Administrators first",  # C57
    "whom a custom extension chooses as approvers, and at which stage a request waits",  # C58, C54
)
"""What no export shows."""
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
    "escalation-adds-nobody": Problem(
        Severity.MEDIUM,
        "escalation asks only those who were asked first",
        _STAGE + " escalates to nobody who is not asked first as well.",
        "Name different people as alternate approvers.",
    ),
    "manager-asked-again": Problem(
        Severity.LOW,
        "a manager or sponsor is asked first and again on escalation",
        _STAGE
        + " asks {approver} twice for {example_requestor}: first and on escalation, once as their manager"
        " or sponsor.",
        "Name different people as alternate approvers.",
    ),
    "same-approver-in-two-stages": Problem(
        Severity.LOW,
        "two stages ask the same person",
        _STAGE + " asks somebody whom an earlier stage asks as well, such as {approver}.",
        "Use different people for the first and the second approval.",
    ),
    "approver-without-mail": Problem(
        Severity.MEDIUM,
        "an approver has no mail address",
        _STAGE
        + " asks somebody without a mail address, whom no mail tells of a request: {approver}{detail}.",
        "Give the account a mail address, or have the approver look in My Access > Approvals.",
    ),
    "approver-mails-off": Problem(
        Severity.MEDIUM,
        "mails are turned off in the policy",
        "The policy '{policy_name}' for '{access_package_name}' turns mails off, perhaps those to approvers:"
        " {detail}.",
        "Turn the mails on, or have approvers look in My Access > Approvals.",
    ),
    "request-nearly-timed-out": Problem(
        Severity.HIGH,
        "a request is about to be denied by itself",
        _REQUEST + " waits for approval: {detail}.",
        "Ask the approvers to decide in My Access > Approvals; once denied, it has to be made again.",
    ),
    "request-waiting-long": Problem(
        Severity.MEDIUM,
        "a request has waited for half of its time",
        _REQUEST + " waits for approval: {detail}.",
        "Ask the approvers to decide in My Access > Approvals.",
    ),
    "request-timed-out": Problem(
        Severity.MEDIUM,
        "a request was denied by itself, as nobody acted",
        _REQUEST + " was denied by itself, as nobody acted.",
        "Have the person ask again, and see that the approvers know of it.",
    ),
    "request-denied": Problem(
        Severity.INFO,
        "an approver denied a request",
        _REQUEST + " was denied by an approver.",
        "Ask the approver why; the person may ask again.",
    ),
    NO_SECURITY_ADMINISTRATOR: Problem(
        Severity.MEDIUM,
        "no Security Administrator could decide risky requests",
        "Nobody who can act is known to be a Security Administrator. If ID Protection sends risky requests to"
        " them first, those are denied by themselves after 14 days at most; whether it does is in no export.",
        "Check the risk settings of entitlement management; assign the role to somebody if they are on.",
    ),
}
