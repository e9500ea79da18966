"""Records of v1.0, of the datasets that differ most between the dialects."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from analyzer.datasets import resolved
from tests.export.dialects.writers import SCOPES

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
