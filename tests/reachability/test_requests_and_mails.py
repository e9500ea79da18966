"""Requests that wait or were denied, mails that do not come, risky requests; and what almost is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from analyzer import open_export
from tests.second_opinion import records as make
from tests.tables.snapshots import AS_OF, write

if TYPE_CHECKING:
    from pathlib import Path

    from analyzer.reachability import Approvals
    from tests.second_opinion.records import Record

ANNA, BERT, CARL = (make.single(each) for each in ("anna", "bert", "carl"))
SECURITY_ADMINISTRATOR = "194ae4cb-b126-40b2-bd5b-6091b380977d"
WAITING = ("request-nearly-timed-out", "request-waiting-long")
DENIED = ("request-denied", "request-timed-out")
SWITCH = "assignment_policies.notificationSettings.isAssignmentNotificationDisabled"


def approvals(folder: Path, *stages: Record, **changes: Any) -> Approvals:
    """Judge a tenant with one policy; `changes` are datasets."""
    tenant = {
        "users": [make.member(each) for each in ("anna", "bert", "carl", "dora")],
        "groups": [],
        "group_members": [],
        "catalogs": [make.catalog()],
        "access_packages": [make.package()],
        "assignment_policies": [make.policy(stages=stages or (make.stage(ANNA, BERT, CARL),))],
    }
    return open_export(write(folder, tenant | changes), as_of=AS_OF).approvals()


def found(judged: Approvals, *problems: str) -> dict[str, bool | None]:
    rows = judged.frame[judged.frame["problem"].isin(problems)]
    return {row["problem"]: True if row["fires"] is True else None for row in rows.to_dict("records")}


def waiting(created: str | None, state: str = "pendingApproval", kind: str = "userAdd") -> list[Record]:
    return [make.request("r", make.person("dora"), state=state, kind=kind) | {"createdDateTime": created}]


def stages(*denials: str | None) -> tuple[Record, ...]:
    return tuple(make.stage(ANNA, BERT, CARL, durationBeforeAutomaticDenial=each) for each in denials)


@pytest.mark.parametrize(
    ("created", "denials", "expected"),
    [
        # The export speaks as of 2026-01-01.
        ("2025-12-26T00:00:00Z", ["P14D"], {}),
        ("2025-12-25T00:00:00Z", ["P14D"], {"request-waiting-long": True}),  # 7 of 14 days
        ("2025-12-19T12:00:00Z", ["P14D"], {"request-waiting-long": True}),  # 12.5 days
        ("2025-12-19T00:00:00Z", ["P14D"], {"request-nearly-timed-out": True}),  # 13 of 14 days
        ("2025-11-01T00:00:00Z", ["P14D"], {"request-nearly-timed-out": True}),  # should be over
        ("2025-12-25T00:00:00Z", ["P14D", "P14D"], {}),
        (
            "2025-12-18T00:00:00Z",  # the first stage is over, or nearly so, if it is in the first
            ["P14D", "P14D"],
            {"request-nearly-timed-out": None, "request-waiting-long": True},
        ),
        ("2025-12-05T00:00:00Z", ["P14D", "P14D"], {"request-nearly-timed-out": True}),  # 27 of 28 days
        ("2025-12-31T00:00:00Z", ["P1M"], {"request-nearly-timed-out": None}),  # no number of days
        ("2025-12-31T00:00:00Z", [None], {"request-nearly-timed-out": None}),
        (None, ["P14D"], {"request-nearly-timed-out": None}),
    ],
)
def test_how_long_a_request_has_waited(
    created: str | None, denials: list[str | None], expected: dict[str, bool | None], tmp_path: Path
) -> None:
    judged = approvals(tmp_path, *stages(*denials), assignment_requests=waiting(created))
    assert found(judged, *WAITING) == expected


@pytest.mark.parametrize(
    ("state", "kind", "number"),
    [
        ("pendingApproval", "userAdd", 1),
        ("delivered", "userAdd", 0),
        ("submitted", "userAdd", 0),
        ("pendingApproval", "userRemove", 0),
    ],
)
def test_only_requests_for_access_that_wait_for_approval(
    state: str, kind: str, number: int, tmp_path: Path
) -> None:
    requests = waiting("2025-11-01T00:00:00Z", state, kind)
    frame = approvals(tmp_path, assignment_requests=requests).frame
    rows = frame[frame["problem"].isin(WAITING)]
    assert rows["request_id"].tolist() == ["r"] * number
    assert rows["example_requestor"].tolist() == ["dora"] * number


def test_which_policy_is_behind_a_request_may_decide(tmp_path: Path) -> None:
    short, long = (
        make.policy(name, stages=stages(days), displayName=name)
        for name, days in (("short", "P10D"), ("long", "P100D"))
    )
    judged = approvals(
        tmp_path, assignment_policies=[short, long], assignment_requests=waiting("2025-12-20T00:00:00Z")
    )
    assert found(judged, *WAITING) == {"request-nearly-timed-out": None}


def event(activity: str, request: str = "r") -> Record:
    targets = [{"id": request, "type": "Request"}, {"id": "package", "type": "AccessPackage"}]
    return {"id": activity + request, "activityDisplayName": activity, "targetResources": targets}


TIMED_OUT = "Access package assignment request timed out (no approver action taken)"


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([event("Deny access package assignment request")], {"request-denied": True}),
        ([event(TIMED_OUT.upper())], {"request-timed-out": True}),
        ([event(TIMED_OUT, "another")], {"request-timed-out": None}),  # kept for 30 days only
        ([event("User requests access package assignment")], {"request-timed-out": None}),
        (None, {"request-timed-out": None}),
    ],
)
def test_how_a_request_was_denied(
    events: list[Record] | None, expected: dict[str, bool | None], tmp_path: Path
) -> None:
    audit = {} if events is None else {"audit_events": events}
    judged = approvals(tmp_path, assignment_requests=waiting(None, "denied"), **audit)
    assert found(judged, *DENIED) == expected


def test_a_request_that_was_not_denied_is_not_told(tmp_path: Path) -> None:
    requests = [*waiting(None, "delivered"), *waiting(None, "denied", "userRemove")]
    assert found(approvals(tmp_path, assignment_requests=requests), *DENIED) == {}


@pytest.mark.parametrize(
    ("changes", "asked", "expected"),
    [
        ({}, make.stage(ANNA, BERT), {}),
        ({"mail": None}, make.stage(ANNA, BERT), {"approver-without-mail": True}),
        ({"mail": None}, make.stage(make.group_of("team"), BERT), {"approver-without-mail": True}),
        ({"mail": None}, make.stage(make.group_of("outer"), BERT), {"approver-without-mail": None}),
        ({"mail": None}, make.stage(BERT, alternate=(ANNA,)), {"approver-without-mail": True}),
        ({"mail": None}, make.stage(BERT, alternate=(ANNA,), isEscalationEnabled=False), {}),
        ({"mail": None, "accountEnabled": False}, make.stage(ANNA, BERT), {}),  # has a problem of its own
        ({"mail": None, "accountEnabled": None}, make.stage(ANNA, BERT), {"approver-without-mail": None}),
    ],
)
def test_an_approver_without_mail(
    changes: dict[str, Any], asked: Record, expected: dict[str, bool | None], tmp_path: Path
) -> None:
    people = [make.member("anna", **changes), *(make.member(each) for each in ("bert", "dora"))]
    groups = {
        "groups": [make.group("team"), make.group("outer")],
        "group_members": [make.edge("team", "anna"), make.edge("outer", "team", "group")],
    }
    assert found(approvals(tmp_path, asked, users=people, **groups), "approver-without-mail") == expected


def test_one_row_stands_for_all_in_a_stage_who_have_no_mail(tmp_path: Path) -> None:
    people = [
        make.member(each, mail=None if each != "dora" else "d@x.example") for each in ("anna", "bert", "dora")
    ]
    frame = approvals(tmp_path, make.stage(ANNA, BERT), users=people).frame
    (message,) = frame.loc[frame["problem"] == "approver-without-mail", "message"]
    assert message.endswith("whom no mail tells of a request: anna (and 1 more).")


@pytest.mark.parametrize(
    ("switch", "expected"),
    [(True, {"approver-mails-off": None}), (None, {"approver-mails-off": None}), (False, {})],
)
def test_mails_that_are_turned_off(
    switch: bool | None, expected: dict[str, bool | None], tmp_path: Path
) -> None:
    """Microsoft's pages differ on what the switch stops, so that it is never certain."""
    settings = {"isAssignmentNotificationDisabled": switch}
    policy = make.policy(stages=(make.stage(ANNA, BERT, CARL),), notificationSettings=settings)
    assert found(approvals(tmp_path, assignment_policies=[policy]), "approver-mails-off") == expected


def holds(principal: str, role: str = SECURITY_ADMINISTRATOR) -> Record:
    return {
        "id": principal + role,
        "principalId": principal,
        "roleDefinitionId": role,
        "directoryScopeId": "/",
    }


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        ([holds("anna")], False),
        ([], True),
        ([holds("anna", "another-role")], True),
        ([holds("gone")], True),
        ([holds("team")], True),  # who is in a group with the role is not looked up: it stays open
    ],
)
def test_risky_requests_need_a_security_administrator(
    roles: list[Record], told: bool, tmp_path: Path
) -> None:
    people = [
        make.member("anna"),
        make.member("bert"),
        make.member("carl"),
        make.member("gone", accountEnabled=False),
    ]
    judged = approvals(tmp_path, users=people, groups=[make.group("team")], directory_role_assignments=roles)
    expected = {"security-administrator-missing": None} if told else {}
    assert found(judged, "security-administrator-missing") == expected


def test_what_the_export_lacks_is_not_looked_at(tmp_path: Path) -> None:
    without_mail = [{k: v for k, v in make.member(each).items() if k != "mail"} for each in ("anna", "dora")]
    lacks = "(the export has no"
    assert approvals(tmp_path, make.stage(ANNA), users=without_mail).not_looked_at == (
        f"requests that wait for approval or were denied {lacks} assignment_requests)",
        f"who could decide what ID Protection sends to approval {lacks} directory_role_assignments)",
        f"approvers without a mail address {lacks} users.mail)",
        f"mails that are turned off {lacks} {SWITCH})",
    )


MANAGER = make.subject("requestorManager", managerLevel=1)
SECOND = make.subject("requestorManager", managerLevel=2)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (make.stage(MANAGER, alternate=(ANNA,)), {"manager-asked-again": True}),
        (make.stage(ANNA, alternate=(MANAGER,)), {"manager-asked-again": True}),
        (make.stage(MANAGER, alternate=(make.group_of("team"),)), {"manager-asked-again": True}),
        (make.stage(MANAGER, alternate=(make.group_of("outer"),)), {"manager-asked-again": None}),
        (make.stage(MANAGER, alternate=(ANNA,), isEscalationEnabled=False), {}),
        (make.stage(MANAGER, alternate=(BERT,)), {}),
        (make.stage(MANAGER, alternate=(SECOND,)), {}),
        (make.stage(MANAGER, alternate=(MANAGER,)), {}),  # a problem of the stage, whoever asks
        (make.stage(ANNA, alternate=(ANNA,)), {}),
    ],
)
def test_the_manager_is_also_an_alternate(
    asked: Record, expected: dict[str, bool | None], tmp_path: Path
) -> None:
    people = [
        make.member("dora", manager={"id": "anna"}),
        make.member("anna", manager={"id": "carl"}),
        *(make.member(each) for each in ("bert", "carl")),
    ]
    groups = {
        "groups": [make.group("team"), make.group("outer")],
        "group_members": [make.edge("team", "anna"), make.edge("outer", "team", "group")],
    }
    assert found(approvals(tmp_path, asked, users=people, **groups), "manager-asked-again") == expected


def test_settings_that_are_empty_in_every_policy_are_not_lacking(tmp_path: Path) -> None:
    """So an export of v1.0 looks in a tenant that assigns nothing by rule."""
    policy = make.policy(stages=stages("P14D"), automaticRequestSettings=None)
    judged = approvals(tmp_path, assignment_policies=[policy], directory_role_assignments=[])
    assert judged.frame["fires"].isna().any()  # else nothing would be told to be lacking
    assert not [each for each in judged.needs if "automatic" in each]
