"""The checks and the answers of `why` share one set of rules: for every finding they say the same.

Each function in `MEANING` says what a finding means for the tickets that it concerns; it is given the finding
and the answers to its tickets (each person it concerns, with its package or with all).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from analyzer.checking.catalogue import all_checks
from tests.decision_trace.findings_as_tickets import TENANTS, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from analyzer.decision_trace.answer import Stage
    from tests.decision_trace.findings_as_tickets import Told

    Finding = dict[str, Any]
    Meaning = Callable[[Told, Finding, pd.DataFrame], "pd.Series[bool]"]

NOT_ABOUT_A_REQUEST = {"catalog-creator-without-catalog", "my-access-link-wrong"}
"""Of the first nobody asks for a package; the second is about the link of a ticket, and has its own test."""


def names(slugs: pd.Series, rule: str) -> pd.Series:
    """Tell which cells of `;`-joined slugs hold the rule."""
    return slugs.str.split(";").map(lambda found: rule in found).astype(bool)


def nobody_requests(_: Told, __: Finding, answers: pd.DataFrame) -> pd.Series[bool]:
    """No requestable policy admits: none is offered, or its catalog is closed, and no answer is yes."""
    none = answers["policies"].eq("") | names(answers["blockers"], "catalog-disabled")
    closed = names(answers["blockers"], "catalog-not-enabled-for-external")
    return (none | closed) & answers["verdict"].ne("can-request")


def no_license(_: Told, __: Finding, answers: pd.DataFrame) -> pd.Series[bool]:
    """Without a license nothing is processed, whoever asks for whatever."""
    return names(answers["blockers"], "license-missing")


def cannot_sign_in(_: Told, __: Finding, answers: pd.DataFrame) -> pd.Series[bool]:
    """The account stands in the way of every package, not only of the one that the finding names."""
    return names(answers["blockers"], "sign-in-blocked")


def only_by_its_link(_: Told, finding: Finding, answers: pd.DataFrame) -> pd.Series[bool]:
    """The link is the one that the finding gives; a hidden package is certainly not seen by browsing."""
    evidence = json.loads(finding["evidence"])
    unseen = ~answers["visible"].fillna(value=True) | (not evidence["hidden"])
    return unseen & answers["link"].eq(evidence["link"])


def holds_it_by_no_assignment(_: Told, finding: Finding, answers: pd.DataFrame) -> pd.Series[bool]:
    """No active assignment grants the role, so certainly none of the one package that would grant it."""
    doubted = names(answers["undetermined"], "already-assigned")
    several = finding["access_package_id"] is None
    return (answers["verdict"].ne("already-assigned") & ~doubted) | several


def waits_for_the_site(tenant: Told, finding: Finding, answers: pd.DataFrame) -> pd.Series[bool]:
    """The assignment exists. Whom a policy would admit again is told that the site comes late."""
    assigned = answers["verdict"].eq("already-assigned")
    if finding["user_id"] is None:  # found by mail: who that is may not be certain
        return assigned | names(answers["undetermined"], "already-assigned")
    answer = tenant.snapshot.why(finding["user_id"], finding["access_package_id"])
    return assigned & all(
        any(each.hazard for each in policy.next.deliveries if each.kind.lower() == "sharepointonline")
        for policy in answer.offered
        if policy.next
    )


def has_asked(_: Told, __: Finding, answers: pd.DataFrame) -> pd.Series[bool]:
    """A request that pends is under way, unless the package is held already."""
    return answers["verdict"].isin(["request-open", "already-assigned"])


def nobody_else_decides(tenant: Told, finding: Finding, answers: pd.DataFrame) -> pd.Series[bool]:
    """Of the stages that would follow, nobody can decide one."""
    answer = tenant.snapshot.why(finding["user_id"], finding["access_package_id"])
    steps = [each.next for each in answer.offered if each.policy_id == finding["subject_id"] and each.next]
    stuck = all(any(map(_is_stuck, step.stages)) for step in steps)
    return pd.Series(stuck, index=answers.index)


def _is_stuck(stage: Stage) -> bool:
    return not any(each.able for each in (*stage.asked, *stage.alternates))


MEANING: dict[tuple[str, str], Meaning] = {
    ("directory-not-in-policy", "user"): nobody_requests,
    ("directory-not-in-policy", "connected_organization"): nobody_requests,
    ("directory-not-in-policy", "assignment_request"): nobody_requests,
    ("license-missing", "organization"): no_license,
    ("my-access-link-required", "access_package"): only_by_its_link,
    ("not-an-organizational-account", "user"): nobody_requests,
    ("requestor-is-only-approver", "assignment_policy"): nobody_else_decides,
    ("requestor-is-only-approver", "assignment_request"): has_asked,
    ("resource-members-without-assignment", "user"): holds_it_by_no_assignment,
    ("sharepoint-user-not-provisioned", "assignment"): waits_for_the_site,
    ("sign-in-blocked", "user"): cannot_sign_in,
}


@pytest.mark.parametrize("name", TENANTS)
def test_the_checks_and_the_answers_never_disagree(name: str) -> None:
    with told(name) as tenant:
        assert disagreeing(tenant) == []
        assert_the_license_is_judged_alike(tenant)
        assert_a_wrong_link_is_a_finding(tenant)


def disagreeing(tenant: Told) -> list[tuple[str, str, dict[Any, Any]]]:
    """Return check, subject and answer wherever an answer is not what the finding means."""
    return [
        (check, finding["subject_id"], answer)
        for (check, subject_type), meaning in MEANING.items()
        for finding, answers in tenant.tickets(check, subject_type)
        for answer in answers[~meaning(tenant, finding, answers).to_numpy(bool)].to_dict("records")
    ]


def assert_the_license_is_judged_alike(tenant: Told) -> None:
    """Whatever the verdict is: found, passed, or not known."""
    verdict, answers = tenant.verdicts["license-missing"], tenant.answers
    assert names(answers["blockers"], "license-missing").eq(verdict == "found").all()
    unknown = verdict in {"undetermined", "not-evaluated"}
    assert names(answers["undetermined"], "license-missing").eq(unknown).all()


def assert_a_wrong_link_is_a_finding(tenant: Told) -> None:
    """And a finding is a wrong link."""
    if tenant.complaints is None:
        assert tenant.verdicts["my-access-link-wrong"] == "not-evaluated"
        return
    wrong = tenant.complaints[tenant.complaints["link_verdict"] == "wrong"]
    found = [each for each in tenant.findings if each["check"] == "my-access-link-wrong"]
    told_of = {(each["access_package_id"], json.loads(each["evidence"])["user"]) for each in found}
    assert told_of == set(zip(wrong["access_package_id"], wrong["user"], strict=True))


def test_every_check_has_a_meaning() -> None:
    assert {check for check, _ in MEANING} | NOT_ABOUT_A_REQUEST == set(all_checks())


def test_contoso_has_a_ticket_for_every_meaning() -> None:
    with told("contoso") as tenant:
        assert all(any(len(rows) for _, rows in tenant.tickets(*pair)) for pair in MEANING)
