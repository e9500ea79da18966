"""Problems that a stage has whoever asks: for each a stage that has it, and one that almost does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.second_opinion import records as make
from tests.tables.snapshots import relations_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.second_opinion.records import Record

MANAGER = make.subject("requestorManager", managerLevel=1)
ANNA, BERT = make.single("anna"), make.single("bert")


def _found(folder: Path, *stages: Record, required: bool = True, **changes: Any) -> dict[str, Any]:
    """Return those problems that the one policy there is has whoever asks."""
    of_situations = ("dead-end", "self-approval", "single-approver", "only-after-escalation")
    found = _all_found(folder, *stages, required=required, **changes)
    return {
        problem: fires
        for problem, fires in found.items()
        if problem not in of_situations and not problem.endswith(("-missing", "-without-fallback"))
    }


def _all_found(folder: Path, *stages: Record, required: bool = True, **changes: Any) -> dict[str, Any]:
    """Return the problems of the one policy there is: true, or None where the export cannot tell."""
    settings = {"isApprovalRequiredForAdd": required, "stages": list(stages)}
    export = {
        "users": [
            make.member("anna"),
            make.member("bert"),
            make.member("gone", accountEnabled=False),
            make.member("silent") | {"accountEnabled": None},
        ],
        "deleted_users": [make.deleted("left")],
        "groups": [make.group(each) for each in ("team", "empty", "asleep", "outer")],
        "group_members": [
            make.edge("team", "anna"),
            make.edge("asleep", "gone"),
            make.edge("outer", "team", "group"),
        ],
        "access_packages": [make.package()],
        "catalogs": [make.catalog()],
        "assignment_policies": [make.policy() | {"requestApprovalSettings": settings}],
    }
    rows = relations_of(folder, export | changes)["approver_problems"]
    return {row["problem"]: True if row["fires"] else None for row in rows.to_dict("records")}


def _later(stage: Record) -> Record:
    """Let a stage escalate when it can."""
    return stage | {"durationBeforeEscalation": "P9D"}


def _escalating(denial: str | None, escalation: str | None, *, on: bool = True) -> Record:
    times = {"durationBeforeAutomaticDenial": denial, "durationBeforeEscalation": escalation}
    return make.stage(ANNA, alternate=(BERT,)) | times | {"isEscalationEnabled": on}


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        pytest.param([make.stage(ANNA)], {}, id="nothing is wrong"),
        pytest.param([], {"no-approver-listed": True}, id="approval without a stage (C45)"),
        pytest.param([make.stage()], {"no-approver-listed": True}, id="a stage without approvers (C45)"),
        pytest.param([make.stage(fallback=(ANNA,))], {}, id="only a fallback approver"),
        pytest.param(
            [make.stage() | {"@odata.type": "#microsoft.graph.accessPackageDynamicApprovalStage"}],
            {},
            id="an extension chooses the approvers (C58)",
        ),
        pytest.param([make.stage(make.single("gone"))], {"approver-disabled": True}, id="disabled (C50)"),
        pytest.param([make.stage(make.single("silent"))], {"approver-disabled": None}, id="perhaps disabled"),
        pytest.param([make.stage(make.single("left"))], {"approver-deleted": True}, id="deleted (C50)"),
        pytest.param([make.stage(make.single("who"))], {"approver-not-found": True}, id="unknown (C50)"),
        pytest.param(
            [make.stage(ANNA, fallback=(make.single("gone"),))],
            {"approver-disabled": True},
            id="a disabled fallback approver",
        ),
        pytest.param(
            [make.stage(ANNA, alternate=(make.single("gone"),)) | {"isEscalationEnabled": False}],
            {},
            id="a disabled alternate approver whom nobody ever asks",
        ),
        pytest.param([make.stage(make.group_of("team"))], {}, id="a group with a member"),
        pytest.param([make.stage(make.group_of("empty"))], {"approver-group-empty": True}, id="empty (C50)"),
        pytest.param(
            [make.stage(make.group_of("asleep"))], {"approver-group-empty": True}, id="only disabled members"
        ),
        pytest.param(
            [make.stage(make.group_of("outer"))], {"approver-group-empty": None}, id="only nested members"
        ),
        pytest.param(
            [make.stage(make.group_of("nowhere"))], {"approver-group-not-found": True}, id="no such group"
        ),
        pytest.param(
            [_later(make.stage(ANNA, alternate=(make.group_of("team"),)))],
            {"escalation-adds-nobody": True},
            id="the only alternate is asked first, through a group (C52)",
        ),
        pytest.param(
            [_later(make.stage(ANNA, alternate=(make.group_of("team"), BERT)))],
            {"alternate-same-as-primary": True},
            id="one of two alternates is asked first (C52)",
        ),
        pytest.param(
            [_later(make.stage(ANNA, alternate=(ANNA, make.single("who"))))],
            {"alternate-same-as-primary": True, "escalation-adds-nobody": None, "approver-not-found": True},
            id="an alternate whom the export cannot place may be another",
        ),
        pytest.param(
            [_later(make.stage(make.group_of("outer"), BERT, alternate=(ANNA,)))],
            {"alternate-same-as-primary": None, "escalation-adds-nobody": None, "approver-group-empty": None},
            id="a nested member may not be asked at all",
        ),
        pytest.param([_later(make.stage(ANNA, alternate=(BERT,)))], {}, id="different people"),
        pytest.param(
            [_later(make.stage(MANAGER, ANNA, BERT, alternate=(MANAGER,)))],
            {"escalation-adds-nobody": True},
            id="the manager again",
        ),
        pytest.param(
            [make.stage(ANNA), make.stage(make.group_of("team"))],
            {"same-approver-in-two-stages": True},
            id="two stages ask the same person (C52)",
        ),
        pytest.param(
            [make.stage(ANNA), make.stage(make.group_of("outer"), BERT)],
            {"same-approver-in-two-stages": None, "approver-group-empty": None},
            id="perhaps the same person",
        ),
        pytest.param(
            [make.stage(ANNA), _later(make.stage(BERT, alternate=(ANNA,)))],
            {},
            id="the second stage asks the same person only on escalation",
        ),
        pytest.param([make.stage(ANNA), make.stage(BERT)], {}, id="two stages, two people"),
        pytest.param(
            [make.stage(ANNA, alternate=(make.group_of("team"),)) | {"isEscalationEnabled": False}],
            {},
            id="the same people, and no escalation",
        ),
        pytest.param(
            [make.stage(MANAGER), make.stage(MANAGER)], {"manager-used-twice": True}, id="one manager (C53)"
        ),
        pytest.param(
            [make.stage(MANAGER), make.stage(make.subject("requestorManager", managerLevel=2))],
            {},
            id="two managers",
        ),
    ],
)
def test_stages(stages: list[Record], expected: dict[str, bool | None], tmp_path: Path) -> None:
    assert _found(tmp_path, *stages) == expected


@pytest.mark.parametrize(
    ("denial", "escalation", "impossible"),
    [
        ("P14D", "P8D", False),
        ("P14D", "P12D", False),
        ("P14D", "P14D", True),
        ("P14D", "PT324H", True),  # 13.5 days: the last day has begun
        ("P14D", "P13D", None),  # the documentation's own example and its rule disagree
        ("P14D", "P7D", None),  # late enough for the older page, too early for the newer
        ("P14D", "P1D", None),
        ("P14D", "PT23H", True),
        ("P14D", "PT0S", True),
        ("P4D", "P3D", None),
        ("P3D", "P2D", True),
        ("PT95H", "P2D", True),
        ("P1M", "P8D", None),
        ("P1M", "PT1H", True),
        (None, "P8D", None),
    ],
)
def test_when_escalation_is_possible(
    denial: str | None, escalation: str, impossible: bool | None, tmp_path: Path
) -> None:
    expected = {} if impossible is False else {"escalation-window-impossible": impossible}
    assert _found(tmp_path, _escalating(denial, escalation)) == expected


def test_without_escalation_its_time_does_not_matter(tmp_path: Path) -> None:
    assert _found(tmp_path, _escalating("P3D", "PT0S", on=False)) == {}


def test_without_approval_stages_do_not_matter(tmp_path: Path) -> None:
    assert _found(tmp_path, make.stage(make.single("gone")), required=False) == {}


def test_a_missing_approver_may_be_among_users_that_were_not_read(tmp_path: Path) -> None:
    cut_short = {"@odata.nextLink": "https://graph.example/next", "value": [make.member("anna")]}
    found = _found(tmp_path, make.stage(make.single("who")), users=cut_short)
    assert found == {"approver-not-found": None}


def test_one_manager_who_is_also_the_sponsor_is_one_person(tmp_path: Path) -> None:
    """Two people whose managers and sponsors all are found, and yet not in the same situation."""
    stage = make.stage(MANAGER, alternate=(make.subject("targetUserSponsors"),))
    export = {
        "users": [
            make.member("boss"),
            make.member("sponsor"),
            make.member("one", manager={"id": "boss"}, sponsors=[{"id": "boss"}]),
            make.member("two", manager={"id": "boss"}, sponsors=[{"id": "sponsor"}]),
        ],
        "access_packages": [make.package()],
        "catalogs": [make.catalog()],
        "assignment_policies": [
            make.policy(
                "policy", "specificDirectoryUsers", (make.single("one"), make.single("two")), (stage,)
            )
        ],
    }
    relations = relations_of(tmp_path, export)
    rows = relations["approver_problems"]
    lonely = rows[rows["problem"] == "single-approver"]
    assert relations["people"]["id"].take(lonely["example"]).tolist() == ["one"]
    assert lonely["requestors"].tolist() == [1]


@pytest.mark.parametrize(
    ("first", "on", "expected"),
    [
        # of `outer` only nested members are known, of whom nobody knows whether they are asked
        pytest.param("outer", True, None, id="perhaps nobody is asked before the alternate"),
        pytest.param("outer", False, "not there", id="without escalation nothing comes after it"),
        pytest.param("empty", True, True, id="nobody is asked before the alternate"),
    ],
)
def test_only_after_escalation_needs_an_escalation(
    tmp_path: Path, first: str, on: bool, expected: bool | str | None
) -> None:
    stage = make.stage(make.group_of(first), alternate=(BERT,)) | {"isEscalationEnabled": on}
    found = _all_found(tmp_path, stage)
    assert found.get("only-after-escalation", "not there") == expected


def test_a_fallback_that_was_not_exported_may_stand_in_for_the_managers_manager(tmp_path: Path) -> None:
    users = [
        make.member("anna", manager=None),
        make.member("bert", manager={"id": "anna"}),
        make.member("gone", manager=None, accountEnabled=False),
    ]
    upper = make.subject("requestorManager", managerLevel=2)
    stage = make.stage(make.single("gone"), alternate=(upper,))
    assert _all_found(tmp_path / "whole", stage, users=users)["dead-end"] is True
    del stage["fallbackEscalationApprovers"]
    assert _all_found(tmp_path / "part", stage, users=users)["dead-end"] is None
