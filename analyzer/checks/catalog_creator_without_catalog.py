"""catalog-creator-without-catalog: may create catalogs, has none, and so sees nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.checking.contract import Category, Severity, Subject, check

if TYPE_CHECKING:
    from pandas import DataFrame


@check(
    slug="catalog-creator-without-catalog",
    title="A catalog creator has no catalog yet",
    category=Category.ADMINISTRATION,
    severity=Severity.MEDIUM,
    subject=Subject.USER,
    message="'{user_name}' is a catalog creator, holds no role on any catalog and no administrator role.",
    remediation="Have the person create a catalog, which makes them its owner, or give them a role on one.",
    reference="https://learn.microsoft.com/entra/id-governance/entitlement-management-delegate",
    blind_spots="members of nested groups; role holders that the export does not contain",
)
def catalog_creator_without_catalog(catalog_creators: DataFrame) -> DataFrame:
    """Fires for a catalog creator, direct or through a group, with no catalog role and no admin role.

    ## Why it matters
    The role only allows creating catalogs. Until the first one exists, its holder gets "access denied"
    when looking at access packages.

    ## How it is decided
    Holders of the role Catalog creator, by their own role assignment or as direct members of a group, who
    hold no entitlement management role on any catalog and are neither Global Administrator nor Identity
    Governance Administrator.

    ## What it cannot see
    Who created a catalog that somebody else owns now. Rights through nested groups stay undetermined, and
    so does everybody when directory role assignments were not exported.
    """
    rights = catalog_creators["has_catalog_role"] | catalog_creators["has_admin_role"]
    return catalog_creators.assign(fires=catalog_creators["is_creator"] & ~rights)
