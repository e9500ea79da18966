"""Fabrikam: a tenant without partners, in which every check passes."""

from __future__ import annotations

from sample_exports.generate.fabrikam.everyday import add_everyday_life
from sample_exports.generate.fabrikam.packages import add_packages
from sample_exports.generate.fabrikam.people import add_people
from sample_exports.generate.tenant import Tenant


def build_fabrikam() -> Tenant:
    """The whole tenant; nothing is planted in it that a check should find."""
    tenant = Tenant("fabrikam")
    add_people(tenant)
    add_packages(tenant)
    add_everyday_life(tenant)
    return tenant
