"""What an answer says fits the person and the records, whatever the case of their ids."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from analyzer import open_export
from analyzer.reports.why_page import page
from tests.second_opinion import records as make
from tests.second_opinion.files import write_json
from tests.second_opinion.records import AS_OF
from tests.second_opinion.why_cases import base, only

if TYPE_CHECKING:
    from pathlib import Path

    from analyzer.decision_trace.answer import Why

_PARTNER_ONLY = only(
    make.policy("policy", "specificConnectedOrganizationUsers", (make.people_of("partner"),))
)
_ALL_EXTERNAL = only(make.policy("policy", "allExternalUsers"))
_SHUTS_OUT = [{"accessPackageId": "package", "incompatibleAccessPackageId": "other"}]
_CLOSED = [{**catalog, "isExternallyVisible": False} for catalog in base()["catalogs"]]


def _why(folder: Path, user: str, **changes: Any) -> Why:
    write_json({**base(), **changes}, folder)
    return open_export(folder, as_of=datetime.fromisoformat(AS_OF)).why(user, "package")


@pytest.mark.parametrize(
    ("issuer", "remedy"),
    [
        ("ExternalAzureAD", "Name the organization of gus in the policy, or add a policy for it."),
        ("google.com", "Sign in with an organizational account. Or: Add a policy for gus."),
    ],
)
def test_a_personal_account_has_no_organization_to_name(tmp_path: Path, issuer: str, remedy: str) -> None:
    users = [make.guest("gus", "nowhere.example", issuer)]
    (blocker,) = _why(tmp_path, "gus", users=users, assignment_policies=_PARTNER_ONLY).blockers
    assert blocker.remedy == remedy


def test_an_incompatible_package_is_named_however_its_id_is_written(tmp_path: Path) -> None:
    answer = _why(
        tmp_path,
        "ada",
        incompatible_access_packages=_SHUTS_OUT,
        assignments=[make.assignment("held", make.person("ada"), "OTHER")],
    )
    assert answer.changes[0].edits[0].what == "End the assignment of 'The other', which ada holds."


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("delivered", "ada has this access package already: delivered."),
        (
            "partiallyDelivered",
            (
                "ada has this access package already: delivered in part; an access package "
                "assignment manager can reprocess it to deliver the rest."
            ),
        ),
    ],
)
def test_what_was_delivered_in_part_can_be_delivered_in_full(tmp_path: Path, state: str, said: str) -> None:
    answer = _why(
        tmp_path, "ada", assignments=[make.assignment("held", make.person("ada"), "package", state)]
    )
    assert [fact.message for fact in answer.state if fact.stands] == [said]


@pytest.mark.parametrize(
    ("user", "catalogs", "said"),
    [
        ("gus", base()["catalogs"], "'policy' admits, and is offered"),
        ("gus", _CLOSED, "'policy' would admit and be offered, unless the catalog keeps the person out"),
        ("kim@nowhere.example", _CLOSED, "'policy' would admit, were the catalog open to external users"),
    ],
)
def test_a_policy_in_a_closed_catalog_is_not_said_to_be_offered(
    tmp_path: Path, user: str, catalogs: Any, said: str
) -> None:
    answer = _why(tmp_path, user, catalogs=catalogs, assignment_policies=_ALL_EXTERNAL)
    assert f"  - {said}" in page(answer)
