"""Adatum: a small tenant whose licence has ended, open to the whole world."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_exports.generate import access_records, directory_records, policy_records, relations
from sample_exports.generate.clock import ago
from sample_exports.generate.directory import add_group, delegate, found, make_admin
from sample_exports.generate.directory_records import P1_PLAN, P2_PLAN, domain, sku
from sample_exports.generate.entitlements import (
    add_catalog,
    add_package,
    add_policy,
    approved_by,
    ask,
    assign,
    direct_policy,
)
from sample_exports.generate.layouts import write_array, write_object
from sample_exports.generate.staff import Person, hire
from sample_exports.generate.tenant import Tenant

if TYPE_CHECKING:
    from pathlib import Path

    from sample_exports.generate.directory_records import Record

STAFF = [
    Person("Astrid Nyman", "Office", "Founder", None),
    Person("Bo Karlsen", "Office", "Architect", "Astrid Nyman"),
    Person("Cleo Marchetti", "Office", "Architect", "Astrid Nyman"),
    Person("Dag Solberg", "Office", "Bookkeeper", "Astrid Nyman"),
]
GUESTS = (
    ("Ella Thorne", "ella.thorne@gmail.com", "google.com"),
    ("Finn Okoye", "finn.okoye@vanarsdelltd.com", directory_records.ENTRA),
)
SINGLETONS = ("organization", "entitlement_settings")
NESTED = frozenset(
    {
        "group_members",
        "group_owners",
        "resource_role_scopes",
        "incompatible_access_packages",
        "incompatible_groups",
        "assignment_policies",
        "connected_organization_sponsors",
        "tickets",
    }
)


def build_adatum() -> Tenant:
    """Four employees, two guests and three packages."""
    tenant = Tenant("adatum")
    found(
        tenant, "Adatum", [domain("adatum.com", default=True), domain("adatum.onmicrosoft.com", initial=True)]
    )
    _add_people(tenant)
    _add_packages(tenant)
    organization = tenant.id_of("organization", "Adatum")
    tenant.add(
        "subscribed_skus",
        sku(organization, "078d2b04-f1bd-4111-bbd4-b4b1b354cef4", "AAD_PREMIUM", [P1_PLAN], units=20),
    )
    tenant.add(
        "subscribed_skus",
        sku(
            organization,
            "84a661c4-e949-4bd2-a560-ed7766fcaf2b",
            "AAD_PREMIUM_P2",
            [P2_PLAN],
            status="Suspended",
            units=20,
        ),
    )
    tenant.expect("license-missing", "organization", organization)
    return tenant


def _add_people(tenant: Tenant) -> None:
    hire(tenant, STAFF, "adatum.com")
    for name, mail, issuer in GUESTS:
        tenant.add(
            "users",
            directory_records.guest(
                tenant.new_id("user", mail),
                name,
                mail=mail,
                issuer=issuer,
                tenant_domain="adatum.onmicrosoft.com",
                created=ago(200),
                signed_in=ago(5),
            ),
        )
    source = access_records.tenant_source(tenant.new_id("tenant", "VanArsdel"), "VanArsdel")
    tenant.add(
        "connected_organizations",
        access_records.connected_organization(
            tenant.new_id("connected organization", "VanArsdel"),
            "VanArsdel",
            source,
            state="proposed",
            created=ago(150),
        ),
    )
    make_admin(tenant, "users", "Astrid Nyman", directory_records.GLOBAL_ADMINISTRATOR)


def _add_packages(tenant: Tenant) -> None:
    add_catalog(tenant, "General", external=True, default=True)
    for name in ("Drawing Readers", "Site Diary", "Payroll"):
        add_group(tenant, name)
    add_package(tenant, "Shared Drawings", "General", [("group", "Drawing Readers", "Member")])
    outside = add_policy(
        tenant,
        "Shared Drawings",
        "Anybody outside",
        "allExternalUsers",
        stages=approved_by(tenant, "Bo Karlsen", "Cleo Marchetti"),
    )
    add_package(tenant, "Site Diary", "General", [("group", "Site Diary", "Member")])
    inside = add_policy(
        tenant,
        "Site Diary",
        "Everybody in the directory",
        "allDirectoryUsers",
        stages=approved_by(tenant, "Bo Karlsen", "Cleo Marchetti"),
    )
    for package, policy in (("Shared Drawings", outside), ("Site Diary", inside)):
        package_id = tenant.id_of("access_packages", package)
        tenant.expect(
            "my-access-link-required",
            "access_package",
            package_id,
            access_package_id=package_id,
            policy_id=policy["id"],
        )
    add_package(tenant, "Payroll", "General", [("group", "Payroll", "Member")])
    direct_policy(tenant, "Payroll")
    delegate(tenant, policy_records.CATALOG_OWNER, "users", "Bo Karlsen", "General")
    assign(tenant, "Finn Okoye", "Shared Drawings", "Anybody outside", days=140)
    assign(tenant, "Dag Solberg", "Payroll", "Administrators assign", days=300)
    ask(tenant, "Ella Thorne", "Shared Drawings", "pendingApproval", days=4)


def write_adatum(tenant: Tenant, folder: Path) -> None:
    """Bare arrays and single objects, with every relation inside the object it belongs to."""
    members = relations.member_pages(tenant)
    tables = {name: records for name, records in tenant.records.items() if name not in NESTED}
    tables["groups"] = [
        group | {"members": members[group["id"]]} for group in relations.groups_with_owners(tenant)
    ]
    tables["connected_organizations"] = relations.organizations_with_sponsors(tenant)
    tables["access_packages"] = [
        package | {"assignmentPolicies": _policies_of(tenant, package)}
        for package in tenant.records["access_packages"]
    ]
    for dataset, records in tables.items():
        if dataset in SINGLETONS:
            write_object(folder / f"{dataset}.json", records[0])
        else:
            write_array(folder / f"{dataset}.json", records)


def _policies_of(tenant: Tenant, package: Record) -> list[Record]:
    return [
        {key: value for key, value in policy.items() if key not in {"accessPackage", "catalog"}}
        for policy in tenant.records["assignment_policies"]
        if policy["accessPackage"]["id"] == package["id"]
    ]
