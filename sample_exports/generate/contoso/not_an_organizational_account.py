"""not-an-organizational-account: guests with personal accounts, whom no policy lets in, and some it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sample_exports.generate import directory_records
from sample_exports.generate.clock import ago
from sample_exports.generate.contoso.partners import HOSTILE_NAME, TENANT_DOMAIN

if TYPE_CHECKING:
    from sample_exports.generate.tenant import Tenant


def plant(tenant: Tenant) -> None:
    """Four guests are stuck; Delia, Ennio and Fern are let in by group, by name and by mail domain."""
    for name in (HOSTILE_NAME, "Abel Stone", "Bianca Conti", "Cosmo Reed"):
        tenant.expect_for_user("not-an-organizational-account", name)
    _member(tenant, "Hilda Crane", "hilda.crane@outlook.com", directory_records.MICROSOFT_ACCOUNT)
    _member(tenant, "Ivan Dorn", "ivan.dorn@fabrikam.com", directory_records.ENTRA)


def _member(tenant: Tenant, name: str, mail: str, issuer: str) -> None:
    """Somebody from outside who was made a member."""
    record = directory_records.guest(
        tenant.new_id("user", mail),
        name,
        mail=mail,
        issuer=issuer,
        tenant_domain=TENANT_DOMAIN,
        created=ago(2500),
        signed_in=ago(12),
    )
    tenant.add("users", record | {"userType": "Member", "creationType": None, "externalUserState": None})
