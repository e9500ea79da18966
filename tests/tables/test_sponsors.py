"""Sponsors of connected organizations: none, or not exported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from analyzer.tables.keys import UNKNOWN
from tests.tables.snapshots import relations_of

if TYPE_CHECKING:
    from pathlib import Path

O1, O2 = ("10000000-0000-4000-8000-000000000000", "20000000-0000-4000-8000-000000000000")
DIRECTORY: dict[str, Any] = {"users": [{"id": "ann"}], "groups": [{"id": "g"}]}
TREE = "IdentityGovernance/EntitlementManagement/ConnectedOrganizations"
IN_A_TREE = {
    f"{TREE}/{O1}/{O1}": {"id": O1},
    f"{TREE}/{O2}/{O2}": {"id": O2},
    f"{TREE}/{O1}/InternalSponsors/ann/ann": {"id": "ann"},
}
INSIDE = {
    "connected_organizations": [
        {"id": O1, "internalSponsors": [{"id": "ann"}], "externalSponsors": []},
        {"id": O2, "internalSponsors": [], "externalSponsors": []},
    ]
}
PLAIN = {
    "connected_organizations": [{"id": O1}, {"id": O2}],
    "connected_organization_sponsors": [
        {"connectedOrganizationId": O1, "sponsorId": "ann", "sponsorKind": "internal"}
    ],
}
NEXT = {"@odata.nextLink": "https://graph.microsoft.com/v1.0/x?$skiptoken=1"}
CUT = PLAIN | {"connected_organization_sponsors": {"value": PLAIN["connected_organization_sponsors"], **NEXT}}
ANN, SOMEBODY = (0, "internal", 0), [(1, "external", UNKNOWN), (1, "internal", UNKNOWN)]


@pytest.mark.parametrize(
    ("export", "expected"),
    [
        (INSIDE, [ANN]),
        (PLAIN, [ANN]),
        (IN_A_TREE, [ANN, *SOMEBODY]),
        (CUT, [(0, "external", UNKNOWN), (0, "internal", UNKNOWN), ANN, *SOMEBODY]),
    ],
    ids=["expanded", "a table", "a folder per organization", "a page is missing"],
)
def test_who_sponsors_an_organization(
    export: dict[str, Any], expected: list[tuple[int, str, int]], tmp_path: Path
) -> None:
    found = relations_of(tmp_path, DIRECTORY | export)["organization_sponsors"]
    assert sorted(zip(found["organization"], found["kind"], found["person"], strict=True)) == expected
