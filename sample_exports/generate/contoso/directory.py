"""Contoso itself, with the groups and applications that nothing special happens to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_exports.generate.contoso.people import HEADS, in_department
from sample_exports.generate.directory import add_application, add_group, found, make_admin
from sample_exports.generate.directory_records import GLOBAL_ADMINISTRATOR, HELPDESK_ADMINISTRATOR, domain

if TYPE_CHECKING:
    from sample_exports.generate.tenant import Tenant

APPS = {
    "Contoso CRM": ["Sales Agent", "Sales Manager"],
    "TravelDesk": ["Traveller"],
    "LedgerPro": ["Accountant", "Controller"],
    "BuildFarm": ["Operator"],
    "TalentTrack": ["Recruiter"],
    "Partner Portal": ["Partner"],
}
RESOURCE_GROUPS = ["Intranet Readers", "Company Store Customers", "Tax Workpapers"]
TEAMS = ["CRM Users", "Campaign Workspace", "Source Contributors", "Engineering Announcements"]


def add_directory(tenant: Tenant) -> None:
    """The tenant with four domains (one was never verified), groups, applications and two administrators."""
    found(
        tenant,
        "Contoso",
        [
            domain("contoso.com", default=True),
            domain("contoso.onmicrosoft.com", initial=True),
            domain("contoso.co.uk"),
            domain("contoso-events.com", verified=False),
        ],
    )
    _add_groups(tenant)
    for name, roles in APPS.items():
        add_application(tenant, name, *roles)
    add_application(tenant, "catalog-provisioning", kind="ManagedIdentity")
    make_admin(tenant, "users", "Kenji Morita", GLOBAL_ADMINISTRATOR)
    make_admin(tenant, "users", "Diego Alvarez", HELPDESK_ADMINISTRATOR)


def _add_groups(tenant: Tenant) -> None:
    for department in HEADS:
        rule = f'(user.department -eq "{department}") and (user.accountEnabled -eq true)'
        add_group(tenant, f"Everybody in {department}", *in_department(tenant, department), rule=rule)
    everyone = in_department(tenant, *HEADS)
    add_group(tenant, "All Company", *everyone[:40], unified=True)
    add_group(tenant, "Berlin Office", *everyone[50:62])
    add_group(tenant, "Fire Wardens", *everyone[70:74])
    add_group(tenant, "License E3", *everyone[20:30])
    add_group(tenant, "Summer Interns", *everyone[90:95])
    for name in RESOURCE_GROUPS:
        add_group(tenant, name)
    for name in TEAMS:
        add_group(tenant, name, unified=True)
    tenant.own("All Company", "Lucia Ferrante")
    tenant.own("CRM Users", "Tomas Reyes")
    tenant.own("Source Contributors", "Priya Raman", "Simone Achard")
