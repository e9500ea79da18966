"""Who is asked at a stage: for each list, whether it is asked at all, and who in it can act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from analyzer.reasoning.personal_approvers import personal_approvers
from analyzer.reasoning.who_is_asked import asked_people
from analyzer.tables.keys import MISSING
from tests.second_opinion import records as make
from tests.tables.snapshots import relations_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.second_opinion.records import Record

MANAGER = {"@odata.type": "#microsoft.graph.requestorManager", "managerLevel": 1}
OWNERS = {"@odata.type": "#microsoft.graph.targetApplicationOwners"}


def single(user: str) -> Record:
    return {"@odata.type": "#microsoft.graph.singleUser", "userId": user}


def group(identity: str) -> Record:
    return {"@odata.type": "#microsoft.graph.groupMembers", "groupId": identity}


def _user(identity: str, *, manager: str | None = None, **more: Any) -> Record:
    return {
        "id": identity,
        "userPrincipalName": f"{identity}@contoso.example",
        "accountEnabled": True,
        "userType": "Member",
        "manager": {"id": manager} if manager else None,
    } | more


def _tenant(stage: Record) -> dict[str, list[Any]]:
    return {
        "users": [
            _user("asker", manager="boss"),
            _user("orphan"),
            _user("boss"),
            _user("anna"),
            _user("gone", accountEnabled=False),
        ],
        "groups": [{"id": "team"}, {"id": "inner"}],
        "group_members": [
            make.edge("team", "anna", "user"),
            make.edge("team", "asker", "user"),
            make.edge("team", "inner", "group"),
            make.edge("inner", "boss", "user"),
        ],
        "access_packages": [{"id": "package"}],
        "assignment_policies": [
            {
                "id": "policy",
                "accessPackage": {"id": "package"},
                "requestApprovalSettings": {"isApprovalRequiredForAdd": True, "stages": [stage]},
            }
        ],
    }


def _stage(**lists: list[Record]) -> Record:
    stage: Record = {
        "isEscalationEnabled": False,
        "primaryApprovers": [],
        "fallbackPrimaryApprovers": [],
        "escalationApprovers": [],
        "fallbackEscalationApprovers": [],
    }
    return stage | lists


def _asked(folder: Path, requestor: str, stage: Record) -> list[tuple[Any, ...]]:
    relations = relations_of(folder, _tenant(stage))
    names = [*relations["people"]["id"], "nobody"]
    cases = pd.DataFrame({"person": [names.index(requestor)], "policy": [0]}, dtype="int32")
    cases["on_behalf"] = pd.array([False], dtype="boolean")
    personal = personal_approvers(
        cases,
        pd.DataFrame({"case": [], "organization": []}, dtype="int32"),
        *(relations[each] for each in ("stage_subjects", "reports_to", "user_sponsors")),
        *(relations[each] for each in ("organization_sponsors", "able_people")),
    )
    stages, subjects = relations["approval_stages"], relations["stage_subjects"]
    rows = asked_people(cases, stages, subjects, relations["listed_approvers"], personal)
    assert (rows["person"] != MISSING).all()
    assert set(rows["case"]) <= {0}
    groups = [*relations["group_keys"].ids.to_pylist()]
    shown = rows.assign(
        person=[names[code] for code in rows["person"]],
        via=[groups[code] if code >= 0 else "" for code in rows["via_group"]],
    )[["list", "person", "via", "counts", "able", "is_requestor"]]
    return sorted(map(tuple, shown.astype(object).fillna("?").to_numpy().tolist()))


@pytest.mark.parametrize(
    ("requestor", "stage", "expected"),
    [
        pytest.param(
            "asker",
            _stage(primaryApprovers=[MANAGER], fallbackPrimaryApprovers=[single("anna")]),
            [
                ("primary", "boss", "", True, True, False),
                ("primary_fallback", "anna", "", False, True, False),
            ],
            id="a manager who is found: the fallback is not asked",
        ),
        pytest.param(
            "orphan",
            _stage(primaryApprovers=[MANAGER], fallbackPrimaryApprovers=[single("anna")]),
            [("primary_fallback", "anna", "", True, True, False)],
            id="no manager: the fallback is",
        ),
        pytest.param(
            "asker",
            _stage(primaryApprovers=[single("gone")], fallbackPrimaryApprovers=[single("anna")]),
            [
                ("primary", "gone", "", True, False, False),
                ("primary_fallback", "anna", "", False, True, False),
            ],
            id="a disabled approver is asked and cannot act, and no fallback stands in",
        ),
        pytest.param(
            "asker",
            _stage(primaryApprovers=[group("team")]),
            [
                ("primary", "anna", "team", True, True, False),
                ("primary", "asker", "team", True, True, True),
                ("primary", "boss", "team", "?", True, False),
            ],
            id="members of a group; whether nested ones are asked is not documented",
        ),
        pytest.param(
            "asker",
            _stage(primaryApprovers=[group("team"), single("boss")]),
            [
                ("primary", "anna", "team", True, True, False),
                ("primary", "asker", "team", True, True, True),
                ("primary", "boss", "", True, True, False),
            ],
            id="who is named and in a group is named",
        ),
        pytest.param(
            "asker",
            _stage(primaryApprovers=[single("boss")], escalationApprovers=[single("anna")]),
            [
                ("escalation", "anna", "", False, True, False),
                ("primary", "boss", "", True, True, False),
            ],
            id="alternate approvers without escalation",
        ),
        pytest.param(
            "orphan",
            _stage(
                primaryApprovers=[single("boss")],
                escalationApprovers=[MANAGER],
                fallbackEscalationApprovers=[single("anna")],
            )
            | {"isEscalationEnabled": True},
            [
                ("escalation_fallback", "anna", "", True, True, False),
                ("primary", "boss", "", True, True, False),
            ],
            id="alternate approvers with escalation; their manager is not found",
        ),
        pytest.param(
            "asker",
            _stage(primaryApprovers=[single("left long ago")]),
            [("primary", "nobody", "", True, "?", False)],
            id="somebody whom the export does not hold is not the requestor",
        ),
        *(
            pytest.param(
                "asker",
                _stage(primaryApprovers=[MANAGER | {"managerLevel": level}]),
                [("primary", "nobody", "", True, "?", "?")],
                id=f"no such level of managers: {level}",
            )
            for level in (0, -1, 10**12)
        ),
        pytest.param(
            "asker",
            _stage(primaryApprovers=[OWNERS, single("boss")]),
            [
                ("primary", "boss", "", True, True, False),
                ("primary", "nobody", "", "?", "?", "?"),
            ],
            id="approvers that an export never tells",
        ),
    ],
)
def test_who_is_asked(requestor: str, stage: Record, expected: list[tuple[Any, ...]], tmp_path: Path) -> None:
    assert _asked(tmp_path, requestor, stage) == expected


def test_stages_are_numbered_within_their_policy_and_know_their_time(tmp_path: Path) -> None:
    first = _stage() | {"durationBeforeAutomaticDenial": "P14D", "durationBeforeEscalation": "PT0S"}
    tenant = _tenant(first)
    settings = tenant["assignment_policies"][0]["requestApprovalSettings"]
    settings["stages"].append(_stage() | {"durationBeforeAutomaticDenial": "P1M"})
    tenant["assignment_policies"].append(tenant["assignment_policies"][0] | {"id": "other"})
    stages = relations_of(tmp_path, tenant)["approval_stages"]
    assert stages["policy"].tolist() == [0, 0, 1, 1]
    assert stages["order"].tolist() == [1, 2, 1, 2]
    assert stages["denial"].tolist() == ["P14D", "P1M"] * 2
    assert stages["denial_days"].tolist() == [14.0, pd.NA] * 2
    assert stages["escalation_days"].tolist() == [0.0, pd.NA] * 2
