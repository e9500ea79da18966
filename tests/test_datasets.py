"""The dataset catalogue: names, Arrow columns, and what importing it costs."""

from __future__ import annotations

import subprocess
import sys

import pyarrow as pa
import pytest

from analyzer.datasets import (
    DATASETS,
    arrow_schema,
    dataset_named,
    key,
    permission,
    registry,
    request,
    resolved,
    schema,
    title,
)

REFERENCE = pa.struct([("id", pa.string()), ("displayName", pa.string())])


@pytest.mark.parametrize(
    ("text", "dataset"),
    [
        ("users", "users"),
        ("Users", "users"),
        ("USERS", "users"),
        ("exportUsers", "users"),
        ("assignment-policies", "assignment_policies"),
        ("AssignmentPolicies", "assignment_policies"),
        ("assignment policies", "assignment_policies"),
        ("assignmentPolicies", "assignment_policies"),
        ("accessPackageAssignmentPolicies", "assignment_policies"),
        ("accessPackageAssignments", "assignments"),
        ("EntraAccessPackageAssignments", "assignments"),
        ("accessPackageAssignmentRequests", "assignment_requests"),
        ("accessPackageCatalogs", "catalogs"),
        ("accessPackageResources", "catalog_resources"),
        ("resources", "catalog_resources"),
        ("accessPackageResourceRoleScopes", "resource_role_scopes"),
        ("resourceRoleScopes", "resource_role_scopes"),
        ("SubscribedSkus", "subscribed_skus"),
        ("subscribed-SKUs", "subscribed_skus"),
        ("GroupMembers", "group_members"),
        ("appRoleAssignedTo", "app_role_assignments"),
        ("roleManagementEntitlementManagementRoleAssignments", "entitlement_role_assignments"),
        ("roleManagementEntitlementManagementRoleDefinitions", "entitlement_role_definitions"),
        ("roleManagementDirectoryRoleAssignments", "directory_role_assignments"),
        ("entitlementManagementSettings", "entitlement_settings"),
        ("directoryAudits", "audit_events"),
        ("Tickets", "tickets"),
    ],
)
def test_a_name_is_recognised(text: str, dataset: str) -> None:
    assert dataset_named(text) == dataset


@pytest.mark.parametrize(
    "text",
    [
        "",
        "users.json",
        "users-page-0001",
        "page-0001",
        "user",
        "members",
        "roleAssignments",
        "settings",
        "ResourceScopes",
        "accessPackagesIncompatibleWith",
        "common",
    ],
)
def test_a_name_that_could_be_anything_is_not(text: str) -> None:
    assert dataset_named(text) is None


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_dataset_answers_to_its_own_name_and_aliases(dataset: str) -> None:
    """No spelling may belong to two datasets."""
    spellings = [dataset, *schema(dataset).get("x-graph", {}).get("aliases", ())]
    assert {dataset_named(spelling) for spelling in spellings} == {dataset}


@pytest.mark.parametrize("dataset", DATASETS)
def test_columns_are_the_properties_in_order(dataset: str) -> None:
    assert arrow_schema(dataset).names == list(schema(dataset)["properties"])


@pytest.mark.parametrize(
    ("dataset", "column", "kind"),
    [
        ("users", "id", pa.string()),
        ("users", "accountEnabled", pa.bool_()),
        ("users", "createdDateTime", pa.string()),
        ("users", "otherMails", pa.list_(pa.string())),
        ("subscribed_skus", "consumedUnits", pa.int64()),
        ("assignments", "state", pa.string()),
        ("assignments", "accessPackage", REFERENCE),
        (
            "assignment_policies",
            "expiration",
            pa.struct([("type", pa.string()), ("endDateTime", pa.string()), ("duration", pa.string())]),
        ),
        (
            "groups",
            "members",
            pa.list_(
                pa.struct(
                    [
                        ("@odata.type", pa.string()),
                        ("id", pa.string()),
                        ("displayName", pa.string()),
                        ("userPrincipalName", pa.string()),
                        ("mail", pa.string()),
                        ("userType", pa.string()),
                        ("accountEnabled", pa.bool_()),
                    ]
                )
            ),
        ),
        (
            "subscribed_skus",
            "prepaidUnits",
            pa.struct([(unit, pa.int64()) for unit in ("enabled", "warning", "suspended", "lockedOut")]),
        ),
    ],
)
def test_arrow_types(dataset: str, column: str, kind: pa.DataType) -> None:
    assert arrow_schema(dataset).field(column).type == kind


def test_edges_are_flat() -> None:
    assert arrow_schema("group_members") == pa.schema(
        [("groupId", pa.string()), ("memberId", pa.string()), ("memberType", pa.string())]
    )


@pytest.mark.parametrize(
    ("dataset", "columns"),
    [
        ("users", ("id",)),
        ("subscribed_skus", ("skuId",)),
        ("group_members", ("groupId", "memberId")),
        ("connected_organization_sponsors", ("connectedOrganizationId", "sponsorId", "sponsorKind")),
        ("tickets", ("user", "access_package", "link")),
    ],
)
def test_keys(dataset: str, columns: tuple[str, ...]) -> None:
    assert key(dataset) == columns


def test_words_for_people() -> None:
    assert title("assignment_policies") == "Assignment policies"
    assert request("catalogs") == "/identityGovernance/entitlementManagement/catalogs"
    assert permission("catalogs") == "EntitlementManagement.Read.All"
    assert (request("tickets"), permission("tickets")) == ("", "")


def test_an_unknown_dataset_is_refused() -> None:
    with pytest.raises(KeyError, match="nothing"):
        schema("nothing")


@pytest.mark.parametrize("dataset", DATASETS)
def test_resolving_leaves_no_reference_behind(dataset: str) -> None:
    assert "'$ref'" not in str(resolved(dataset))


def test_resolving_keeps_what_stands_beside_a_reference() -> None:
    manager = resolved("users")["properties"]["manager"]
    assert manager["description"] == schema("users")["properties"]["manager"]["description"]
    assert "userPrincipalName" in manager["properties"]


def test_the_registry_holds_every_schema() -> None:
    assert set(registry()) == {f"{name}.json" for name in ("common", *DATASETS)}


def test_importing_and_naming_costs_no_heavy_library() -> None:
    program = (
        "import sys; from analyzer import datasets; datasets.dataset_named('Users'); datasets.key('users');"
        "print(sorted({'pandas', 'numpy', 'pyarrow', 'jsonschema', 'referencing'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
