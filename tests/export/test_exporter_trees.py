"""EntraExporter's folders: one object per file, relations in the folder of the object they belong to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from analyzer.export.inventory import take_inventory
from analyzer.export.reading import parents

if TYPE_CHECKING:
    from tests.export.conftest import MakeExport, ReadDataset

EM = "IdentityGovernance/EntitlementManagement"


def guid(number: int) -> str:
    return f"{number:08d}-0000-4000-8000-000000000000"


PACKAGE, POLICY, GROUP, USER, OTHER = (guid(number) for number in range(1, 6))


def at(folder: str, identifier: str) -> str:
    return f"{folder}/{identifier}/{identifier}.json"


def windows(record: Any) -> bytes:
    """Return what `Out-File` of Windows PowerShell 5.1 leaves."""
    return b"\xff\xfe" + json.dumps(record, indent=4).replace("\n", "\r\n").encode("utf-16-le")


OURS = [
    (at(f"{EM}/AccessPackages", PACKAGE), "access_packages", None),
    (at(f"{EM}/AccessPackages/{PACKAGE}/AssignmentPolicies", POLICY), "assignment_policies", PACKAGE),
    (at(f"{EM}/AccessPackages/{PACKAGE}/Assignments", OTHER), "assignments", PACKAGE),
    (at(f"{EM}/AccessPackages/{PACKAGE}/ResourceScopes", PACKAGE), "resource_role_scopes", PACKAGE),
    (at(f"{EM}/ConnectedOrganizations", OTHER), "connected_organizations", None),
    (
        at(f"{EM}/ConnectedOrganizations/{OTHER}/InternalSponsors", USER),
        "connected_organization_sponsors",
        OTHER,
    ),
    (f"{EM}/Settings/Settings/Settings.json", "entitlement_settings", None),
    (at("IdentityGovernance/AccessReviews", OTHER), "access_reviews", None),
    (at("RoleManagement/EntitlementManagement/RoleDefinitions", OTHER), "entitlement_role_definitions", None),
    (at("RoleManagement/EntitlementManagement/RoleAssignments", OTHER), "entitlement_role_assignments", None),
    (at("RoleManagement/Directory/RoleAssignments", "lAPpYvVpN0Krkda"), "directory_role_assignments", None),
    ("Organization/Organization.json", "organization", None),
    (at("SubscribedSkus", f"{OTHER}_{USER}"), "subscribed_skus", None),
    (at("Domains", "contoso.com"), "domains", None),
    (at("Users", USER), "users", None),
    (at("Groups", GROUP), "groups", None),
    (at(f"Groups/{GROUP}/Owners", USER), "group_owners", GROUP),
    (at(f"Groups/{GROUP}/Members", USER), "group_members", GROUP),
    (at("ServicePrincipals", OTHER), "service_principals", None),
    (at(f"ServicePrincipals/{OTHER}/AppRoleAssignedTo", "41W1zT6z1U-kJx"), "app_role_assignments", None),
]
FOREIGN = [
    at("Identity/Conditional/AccessPolicies", OTHER),
    at("IdentityGovernance/TermsOfUse/Agreements", OTHER),
    at(f"IdentityGovernance/AccessReviews/{OTHER}", USER),
    at(f"IdentityGovernance/AccessReviews/{OTHER}/Reviewers", USER),
    at("RoleManagement/Directory/RoleDefinitions", OTHER),
    at("RoleManagement/Directory/RoleAssignmentScheduleInstances", OTHER),
    at(f"DirectoryRoles/{OTHER}/Members", USER),
    at(f"AdministrativeUnits/{OTHER}/Members", USER),
    at(f"ServicePrincipals/{OTHER}/Owners", USER),
    at(f"Applications/{OTHER}/Owners", USER),
    at("Devices", OTHER),
    "Admin/Sharepoint/settings.json",
    "Reports/AuthenticationMethods/UsersRegisteredByFeature/report.json",
]


@pytest.mark.parametrize(("path", "dataset", "parent"), OURS, ids=[path for path, _, _ in OURS])
def test_a_path_tells_dataset_and_parent(
    make_export: MakeExport, path: str, dataset: str, parent: str | None
) -> None:
    files = take_inventory(make_export({f"tenant/{path}": windows({"id": "x"})})).files
    assert [(file.dataset, file.parent) for file in files] == [(dataset, parent)]


@pytest.mark.parametrize("path", FOREIGN)
def test_what_is_not_ours_is_listed_even_if_it_holds_a_user(make_export: MakeExport, path: str) -> None:
    context = "https://graph.microsoft.com/v1.0/$metadata#users/$entity"
    record = {"@odata.context": context, "id": USER} if f"{USER}.json" in path else {"id": OTHER}
    inventory = take_inventory(make_export({path: record, "users.json": []}))
    assert inventory.unrecognised == (path,)


def test_relations_get_their_parent_from_the_folder(
    make_export: MakeExport, read_dataset: ReadDataset
) -> None:
    user = {"@odata.type": "#microsoft.graph.user", "id": USER}
    role = {"role": {"id": "r"}, "id": "r_s"}
    root = make_export(
        {
            at(f"Groups/{GROUP}/Members", USER): windows(user),
            at(f"{EM}/ConnectedOrganizations/{OTHER}/InternalSponsors", USER): windows(user),
            at(f"{EM}/ConnectedOrganizations/{OTHER}/ExternalSponsors", GROUP): windows({"id": GROUP}),
            at(f"{EM}/AccessPackages/{PACKAGE}/AssignmentPolicies", POLICY): windows({"id": POLICY}),
            at(f"{EM}/AccessPackages/{PACKAGE}/ResourceScopes", PACKAGE): windows(
                {"id": PACKAGE, "displayName": "P", "accessPackageResourceRoleScopes": [role]}
            ),
            at(f"{EM}/AccessPackages/{OTHER}/ResourceScopes", OTHER): windows(
                {"id": OTHER, "accessPackageResourceRoleScopes": []}
            ),
        }
    )
    assert read_dataset(root, "group_members").rows == [
        {"groupId": GROUP, "memberId": USER, "memberType": "user"}
    ]
    assert read_dataset(root, "connected_organization_sponsors").rows == [
        {"connectedOrganizationId": OTHER, "sponsorId": GROUP, "sponsorKind": "external"},
        {"connectedOrganizationId": OTHER, "sponsorId": USER, "sponsorKind": "internal"},
    ]
    assert read_dataset(root, "assignment_policies").rows == [
        {"id": POLICY, "accessPackage": {"id": PACKAGE}}
    ]
    found = read_dataset(root, "resource_role_scopes").rows
    assert [(row["id"], row["accessPackage"]["id"]) for row in found] == [("r_s", PACKAGE)]
    inventory = take_inventory(root)
    assert parents(inventory, "resource_role_scopes") == frozenset({PACKAGE, OTHER})
    assert parents(inventory, "group_members") == frozenset({GROUP})


def test_packages_may_hold_what_another_file_asks_for(
    make_export: MakeExport, read_dataset: ReadDataset
) -> None:
    packages = [
        {"id": "p1", "resourceRoleScopes": [{"id": "s1"}, {"id": "s2", "accessPackage": {"id": "own"}}]},
        {"id": "p2", "resourceRoleScopes": None},
        {"Id": "p3", "ResourceRoleScopes": [{"id": "s3"}]},
        {"id": "s4"},
    ]
    found = read_dataset(
        make_export({"resource_role_scopes.json": {"value": packages}}), "resource_role_scopes"
    )
    assert [(row["id"], row.get("accessPackage", {}).get("id")) for row in found.rows] == [
        ("s1", "p1"),
        ("s2", "own"),
        ("s3", "p3"),
        ("s4", None),
    ]


@pytest.mark.parametrize(
    ("name", "side"),
    [
        (f"connectedOrganizations/{OTHER}/internalSponsors.json", "internal"),
        (f"externalSponsors/{OTHER}.json", "external"),
        (f"connected_organization_sponsors/{OTHER}/internal.json", "internal"),
        (f"connected_organization_sponsors/{OTHER}-external.json", "external"),
        (f"connected_organization_sponsors/{OTHER}.json", None),
    ],
)
def test_a_path_tells_the_side_of_a_sponsor(
    make_export: MakeExport, read_dataset: ReadDataset, name: str, side: str | None
) -> None:
    row = {"connectedOrganizationId": OTHER, "sponsorId": USER, "sponsorKind": side}
    good, bad = {"id": USER}, {"id": USER, "displayName": float("nan")}
    for record in (good, bad):
        found = read_dataset(make_export({name: {"value": [record]}}), "connected_organization_sponsors")
        rows = found.rows or [json.loads(text) for text in found.texts]
        if record is good:
            assert rows == [{key: value for key, value in row.items() if value}]


def test_packages_without_any_resource_scope_are_a_known_defect(make_export: MakeExport) -> None:
    root = make_export({at(f"{EM}/AccessPackages", PACKAGE): {"id": PACKAGE}})
    inventory = take_inventory(root)
    assert "resource_role_scopes" not in inventory.datasets
    assert [(note.dataset, note.rule) for note in inventory.notes] == [
        ("resource_role_scopes", "known-exporter-defect")
    ]
    make_export({at(f"{EM}/AccessPackages/{PACKAGE}/ResourceScopes", PACKAGE): {"id": PACKAGE}})
    assert take_inventory(root).notes == ()
