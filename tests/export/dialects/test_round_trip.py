"""The same record in v1.0, beta and PowerShell comes out the same; v1.0 comes out untouched."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.datasets import DATASETS, resolved
from analyzer.export.dialects import lift, needs_lifting
from tests.export.dialects.writers import SCOPES, beta, powershell
from tests.repository import ROOT

IDS = st.from_regex(r"[0-9a-f]{4}", fullmatch=True)
MOMENTS = st.sampled_from(["2026-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z"])
FLAGS = st.booleans()


def _words(dataset: str, name: str) -> st.SearchStrategy[str]:
    return st.sampled_from([word for word in resolved(dataset)["properties"][name]["enum"] if word])


def _subject(kind: str, **members: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    typed = st.sampled_from([f"#microsoft.graph.{kind}", f"microsoft.graph.{kind}"])
    return st.fixed_dictionaries({"@odata.type": typed, **members})


SUBJECTS = st.lists(
    st.one_of(
        _subject("singleUser", userId=IDS, description=IDS),
        _subject("groupMembers", groupId=IDS),
        _subject("connectedOrganizationMembers", connectedOrganizationId=IDS),
        _subject("requestorManager", managerLevel=st.integers(1, 4)),
        _subject("attributeRuleMembers", membershipRule=IDS),
        _subject("internalSponsors"),
    ),
    max_size=3,
)
STAGES = st.fixed_dictionaries(
    {
        "durationBeforeAutomaticDenial": st.integers(0, 999).map("P{}D".format),
        "durationBeforeEscalation": st.integers(1, 99999).map("PT{}M".format),
        "isEscalationEnabled": FLAGS,
        "primaryApprovers": SUBJECTS,
        "fallbackPrimaryApprovers": SUBJECTS,
        "escalationApprovers": SUBJECTS,
        "fallbackEscalationApprovers": SUBJECTS,
    }
)
ENDS = st.one_of(
    st.just({"type": "noExpiration", "duration": None, "endDateTime": None}),
    st.integers(1, 4000).map(lambda n: {"type": "afterDuration", "duration": f"P{n}D", "endDateTime": None}),
    MOMENTS.map(lambda end: {"type": "afterDateTime", "duration": None, "endDateTime": end}),
)
POLICIES = st.fixed_dictionaries(
    {
        "id": IDS,
        "accessPackage": st.fixed_dictionaries({"id": IDS}),
        "allowedTargetScope": st.sampled_from(sorted(SCOPES)),
        "specificAllowedTargets": SUBJECTS,
        "expiration": ENDS,
        "requestorSettings": st.fixed_dictionaries(
            {"enableTargetsToSelfAddAccess": FLAGS, "enableTargetsToSelfUpdateAccess": FLAGS}
        ),
        "requestApprovalSettings": st.fixed_dictionaries(
            {
                "isApprovalRequiredForAdd": FLAGS,
                "isApprovalRequiredForUpdate": FLAGS,
                "stages": st.lists(STAGES, max_size=2),
            }
        ),
    }
)
PEOPLE = st.fixed_dictionaries(
    {"id": IDS, "objectId": st.none() | IDS, "subjectType": st.sampled_from(["user", "servicePrincipal"])}
)
REFERENCES = st.fixed_dictionaries({"id": IDS})
HELD: dict[str, st.SearchStrategy[Any]] = {
    "id": IDS,
    "accessPackage": REFERENCES,
    "assignmentPolicy": REFERENCES,
    "target": PEOPLE,
}
ASSIGNMENTS = st.fixed_dictionaries(
    {
        **HELD,
        "state": _words("assignments", "state"),
        "status": st.sampled_from(["Delivered", "NearExpiry1DayNotificationTriggered"]),
    }
)
REQUESTS = st.fixed_dictionaries(
    {
        "id": IDS,
        "requestType": _words("assignment_requests", "requestType"),
        "state": _words("assignment_requests", "state"),
        "status": st.just("Accepted"),
        "completedDateTime": st.none() | MOMENTS,
        "requestor": PEOPLE,
        "accessPackage": REFERENCES,
        "assignment": st.fixed_dictionaries(HELD),
    }
)
RECORDS = st.one_of(
    st.tuples(st.just("assignment_policies"), POLICIES),
    st.tuples(st.just("assignments"), ASSIGNMENTS),
    st.tuples(st.just("assignment_requests"), REQUESTS),
)


def _sayable_in_beta(dataset: str, record: dict[str, Any]) -> dict[str, Any]:
    """Return what the way through beta leaves: it adds what a closed policy implies, and no more is lost.

    Beta has one switch for requests. Off, it is off for those who ask on behalf of others as well; a policy
    for direct assignment is never open to requests, whatever its switch says.
    """
    if dataset != "assignment_policies":
        return record
    settings = record["requestorSettings"]
    if record["allowedTargetScope"] != "notSpecified" and settings["enableTargetsToSelfAddAccess"]:
        return record
    shut = {"enableTargetsToSelfAddAccess": False, "enableOnBehalfRequestorsToAddAccess": False}
    return {**record, "requestorSettings": {**settings, **shut}}


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(inner) for key, inner in value.items() if inner is not None}
    return [_without_nulls(one) for one in value] if isinstance(value, list) else value


@settings(deadline=None)
@given(RECORDS)
def test_v1_is_left_alone(item: tuple[str, dict[str, Any]]) -> None:
    dataset, record = item
    assert lift(dataset, record) == record
    assert not needs_lifting(dataset, json.dumps(record).encode())


@settings(deadline=None)
@given(RECORDS)
def test_beta_comes_out_as_v1(item: tuple[str, dict[str, Any]]) -> None:
    dataset, record = item
    given_record = beta(dataset, record)
    lifted = lift(dataset, given_record)
    assert lifted == _sayable_in_beta(dataset, record)
    assert lift(dataset, lifted) == lifted
    assert needs_lifting(dataset, json.dumps(given_record).encode())


@settings(deadline=None)
@given(RECORDS)
def test_powershell_comes_out_as_v1_without_nulls(item: tuple[str, dict[str, Any]]) -> None:
    dataset, record = item
    lifted = lift(dataset, powershell(record))
    assert lifted == _without_nulls(record)
    assert lift(dataset, lifted) == lifted


@settings(deadline=None)
@given(RECORDS)
def test_beta_through_powershell_comes_out_as_v1_without_nulls(item: tuple[str, dict[str, Any]]) -> None:
    dataset, record = item
    lifted = lift(dataset, powershell(beta(dataset, record)))
    assert _without_nulls(lifted) == _without_nulls(_sayable_in_beta(dataset, record))


@pytest.mark.parametrize("sample", ["contoso", "adatum", "partial"])
def test_the_samples_are_v1_and_stay_on_the_fast_road(sample: str) -> None:
    for dataset in DATASETS:
        folder = ROOT / "sample_exports" / sample
        for path in [*folder.glob(f"{dataset}.json"), *folder.glob(f"{dataset}/*.json")]:
            text = path.read_bytes()
            assert not needs_lifting(dataset, text), path
            page = json.loads(text)
            for record in page if isinstance(page, list) else page.get("value", [page]):
                assert lift(dataset, record) == record
