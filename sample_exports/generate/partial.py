"""Contoso again, exported by somebody who forgot some files: what then cannot be known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_exports.generate.graph_pages import write_graph_pages

if TYPE_CHECKING:
    from pathlib import Path

    from sample_exports.generate.tenant import Tenant
    from sample_exports.generate.truth import Finding

LEFT_OUT = frozenset(
    {"subscribed_skus", "deleted_users", "directory_role_assignments", "tickets", "audit_events"}
)
VERDICTS = {
    "catalog-creator-without-catalog": "undetermined",
    "directory-not-in-policy": "found",
    "license-missing": "not-evaluated",
    "my-access-link-required": "found",
    "my-access-link-wrong": "not-evaluated",
    "not-an-organizational-account": "found",
    "requestor-is-only-approver": "found",
    "resource-members-without-assignment": "undetermined",
    "sharepoint-user-not-provisioned": "found",
    "sign-in-blocked": "found",
}


def write_partial(tenant: Tenant, folder: Path) -> None:
    """Without the datasets in LEFT_OUT, one group's members and the last page of assignments."""
    write_graph_pages(tenant, folder, without=LEFT_OUT)
    (folder / "group_members" / f"{tenant.id_of('groups', 'Catalog Builders')}.json").unlink()
    last_page = max((folder / "assignments").iterdir())
    last_page.unlink()


def still_known(tenant: Tenant) -> list[Finding]:
    """The findings of the whole tenant that the rest of the export still proves: none about deleted users."""
    deleted = {user["id"] for user in tenant.records["deleted_users"]}
    return [
        finding
        for finding in tenant.findings
        if VERDICTS[finding.check] == "found" and finding.user_id not in deleted
    ]
