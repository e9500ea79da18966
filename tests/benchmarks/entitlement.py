"""Catalogs, packages, what packages grant, and connected organizations of the synthetic tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tests.benchmarks import columns as col
from tests.benchmarks.policies import PolicyMaker

if TYPE_CHECKING:
    from tests.benchmarks.columns import Flags, Ints
    from tests.benchmarks.directory import Directory

SINGLE_APPROVER_SHARE = 0.02
_HOST = "https://myaccess.microsoft.com"


class Entitlement:
    """The configured part of entitlement management. Small enough to be made record by record."""

    def __init__(self, directory: Directory) -> None:
        self.directory, self.rng = directory, directory.rng
        sizes = directory.sizes
        self.catalogs = [
            self._catalog(identity) for identity in col.guids(self.rng, sizes.catalogs).to_pylist()
        ]
        self.organizations = [
            self._organization(number, identity)
            for number, identity in enumerate(col.guids(self.rng, sizes.organizations).to_pylist())
        ]
        self.packages = [
            self._package(number, identity)
            for number, identity in enumerate(col.guids(self.rng, sizes.packages).to_pylist())
        ]
        self._draw_grants()
        self._make_policies()

    def _catalog(self, identity: str) -> dict[str, Any]:
        return {
            "id": identity,
            "displayName": f"Catalog {identity[:4]}",
            "description": "Made by the synthetic tenant",
            "catalogType": "userManaged",
            "state": "published" if self.rng.random() < 0.9 else "unpublished",
            "isExternallyVisible": bool(self.rng.random() < 0.7),
            "createdDateTime": "2023-01-01T00:00:00Z",
            "modifiedDateTime": "2024-01-01T00:00:00Z",
        }

    def _organization(self, number: int, identity: str) -> dict[str, Any]:
        by_domain = number % 2 == 0
        kind = "domainIdentitySource" if by_domain else "azureActiveDirectoryTenant"
        source = {
            "@odata.type": f"#microsoft.graph.{kind}",
            "displayName": f"Partner {number}",
            "domainName": f"partner{number}.example" if by_domain else None,
            "tenantId": None if by_domain else identity[::-1],
        }
        return {
            "id": identity,
            "displayName": f"Partner {number}",
            "description": "Made by the synthetic tenant",
            "state": "configured" if self.rng.random() < 0.6 else "proposed",
            "createdDateTime": "2023-05-01T00:00:00Z",
            "identitySources": [source],
        }

    def _package(self, number: int, identity: str) -> dict[str, Any]:
        catalog = self.catalogs[int(self.rng.integers(0, len(self.catalogs)))]
        return {
            "id": identity,
            "displayName": f"Package {number}",
            "description": "Made by the synthetic tenant",
            "isHidden": bool(self.rng.random() < 0.04),
            "createdDateTime": "2023-02-01T00:00:00Z",
            "modifiedDateTime": "2024-02-01T00:00:00Z",
            "catalog": {"id": catalog["id"], "displayName": catalog["displayName"]},
        }

    def _draw_grants(self) -> None:
        """Draw which groups (three each), applications and sites a package grants."""
        count = len(self.packages)
        self.group_grants: Ints = self.rng.choice(self.directory.manageable, (count, 3))
        self.application_grants: Ints = self.rng.integers(0, self.directory.sizes.applications, count)
        self.grants_application: Flags = self.rng.random(count) < 0.3
        self.grants_site: Flags = self.rng.random(count) < 0.15

    def role_scopes(self) -> list[dict[str, Any]]:
        """Return what the packages grant, one row per package and resource role."""
        rows = []
        for number, package in enumerate(self.packages):
            for group in sorted(set(self.group_grants[number].tolist())):
                identity = self.directory.groups[group].as_py()
                rows.append(_role_scope(package, "AadGroup", identity, f"Member_{identity}"))
            if self.grants_application[number]:
                application = int(self.application_grants[number])
                role = self.directory.app_roles[application].as_py()
                rows.append(
                    _role_scope(
                        package, "AadApplication", self.directory.applications[application].as_py(), role
                    )
                )
            if self.grants_site[number]:
                rows.append(
                    _role_scope(package, "SharePointOnline", f"https://contoso.example/sites/{number}", "4")
                )
        return rows

    def _make_policies(self) -> None:
        """Make the policies, one or more per package; some packages have one that one person approves."""
        sizes = self.directory.sizes
        maker = PolicyMaker(self.directory, [organization["id"] for organization in self.organizations])
        singles = max(2, int(sizes.packages * SINGLE_APPROVER_SHARE))
        self.single_approvers: Ints = self.rng.choice(self.directory.members, singles)
        ids = col.guids(self.rng, sizes.policies).to_pylist()
        owner = np.r_[np.arange(sizes.packages), self.rng.integers(singles, sizes.packages, sizes.policies)]
        self.policies, self.policy_package = [], owner[: sizes.policies]
        for number, identity in enumerate(ids):
            package = self.packages[int(owner[number])]
            if number < singles:
                approver = self.directory.users[int(self.single_approvers[number])].as_py()
                self.policies.append(maker.approved_by(identity, package, approver))
            elif self.rng.random() < 0.01:
                self.policies.append(maker.own_approver(identity, package))
            else:
                self.policies.append(maker.policy(identity, package))

    def sponsors(self) -> list[dict[str, Any]]:
        """Return an internal and an external sponsor for most organizations."""
        rows = []
        for organization in self.organizations[:: 1 if len(self.organizations) < 10 else 2]:
            for kind, people in (("internal", self.directory.members), ("external", self.directory.guests)):
                sponsor = self.directory.users[int(self.rng.choice(people))].as_py()
                rows.append(
                    {"connectedOrganizationId": organization["id"], "sponsorId": sponsor, "sponsorKind": kind}
                )
        return rows

    def tickets(self) -> list[dict[str, Any]]:
        """Return complaints; every tenth names a link to the package's old address."""
        rows = []
        for number in range(min(500, len(self.packages))):
            package = self.packages[int(self.rng.integers(0, len(self.packages)))]["id"]
            home = "old.example" if number % 10 == 0 else "contoso.example"
            user = self.directory.users[int(self.rng.integers(0, len(self.directory.users)))].as_py()
            link = f"{_HOST}/@{home}#/access-packages/{package}"
            rows.append({"user": user, "access_package": package, "link": link})
        return rows


def _role_scope(package: dict[str, Any], system: str, origin: str, role: str) -> dict[str, Any]:
    resource = {
        "id": f"resource-{origin}",
        "displayName": f"Resource {origin[-8:]}",
        "originId": origin,
        "originSystem": system,
    }
    return {
        "id": f"{package['id']}_{role}_{origin}",
        "createdDateTime": "2023-03-01T00:00:00Z",
        "role": {"id": f"role-{role}", "displayName": "Member", "originId": role, "originSystem": system},
        "scope": {
            "id": f"scope-{origin}",
            "displayName": "Root",
            "originId": origin,
            "originSystem": system,
            "isRootScope": True,
        },
        "resource": resource,
        "accessPackage": {"id": package["id"], "displayName": package["displayName"]},
    }
