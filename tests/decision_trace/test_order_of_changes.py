"""What is proposed first: the fewest steps, then what needs no guess; what else a step would do is told."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from analyzer import open_export
from tests.second_opinion import records as make
from tests.second_opinion.files import write_json
from tests.second_opinion.why_cases import base

if TYPE_CHECKING:
    from pathlib import Path

    from analyzer.decision_trace.answer import Change
    from tests.second_opinion.records import Record, Tenant

AT = datetime.fromisoformat(make.AS_OF)


def steps(change: Change) -> list[str]:
    return [edit.what for edit in change.edits if edit.what]


def changes_of(tenant: Tenant, folder: Path, user: str = "ada") -> list[list[str]]:
    write_json(tenant, folder)
    return [steps(change) for change in open_export(folder, as_of=AT).why(user, "package").changes]


def named(*targets: Record, identity: str = "policy", **changes: Any) -> Record:
    return make.policy(identity, "specificDirectoryUsers", targets, **changes)


def test_naming_the_person_goes_before_a_group_and_a_new_policy(tmp_path: Path) -> None:
    tenant = base()
    tenant["groups"].append(make.group("club"))
    tenant["group_members"] += [make.edge("club", each) for each in ("bo", "cy")]
    group = make.group_of("club")
    tenant["assignment_policies"] = [named(group), named(group, identity="another", package_id="other")]
    joining = "Add ada to the group 'club', which the policy names and which has 2 members so far."
    assert changes_of(tenant, tmp_path) == [
        ["Name ada in the policy 'policy'."],
        [f"{joining} 1 other policy names it too."],
        ["Add a policy to 'The package' that lets ada request."],
    ]


def test_fewer_steps_go_first(tmp_path: Path) -> None:
    tenant = base()
    over = {"type": "afterDateTime", "endDateTime": "2026-01-01T00:00:00Z"}
    tenant["assignment_policies"] = [named(make.single("bo"), expiration=over)]
    first, second = changes_of(tenant, tmp_path)[:2]
    assert first == ["Add a policy to 'The package' that lets ada request."]
    assert second == [
        "Name ada in the policy 'policy'.",
        "Set the end date of the policy 'policy' to a later day, such as 2027-06-01.",
    ]


def test_what_is_only_doubtful_need_not_be_changed(tmp_path: Path) -> None:
    """A guest in a catalog that is closed to external users: the documents differ, so it may do."""
    tenant = base()
    tenant["catalogs"] = [make.catalog(external=False)]
    tenant["assignment_policies"] = [named(make.single("bo"))]
    write_json(tenant, tmp_path)
    answer = open_export(tmp_path, as_of=AT).why("gus", "package")
    assert [(change.verdict, steps(change)) for change in answer.changes[:2]] == [
        ("undetermined", ["Name gus in the policy 'policy'."]),
        (
            "can-request",
            ["Enable the catalog 'catalog' for external users.", "Name gus in the policy 'policy'."],
        ),
    ]


def test_an_unknown_id_is_not_invited(tmp_path: Path) -> None:
    tenant = base()
    tenant["assignment_policies"] = [named(make.single("bo"))]
    assert changes_of(tenant, tmp_path, "00000000-0000-0000-0000-000000000000") == []
