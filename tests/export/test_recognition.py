"""A path or a context in, a dataset (and the parent it speaks of) out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.export.candidates import Candidate
from analyzer.export.places.disk import OnDisk
from analyzer.export.recogniser import Recogniser
from analyzer.export.recognition import Content, context_content, named_content

if TYPE_CHECKING:
    from analyzer.export.files import ExportFile

GUID = "02bd9fd6-8f93-4758-87c3-1fb73740a315"
OTHER = "5793aa3b-cca9-4794-679a-4a0b1f0a4d0c"

NAMES = [
    ("users", "users", None),
    ("Users", "users", None),
    ("users/page-0001", "users", None),
    ("users-page1", "users", None),
    ("users_1", "users", None),
    ("users.1", "users", None),
    ("users (2)", "users", None),
    ("users_2024-05-01", "users", None),
    ("users-v1.0", "users", None),
    ("accessPackages_beta", "access_packages", None),
    ("users-page2.beta", "users", None),
    ("users/2024-05-01/part-00000-c000", "users", None),
    ("users/emea/page1", "users", None),
    ("users/year=2024/part-0", "users", None),
    (f"tenant/Users/{GUID}/{GUID}", "users", None),
    ("accessPackageAssignmentPolicies", "assignment_policies", None),
    ("assignment-policies", "assignment_policies", None),
    (f"IdentityGovernance/AccessPackages/{GUID}/AssignmentPolicies/{OTHER}", "assignment_policies", GUID),
    ("access_packages/assignments", "assignments", None),
    (f"access_packages/{GUID}/assignments", "assignments", GUID),
    (f"access_packages/{GUID}/resourceRoleScopes/page-1", "resource_role_scopes", GUID),
    (f"resource_role_scopes/{GUID}", "resource_role_scopes", GUID),
    (f"resource_role_scopes/{GUID}_{OTHER}", "resource_role_scopes", None),
    (f"catalogs/{GUID}/accessPackages", "access_packages", GUID),
    (f"connected_organization_sponsors/{GUID}", "connected_organization_sponsors", GUID),
    ("deletedItems/users", "deleted_users", None),
    ("RoleManagement/Directory/RoleAssignments/page1", "directory_role_assignments", None),
    ("RoleManagement/EntitlementManagement/RoleAssignments", "entitlement_role_assignments", None),
    ("group_members", "group_members", None),
    ("group_members/page-0001", "group_members", None),
    ("group_members/1", "group_members", None),
    (f"group_members/{GUID}", "group_members", GUID),
    (f"group_members/{GUID}-page2", "group_members", GUID),
    (f"group_members/{GUID}/page-2", "group_members", GUID),
    ("group_members/g1", "group_members", "g1"),
    (f"Groups/{GUID}/Members/{OTHER}", "group_members", GUID),
    (f"Groups/{GUID}/Owners_1", "group_owners", GUID),
    (f"catalog_resources/{GUID}", "catalog_resources", GUID),
    (f"incompatible_groups/{GUID}", "incompatible_groups", GUID),
]


@pytest.mark.parametrize(("path", "dataset", "parent"), NAMES, ids=[name for name, _, _ in NAMES])
def test_a_name_tells_the_dataset(path: str, dataset: str, parent: str | None) -> None:
    assert named_content(tuple(path.split("/"))) == Content(dataset, parent)


@pytest.mark.parametrize("path", ["notes", "page-0001", f"Users/{GUID}/Manager/{OTHER}", "Devices/1"])
def test_what_no_name_tells_is_not_guessed(path: str) -> None:
    assert named_content(tuple(path.split("/"))) is None


EM = "identityGovernance/entitlementManagement"
CONTEXTS = [
    ("users", "users", None),
    ("users(id,displayName)", "users", None),
    ("users(id,manager(id,displayName))/$entity", "users", None),
    ("Collection(microsoft.graph.user)", "users", None),
    ("directory/deletedItems/microsoft.graph.user", "deleted_users", None),
    (f"{EM}/assignmentPolicies", "assignment_policies", None),
    (f"{EM}/accessPackages(id,assignmentPolicies())", "access_packages", None),
    (f"{EM}/accessPackages('{GUID}')/assignmentPolicies/$entity", "assignment_policies", GUID),
    (f"{EM}/accessPackages('{GUID}')/incompatibleGroups", "incompatible_groups", GUID),
    (f"{EM}/catalogs('{GUID}')/resources(roles(),scopes())", "catalog_resources", GUID),
    (f"{EM}/settings", "entitlement_settings", None),
    ("identityGovernance/accessReviews/definitions", "access_reviews", None),
    ("roleManagement/directory/roleAssignments", "directory_role_assignments", None),
    ("roleManagement/entitlementManagement/roleAssignments/$entity", "entitlement_role_assignments", None),
    ("auditLogs/directoryAudits", "audit_events", None),
    (f"servicePrincipals('{GUID}')/appRoleAssignedTo", "app_role_assignments", None),
    (f"groups('{GUID}')/members", "group_members", GUID),
    (f"groups(\\u0027{GUID}\\u0027)/owners/$entity", "group_owners", GUID),
]


@pytest.mark.parametrize(("fragment", "dataset", "parent"), CONTEXTS, ids=[each[0] for each in CONTEXTS])
def test_a_context_tells_the_dataset(fragment: str, dataset: str, parent: str | None) -> None:
    text = f'{{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#{fragment}", "value": []}}'
    assert context_content(text) == Content(dataset, parent)


@pytest.mark.parametrize(
    "fragment",
    [
        "directoryObjects",
        f"users('{GUID}')/manager/$entity",
        f"{EM}/catalogs('{GUID}')/resources('{OTHER}')/uploadSessions",
        "roleManagement/directory/roleDefinitions",
        "Collection(Edm.String)",
    ],
)
def test_a_context_of_something_else_is_not_guessed(fragment: str) -> None:
    assert context_content(f'{{"@odata.context":"https://x/$metadata#{fragment}"}}') is None


def test_deleted_users_share_the_context_of_users() -> None:
    head = '{"@odata.context":"https://x/$metadata#users","value":[{"id":"1","deletedDateTime":"2024-01-01T00:00:00Z"'
    assert context_content(head) == Content("deleted_users")


@pytest.mark.parametrize("living", ["groups", "servicePrincipals"])
def test_deleted_groups_and_applications_are_not_living_ones(living: str) -> None:
    head = f'{{"@odata.context":"https://x/$metadata#{living}(id)","value":[{{"id":"1","deletedDateTime":'
    assert context_content(f"{head}null") is not None
    assert context_content(f'{head}"2024-01-01T00:00:00Z"') is None


@pytest.mark.parametrize("side", ["internal", "external"])
def test_a_file_of_sponsors_in_the_folder_of_their_organization(side: str) -> None:
    path = ("connected_organization_sponsors", GUID, f"{side}Sponsors")
    assert named_content(path) == Content("connected_organization_sponsors", GUID, side)


def test_the_context_of_a_member_says_nothing_about_the_document() -> None:
    assert context_content('{"id":"1","members@odata.context":"https://x/$metadata#users"}') is None


SEGMENTS = st.sampled_from(
    ["Groups", "Members", "access_packages", "assignments", "resource_role_scopes", "page-1", GUID, OTHER]
)
PATHS = st.lists(st.lists(SEGMENTS, min_size=1, max_size=5).map("/".join), min_size=2, max_size=6)


@given(PATHS)
def test_what_a_path_tells_does_not_depend_on_the_paths_before_it(paths: list[str]) -> None:
    together = Recogniser()
    assert [_told(together, path) for path in paths] == [_told(Recogniser(), path) for path in paths]


def _told(recogniser: Recogniser, path: str) -> ExportFile | None:
    return recogniser.recognised(Candidate(f"{path}.json", OnDisk("/missing", 2)))
