"""Contoso: a tenant in which every item of the checklist goes wrong somewhere."""

from __future__ import annotations

from sample_exports.generate.contoso import (
    catalog_creator_without_catalog,
    directory_not_in_policy,
    license_missing,
    my_access_link_required,
    my_access_link_wrong,
    not_an_organizational_account,
    requestor_is_only_approver,
    resource_members_without_assignment,
    sharepoint_user_not_provisioned,
    sign_in_blocked,
)
from sample_exports.generate.contoso.directory import add_directory
from sample_exports.generate.contoso.everyday import add_everyday_life
from sample_exports.generate.contoso.journal import add_journal
from sample_exports.generate.contoso.packages import add_packages
from sample_exports.generate.contoso.partners import add_partners
from sample_exports.generate.contoso.people import add_people
from sample_exports.generate.tenant import Tenant

PLANTS = (
    my_access_link_required,
    license_missing,
    my_access_link_wrong,
    not_an_organizational_account,
    directory_not_in_policy,
    sign_in_blocked,
    requestor_is_only_approver,
    sharepoint_user_not_provisioned,
    resource_members_without_assignment,
    catalog_creator_without_catalog,
)


def build_contoso() -> Tenant:
    """The whole tenant; what later modules need, earlier ones have added."""
    tenant = Tenant("contoso")
    add_people(tenant)
    add_directory(tenant)
    add_partners(tenant)
    add_packages(tenant)
    for module in PLANTS:
        module.plant(tenant)
    add_everyday_life(tenant)
    add_journal(tenant)
    return tenant
